import { failuresOf } from "../cli/failure.ts";
import { SIGN_IN_FIRST } from "./answer_failures.ts";
import type { Outcome } from "./retry.ts";

/** The facts that the sentences below are made of. */
interface ConnectionFacts {
  /** Host, with its port where it is not the usual one. */
  readonly host: string;
  readonly reason?: string;
  /** The time limit, where it was this program's own. */
  readonly seconds?: number;
  readonly proxy?: string | undefined;
}

const ENVIRONMENT = "from the environment";

/** What goes wrong before an answer comes: the network, TLS and proxies. */
export const connectionFailure = failuresOf(() => ({
  dns_failed: row(
    ({ host }) => `Cannot resolve "${host}" (DNS)`,
    () => "Check that this machine is online, and the spelling in --endpoint or HF_ENDPOINT",
  ),
  connection_refused: row(
    ({ host }) => `The connection to "${host}" was refused`,
    () => "Check host and port in --endpoint or HF_ENDPOINT, and whether a firewall blocks them",
  ),
  host_unreachable: row(
    ({ host }) => `There is no route to "${host}"`,
    () => "Check that this machine is online, and whether a VPN or firewall blocks the host",
  ),
  connection_lost: row(
    ({ host }) => `The connection to "${host}" was lost before the whole response arrived`,
    () => "Run it again; if it keeps happening, try another network or a higher --retries",
  ),
  request_timeout: row(
    ({ host, seconds }) =>
      `No response from "${host}" ${seconds === undefined ? "in time" : `within ${seconds} s`}`,
    () => "Run it again, or allow more time with --timeout SECONDS",
  ),
  network_failed: row(
    ({ host, reason }) => `The connection to "${host}" failed: ${reason}`,
    () => "Run it again with --verbose to see each request",
  ),
  network_not_permitted: row(
    ({ host }) => `Deno's permissions do not allow connecting to "${host}"`,
    ({ host }) => `Add ${host} to --allow-net and run it again`,
  ),
  tls_unknown_issuer: row(
    ({ host }) => `The certificate of "${host}" was issued by an authority that is not trusted here`,
    () =>
      "On a company network, let DENO_CERT or SSL_CERT_FILE name a PEM file with its certificate authority; elsewhere, someone may be intercepting the connection",
  ),
  tls_expired: row(
    ({ host }) => `The certificate of "${host}" has expired according to this machine's clock`,
    () => "Check the date and time of this machine",
  ),
  tls_not_yet_valid: row(
    ({ host }) => `The certificate of "${host}" is not valid yet according to this machine's clock`,
    () => "Check the date and time of this machine",
  ),
  tls_wrong_name: row(
    ({ host }) => `The certificate presented for "${host}" belongs to another host`,
    () => SIGN_IN_FIRST,
  ),
  tls_failed: row(
    ({ host, reason }) => `Cannot make an encrypted connection to "${host}": ${reason}`,
    () => "Check that the endpoint and its port speak https, and any proxy or virus scanner in between",
  ),
  certificate_store_unknown: row(
    ({ reason }) => `Invalid value of DENO_TLS_CA_STORE: ${reason}`,
    () => "Unset DENO_TLS_CA_STORE, or set it to system, mozilla or system,mozilla",
  ),
  certificates_unreadable: row(
    ({ reason }) => `Cannot read the certificates in DENO_CERT or SSL_CERT_FILE: ${reason}`,
    () => "Unset the variable, or set it to a readable PEM file",
  ),
  proxy_authentication_required: row(
    ({ proxy = ENVIRONMENT }) => `The proxy ${proxy} requires a user name and password (407)`,
    () => "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters as %XX",
  ),
  proxy_unreachable: row(
    ({ proxy = ENVIRONMENT }) => `Cannot reach the proxy ${proxy}`,
    () => "Correct that variable, or unset it if no proxy is needed",
  ),
  proxy_refused: row(
    ({ proxy = ENVIRONMENT, host }) => `The proxy ${proxy} does not allow the connection to "${host}"`,
    ({ host }) => `Ask its operator to allow ${host}, or add ${host} to NO_PROXY to connect directly`,
  ),
}));

function row(message: (facts: ConnectionFacts) => string, hint: (facts: ConnectionFacts) => string) {
  return (facts: ConnectionFacts) => ({ exitCode: 6, message: message(facts), hint: hint(facts) }) as const;
}

/** What kept an answer from arriving. */
export type NetworkFault = keyof ReturnType<typeof connectionFailure.rows> | "malformed_answer";

/**
 * What a text means. `unsent`: the request was never sent, or never taken, so nothing can have arrived; `passing`: another
 * attempt has a chance.
 */
type Rule = readonly [fault: NetworkFault, marks: "unsent" | "passing" | "unsent passing" | "", text: RegExp];

// Texts as provoked with Deno 2.8.3 and 2.9.6 (Linux), the system's numbers for macOS (61, 65, 54, 60) and Windows
// (10061 and so on), and the codes of Node, whose network modules a dependency may use. The first one that matches wins:
// patterns that name a cause come before those that only say that something ended.
const RULES: readonly Rule[] = [
  ["network_failed", "unsent", /Requests to port \d+ are blocked/],
  ["proxy_authentication_required", "unsent", /proxy authentication required/i],
  ["proxy_refused", "unsent", /unsuccessful tunnel/i],
  // What SOCKS calls it.
  ["proxy_unreachable", "unsent passing", /proxy server unreachable/i],
  ["proxy_refused", "unsent passing", /while tunneling/i],
  ["certificate_store_unknown", "unsent", /unknown certificate store/i],
  [
    "certificates_unreadable",
    "unsent",
    /failed opening CA file|failed to load platform certificates|unable to add pem file/i,
  ],
  [
    "tls_unknown_issuer",
    "unsent",
    /UnknownIssuer|unknown issuer|SELF_SIGNED_CERT|self[- ]signed certificate|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)|CaUsedAsEndEntity/,
  ],
  ["tls_not_yet_valid", "unsent", /not valid yet|NotValidYet|CERT_NOT_YET_VALID|not yet valid/i],
  [
    "tls_expired",
    "unsent",
    /certificate(?: has)? expired|CERT_HAS_EXPIRED|CertExpired|certificate: Expired/i,
  ],
  [
    "tls_wrong_name",
    "unsent",
    /not valid for (?:any )?name|NotValidForName|ALTNAME_INVALID|does not match certificate/i,
  ],
  ["tls_failed", "unsent passing", /tls handshake eof/i],
  [
    "tls_failed",
    "unsent",
    /invalid peer certificate|corrupt message|fatal alert|peer (?:is incompatible|misbehaved)|InvalidContentType|ERR_SSL|ERR_TLS|EPROTO/i,
  ],
  [
    "dns_failed",
    "unsent passing",
    /dns error|failed to lookup address|ENOTFOUND|EAI_AGAIN|getaddrinfo|no such host is known/i,
  ],
  [
    "connection_refused",
    "unsent passing",
    /connection refused|actively refused|ECONNREFUSED|os error (?:111|61|10061)\b/i,
  ],
  [
    "host_unreachable",
    "unsent passing",
    /no route to host|network is unreachable|host is (?:down|unreachable)|unreachable (?:host|network)|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|os error (?:113|101|65|51|64|99|49|10051|10065|10049)\b/i,
  ],
  [
    "request_timeout",
    "passing",
    /timed? ?out|ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|os error (?:110|60|10060)\b/i,
  ],
  // HTTP/2, which the Hub speaks: a stream that was refused was not worked on (RFC 9113, 8.7); "received" is what the
  // other side said when it ended a stream or the connection, "detected" what is wrong with its frames.
  ["connection_lost", "unsent passing", /refused stream before processing/],
  ["connection_lost", "passing", /(?:stream|connection) error received/],
  [
    "malformed_answer",
    "passing",
    /(?:stream|connection) error detected|message head is too large|invalid (?:http|header|content-length)|unexpected transfer-encoding|invalid gzip|decompression error|CRC computed|brotli error|parse error|HPE_|http2 error/i,
  ],
  [
    "connection_lost",
    "passing",
    /reset by peer|connection (?:reset|aborted)|forcibly closed|ECONNRESET|EPIPE|broken pipe|ECONNABORTED|connection closed|IncompleteMessage|unexpected (?:eof|end of file)|error reading a body|error decoding response body|socket hang up|UND_ERR_SOCKET|other side closed|connection error|close_notify|os error (?:104|54|32|10053|10054)\b/i,
  ],
];

// With a proxy, the only host that is looked up and connected to is the proxy's.
const MEANS_PROXY: readonly NetworkFault[] = ["dns_failed", "connection_refused", "host_unreachable"];

/** How a failed attempt to get an answer is to be read. */
interface Classification extends Outcome {
  readonly fault: NetworkFault;
  /** The text that decided, for the faults whose sentence repeats it. */
  readonly reason: string;
  /** The host that a permission was refused for, with its port, as Deno names it. */
  readonly refusedHost?: string | undefined;
}

/**
 * Reads an error of `fetch`, or of reading a body, as one of the known kinds of failure.
 *
 * Up to Deno 2.9.1 the text that decides is the error's own, later it is that of its cause, so the whole chain
 * of causes is read.
 *
 * @param attempt whether the head of the answer had arrived, and whether a proxy is configured for the address
 */
export function classifyNetworkError(
  error: unknown,
  { duringBody = false, throughProxy = false } = {},
): Classification {
  const chain = causesOf(error);
  const texts = chain.map(textOf);
  const reason = reasonOf(texts);
  const refusal = chain.find((link) => link instanceof Error && link.name === "NotCapable");
  if (refusal !== undefined) {
    const refusedHost = /net access to "([^"]+)"/.exec(textOf(refusal))?.[1];
    return { fault: "network_not_permitted", mayHaveArrived: false, isPassing: false, reason, refusedHost };
  }
  const whole = texts.join("\n");
  // Everything in this phase happens before the first byte of the request is written.
  const whileConnecting = /client error \(Connect\)/.test(whole);
  const unknown: Rule = duringBody
    ? ["connection_lost", "passing", /./]
    : ["network_failed", whileConnecting ? "unsent passing" : "", /./];
  const [fault, marks] = RULES.find(([, , text]) => text.test(whole)) ?? unknown;
  const isUnsent = !duringBody && (marks.includes("unsent") || whileConnecting);
  return {
    fault: throughProxy && isUnsent && MEANS_PROXY.includes(fault) ? "proxy_unreachable" : fault,
    mayHaveArrived: !isUnsent,
    isPassing: marks.includes("passing"),
    reason,
  };
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let link = error;
  // A chain that bites its own tail must end too.
  while (link !== undefined && link !== null && chain.length < 10 && !chain.includes(link)) {
    chain.push(link);
    link = typeof link === "object" && "cause" in link ? link.cause : undefined;
  }
  return chain;
}

function textOf(link: unknown): string {
  if (!(link instanceof Error)) return String(link);
  const code = "code" in link && typeof link.code === "string" ? `${link.code} ` : "";
  return code + link.message;
}

// "error sending request for url (https://…): client error (Connect): REASON" and its relatives
function reasonOf(texts: readonly string[]): string {
  const telling = texts.findLast((text) => text !== "" && text !== "fetch failed") ?? "no reason was given";
  return telling.replace(/^.*client error \((?:Connect|SendRequest)\): /s, "")
    .replace(/^error sending request for url \([^)]*\):? ?/, "");
}
