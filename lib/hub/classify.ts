/** What kind of failure kept an answer from arriving. */
export type NetworkFault =
  | "dns_failed"
  | "connection_refused"
  | "host_unreachable"
  | "connection_lost"
  | "system_timeout"
  | "tls_unknown_issuer"
  | "tls_expired"
  | "tls_not_yet_valid"
  | "tls_wrong_name"
  | "tls_failed"
  | "certificate_store_unknown"
  | "certificates_unreadable"
  | "proxy_authentication_required"
  | "proxy_unreachable"
  | "proxy_refused"
  | "malformed_answer"
  | "network_not_permitted"
  | "network_failed";

/** How a failed attempt to get an answer is to be read. */
export interface Classification {
  readonly fault: NetworkFault;
  /** Whether the request may have reached the other side and taken effect there. */
  readonly mayHaveArrived: boolean;
  /** Whether another attempt has a chance. */
  readonly isPassing: boolean;
  /** The text that decided, for the faults whose sentence repeats it. */
  readonly reason: string;
}

/** What else is known about the failed attempt. */
export interface ClassifyOptions {
  /** Whether the head of the answer had arrived. */
  readonly duringBody?: boolean;
  /** Whether a proxy is configured for the address. */
  readonly throughProxy?: boolean;
}

interface Row {
  readonly fault: NetworkFault;
  readonly text: RegExp;
  readonly isPassing: boolean;
  /** The request was never sent, or never taken: nothing can have arrived. */
  readonly beforeRequest: boolean;
}

// Texts as provoked with Deno 2.8.3 and 2.9.6 (Linux), the system's numbers for macOS (61, 65, 54, 60) and Windows
// (10061 and so on), and the codes of Node, whose network modules a dependency may use. The first row that matches wins:
// patterns that name a cause come before those that only say that something ended.
const ROWS: readonly Row[] = [
  row("proxy_authentication_required", /proxy authentication required/i, { beforeRequest: true }),
  row("proxy_refused", /unsuccessful tunnel/i, { beforeRequest: true }),
  // What SOCKS calls it.
  row("proxy_unreachable", /proxy server unreachable/i, { beforeRequest: true, isPassing: true }),
  row("proxy_refused", /while tunneling/i, { beforeRequest: true, isPassing: true }),
  row("certificate_store_unknown", /unknown certificate store/i, { beforeRequest: true }),
  row(
    "certificates_unreadable",
    /failed opening CA file|failed to load platform certificates|unable to add pem file/i,
    { beforeRequest: true },
  ),
  row(
    "tls_unknown_issuer",
    /UnknownIssuer|unknown issuer|SELF_SIGNED_CERT|self[- ]signed certificate|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)|CaUsedAsEndEntity/,
    { beforeRequest: true },
  ),
  row("tls_not_yet_valid", /not valid yet|NotValidYet|CERT_NOT_YET_VALID|not yet valid/i, {
    beforeRequest: true,
  }),
  row("tls_expired", /certificate(?: has)? expired|CERT_HAS_EXPIRED|CertExpired|certificate: Expired/i, {
    beforeRequest: true,
  }),
  row(
    "tls_wrong_name",
    /not valid for (?:any )?name|NotValidForName|ALTNAME_INVALID|does not match certificate/i,
    {
      beforeRequest: true,
    },
  ),
  row("tls_failed", /tls handshake eof/i, { beforeRequest: true, isPassing: true }),
  row(
    "tls_failed",
    /invalid peer certificate|corrupt message|fatal alert|peer (?:is incompatible|misbehaved)|InvalidContentType|ERR_SSL|ERR_TLS|EPROTO/i,
    { beforeRequest: true },
  ),
  row(
    "dns_failed",
    /dns error|failed to lookup address|ENOTFOUND|EAI_AGAIN|getaddrinfo|no such host is known/i,
    {
      beforeRequest: true,
      isPassing: true,
    },
  ),
  row("connection_refused", /connection refused|actively refused|ECONNREFUSED|os error (?:111|61|10061)\b/i, {
    beforeRequest: true,
    isPassing: true,
  }),
  row(
    "host_unreachable",
    /no route to host|network is unreachable|host is (?:down|unreachable)|unreachable (?:host|network)|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|os error (?:113|101|65|51|64|99|49|10051|10065|10049)\b/i,
    { beforeRequest: true, isPassing: true },
  ),
  row(
    "system_timeout",
    /timed? ?out|ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|os error (?:110|60|10060)\b/i,
    {
      isPassing: true,
    },
  ),
  // HTTP/2, which the Hub speaks: a stream that was refused was not worked on (RFC 9113, 8.7); "received" is what the
  // other side said when it ended a stream or the connection, "detected" what is wrong with its frames.
  row("connection_lost", /refused stream before processing/, { beforeRequest: true, isPassing: true }),
  row("connection_lost", /(?:stream|connection) error received/, { isPassing: true }),
  row(
    "malformed_answer",
    /(?:stream|connection) error detected|message head is too large|invalid (?:http|header|content-length)|unexpected transfer-encoding|invalid gzip|decompression error|CRC computed|brotli error|parse error|HPE_|http2 error/i,
    { isPassing: true },
  ),
  row(
    "connection_lost",
    /reset by peer|connection (?:reset|aborted)|forcibly closed|ECONNRESET|EPIPE|broken pipe|ECONNABORTED|connection closed|IncompleteMessage|unexpected (?:eof|end of file)|error reading a body|error decoding response body|socket hang up|UND_ERR_SOCKET|other side closed|connection error|close_notify|os error (?:104|54|32|10053|10054)\b/i,
    { isPassing: true },
  ),
];

/**
 * Reads an error of `fetch`, or of reading a body, as one of the known kinds of failure.
 *
 * Up to Deno 2.9.1 the text that decides is the error's own, later it is that of its cause, so the whole chain
 * of causes is read.
 *
 * @param error what was thrown
 * @param options what else is known about the attempt
 * @returns the kind, and what it means for another attempt
 */
export function classifyNetworkError(error: unknown, options: ClassifyOptions = {}): Classification {
  const chain = causesOf(error);
  const texts = chain.map(textOf);
  if (chain.some((link) => nameOf(link) === "NotCapable")) {
    return {
      fault: "network_not_permitted",
      mayHaveArrived: false,
      isPassing: false,
      reason: texts[0] ?? "",
    };
  }
  const whole = texts.join("\n");
  // Everything in this phase happens before the first byte of the request is written.
  const whileConnecting = /client error \(Connect\)/.test(whole);
  const found = ROWS.find(({ text }) => text.test(whole));
  const reason = reasonOf(texts);
  if (found === undefined) {
    const mayHaveArrived = !whileConnecting && !/Requests to port \d+ are blocked/.test(whole);
    return options.duringBody
      ? { fault: "connection_lost", mayHaveArrived: true, isPassing: true, reason }
      : { fault: "network_failed", mayHaveArrived, isPassing: whileConnecting, reason };
  }
  const beforeRequest = !options.duringBody && (found.beforeRequest || whileConnecting);
  return {
    fault: options.throughProxy && beforeRequest && MEANS_PROXY.has(found.fault)
      ? "proxy_unreachable"
      : found.fault,
    mayHaveArrived: !beforeRequest,
    isPassing: found.isPassing,
    reason,
  };
}

/**
 * The host that a refused permission was about.
 *
 * @param error what was thrown
 * @returns host and port as Deno names them, or undefined when the error is no refused permission
 */
export function hostOfRefusedPermission(error: unknown): string | undefined {
  for (const link of causesOf(error)) {
    if (nameOf(link) !== "NotCapable") continue;
    return /net access to "([^"]+)"/.exec(textOf(link))?.[1];
  }
  return undefined;
}

// With a proxy, the only host that is looked up and connected to is the proxy's.
const MEANS_PROXY: ReadonlySet<NetworkFault> = new Set([
  "dns_failed",
  "connection_refused",
  "host_unreachable",
]);

function row(
  fault: NetworkFault,
  text: RegExp,
  options: { readonly beforeRequest?: boolean; readonly isPassing?: boolean } = {},
): Row {
  return {
    fault,
    text,
    beforeRequest: options.beforeRequest ?? false,
    isPassing: options.isPassing ?? false,
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

function nameOf(link: unknown): string {
  return link instanceof Error ? link.name : "";
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
