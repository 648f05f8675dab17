import { assertEquals } from "@std/assert";
import { classifyNetworkError, type NetworkFault } from "../../lib/hub/connection_failures.ts";

const URL_TEXT =
  "error sending request for url (https://huggingface.co/api/whoami-v2): client error (Connect): ";
const SENT_TEXT =
  "error sending request from 127.0.0.1:55100 for http://127.0.0.1:34707/ (127.0.0.1:34707): client error (SendRequest): ";

/** Up to Deno 2.9.1 the text is the error's own. */
function deno28(text: string): Error {
  return new TypeError(text);
}

/** Since Deno 2.9.2 it is the cause's. */
function deno29(text: string): Error {
  return new TypeError("fetch failed", { cause: new Error(text) });
}

function node(code: string, message: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

interface Row {
  readonly text: string;
  readonly fault: NetworkFault;
  readonly mayHaveArrived: boolean;
  readonly isPassing: boolean;
}

// Each text was provoked with Deno 2.8.3 or 2.9.6 on Linux; those of other systems follow the numbers of their errors.
const ROWS: readonly Row[] = [
  row("dns_failed", URL_TEXT + "dns error: failed to lookup address information: Name or service not known"),
  row("dns_failed", URL_TEXT + "dns error: No such host is known. (os error 11001)"),
  row("connection_refused", URL_TEXT + "tcp connect error: Connection refused (os error 111)"),
  row("connection_refused", URL_TEXT + "tcp connect error: Connection refused (os error 61)"),
  row(
    "connection_refused",
    URL_TEXT +
      "tcp connect error: No connection could be made because the target machine actively refused it. (os error 10061)",
  ),
  row("host_unreachable", URL_TEXT + "tcp connect error: No route to host (os error 113)"),
  row("host_unreachable", URL_TEXT + "tcp connect error: Network is unreachable (os error 101)"),
  row("host_unreachable", URL_TEXT + "tcp connect error: Host is down (os error 64)"),
  row(
    "host_unreachable",
    URL_TEXT +
      "tcp connect error: A socket operation was attempted to an unreachable network. (os error 10051)",
  ),
  row("request_timeout", URL_TEXT + "tcp connect error: Connection timed out (os error 110)"),
  row("request_timeout", URL_TEXT + "tcp connect error: Operation timed out (os error 60)"),
  row("connection_lost", URL_TEXT + "Connection reset by peer (os error 104)"),
  row("connection_lost", SENT_TEXT + "connection error: Connection reset by peer (os error 104)", {
    arrived: true,
  }),
  row("connection_lost", "Connection reset by peer (os error 104)", { arrived: true }),
  row("connection_lost", SENT_TEXT + "connection closed before message completed", { arrived: true }),
  row(
    "connection_lost",
    SENT_TEXT +
      "connection error: An existing connection was forcibly closed by the remote host. (os error 10054)",
    {
      arrived: true,
    },
  ),
  row(
    "connection_lost",
    SENT_TEXT + "connection error: peer closed connection without sending TLS close_notify",
    {
      arrived: true,
    },
  ),
  row("malformed_answer", SENT_TEXT + "invalid HTTP version parsed", { arrived: true }),
  row("malformed_answer", SENT_TEXT + "message head is too large", { arrived: true }),
  row("tls_unknown_issuer", URL_TEXT + "invalid peer certificate: UnknownIssuer", { final: true }),
  row(
    "tls_expired",
    URL_TEXT +
      "invalid peer certificate: certificate expired: verification time 1795345712 (UNIX), but certificate is not valid after 1609459200 (185886512 seconds ago)",
    { final: true },
  ),
  row("tls_expired", URL_TEXT + "invalid peer certificate: Expired", { final: true }),
  row(
    "tls_not_yet_valid",
    URL_TEXT +
      "invalid peer certificate: certificate not valid yet: verification time 1795345712 (UNIX), but certificate is not valid before 2208988800 (413643088 seconds in future)",
    { final: true },
  ),
  row("tls_not_yet_valid", URL_TEXT + "invalid peer certificate: NotValidYet", { final: true }),
  row(
    "tls_wrong_name",
    URL_TEXT +
      'invalid peer certificate: certificate not valid for name "localhost"; certificate is only valid for DnsName("other.example")',
    { final: true },
  ),
  row("tls_wrong_name", URL_TEXT + "invalid peer certificate: NotValidForName", { final: true }),
  row("tls_failed", URL_TEXT + "invalid peer certificate: Revoked", { final: true }),
  row("tls_failed", URL_TEXT + "received corrupt message of type InvalidContentType", { final: true }),
  row("tls_failed", URL_TEXT + "received fatal alert: HandshakeFailure", { final: true }),
  row("tls_failed", URL_TEXT + "tls handshake eof"),
  row(
    "certificates_unreadable",
    URL_TEXT + "Failed opening CA file: No such file or directory (os error 2)",
    { final: true },
  ),
  row(
    "certificates_unreadable",
    URL_TEXT +
      'Failed to load platform certificates: could not load PEM file "c": Is a directory (os error 21)',
    { final: true },
  ),
  row(
    "certificate_store_unknown",
    URL_TEXT + 'Unknown certificate store "x" specified (allowed: "system,mozilla")',
    { final: true },
  ),
  // HTTP/2: from Deno 2.9 on, what stands before the last colon is missing.
  ...["", SENT_TEXT + "http2 error: "].flatMap((start) => [
    row("connection_lost", start + "connection error received: not a result of an error", { arrived: true }),
    row("connection_lost", start + "stream error received: stream no longer needed", { arrived: true }),
    row(
      "connection_lost",
      start + "stream error received: refused stream before processing any application logic",
    ),
    row("malformed_answer", start + "connection error detected: frame with invalid size", { arrived: true }),
  ]),
  row("connection_lost", SENT_TEXT + "connection error: connection reset", { arrived: true }),
  row("connection_lost", "connection reset", { arrived: true }),
  row("connection_lost", "stream closed because of a broken pipe", { arrived: true }),
  row("proxy_authentication_required", URL_TEXT + "proxy authentication required", { final: true }),
  row("proxy_refused", URL_TEXT + "unsuccessful tunnel", { final: true }),
  row("proxy_refused", URL_TEXT + "unexpected eof while tunneling"),
  row("network_failed", URL_TEXT + "tcp connect error: Invalid argument (os error 22)"),
  row("network_failed", "Fetch failed: Requests to port 9 are blocked", { final: true }),
  row("network_failed", "something never seen before", { arrived: true, final: true }),
];

function row(fault: NetworkFault, text: string, but: { arrived?: boolean; final?: boolean } = {}): Row {
  return { text, fault, mayHaveArrived: but.arrived ?? false, isPassing: !(but.final ?? false) };
}

Deno.test("an error of fetch is named for what it is, in the words of both Denos", async (t) => {
  for (const { text, fault, mayHaveArrived, isPassing } of ROWS) {
    for (const [version, make] of [["2.8", deno28], ["2.9", deno29]] as const) {
      await t.step(`${fault} (${version}): ${text.replace(/^.*client error /, "")}`, () => {
        const { reason: _, ...found } = classifyNetworkError(make(text));
        assertEquals(found, { fault, mayHaveArrived, isPassing });
      });
    }
  }
});

Deno.test("an error of Node's network modules is named by its code", async (t) => {
  const table: readonly [string, string, NetworkFault][] = [
    ["ENOTFOUND", "getaddrinfo ENOTFOUND huggingface.co", "dns_failed"],
    ["EAI_AGAIN", "getaddrinfo EAI_AGAIN huggingface.co", "dns_failed"],
    ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", "connection_refused"],
    ["ECONNRESET", "read ECONNRESET", "connection_lost"],
    ["EPIPE", "write EPIPE", "connection_lost"],
    ["UND_ERR_SOCKET", "other side closed", "connection_lost"],
    ["EHOSTUNREACH", "connect EHOSTUNREACH", "host_unreachable"],
    ["ENETUNREACH", "connect ENETUNREACH", "host_unreachable"],
    ["ETIMEDOUT", "connect ETIMEDOUT", "request_timeout"],
    ["UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error", "request_timeout"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate", "tls_unknown_issuer"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "tls_unknown_issuer"],
    ["CERT_HAS_EXPIRED", "certificate has expired", "tls_expired"],
    ["CERT_NOT_YET_VALID", "certificate is not yet valid", "tls_not_yet_valid"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames", "tls_wrong_name"],
    ["EPROTO", "write EPROTO wrong version number", "tls_failed"],
    ["HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/", "malformed_answer"],
  ];
  for (const [code, message, fault] of table) {
    await t.step(code, () => {
      const found = classifyNetworkError(node(code, message));
      const mayHaveArrived = !/^(?:dns|tls|host|connection_refused)/.test(fault);
      assertEquals([found.fault, found.mayHaveArrived], [fault, mayHaveArrived]);
    });
  }
});

Deno.test("an error while the body is read is a lost connection, and the request has arrived", async (t) => {
  for (
    const text of [
      "error reading a body from connection",
      "error decoding response body",
      "unexpected end of file",
      "x",
    ]
  ) {
    await t.step(text, () => {
      const { reason: _, ...found } = classifyNetworkError(new TypeError(text), { duringBody: true });
      assertEquals(found, { fault: "connection_lost", mayHaveArrived: true, isPassing: true });
    });
  }
});

Deno.test("behind a proxy, what cannot be found or reached is the proxy", () => {
  for (
    const reason of [
      "dns error: x",
      "tcp connect error: Connection refused (os error 111)",
      "No route to host",
    ]
  ) {
    assertEquals(
      classifyNetworkError(deno29(URL_TEXT + reason), { throughProxy: true }).fault,
      "proxy_unreachable",
    );
  }
  const lost = deno28(SENT_TEXT + "connection closed before message completed");
  assertEquals(classifyNetworkError(lost, { throughProxy: true }).fault, "connection_lost");
  const certificate = deno28(URL_TEXT + "invalid peer certificate: UnknownIssuer");
  assertEquals(classifyNetworkError(certificate, { throughProxy: true }).fault, "tls_unknown_issuer");
});

Deno.test("a refused permission is named with the host that it was about", () => {
  const error = new Deno.errors.NotCapable(
    'Requires net access to "s3.example:443", run again with the --allow-net flag',
  );
  assertEquals(classifyNetworkError(error).fault, "network_not_permitted");
  assertEquals(classifyNetworkError(error).refusedHost, "s3.example:443");
  const wrapped = new TypeError("fetch failed", { cause: error });
  assertEquals(classifyNetworkError(wrapped).refusedHost, "s3.example:443");
  assertEquals(classifyNetworkError(new Error("Requires net access")).refusedHost, undefined);
});

Deno.test("the reason is what remains when the address is taken away", () => {
  const { reason } = classifyNetworkError(deno29(URL_TEXT + "received fatal alert: HandshakeFailure"));
  assertEquals(reason, "received fatal alert: HandshakeFailure");
});

Deno.test("a chain of causes that bites its own tail comes to an end", () => {
  const error = new Error("a");
  error.cause = new Error("b", { cause: error });
  assertEquals(classifyNetworkError(error).fault, "network_failed");
  assertEquals(classifyNetworkError(undefined).fault, "network_failed");
  assertEquals(classifyNetworkError("dns error").fault, "dns_failed");
});
