import { errorRow } from "../cli/failure.ts";

interface Host {
  /** Host, with its port where it is not the usual one. */
  readonly host: string;
}

const CHECK_CLOCK = "Check the date and time of this machine";

export const SIGN_IN_FIRST =
  "On a hotel or office network, sign in with a browser first; otherwise check --endpoint";

/** What goes wrong before an answer comes: the network, TLS and proxies. */
export const connectionFailures = () => ({
  dns_failed: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `Cannot resolve "${host}" (DNS)`,
    hint: () => "Check that this machine is online, and the spelling in --endpoint or HF_ENDPOINT",
  }),
  connection_refused: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The connection to "${host}" was refused`,
    hint: () => "Check host and port in --endpoint or HF_ENDPOINT, and whether a firewall blocks them",
  }),
  host_unreachable: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `There is no route to "${host}"`,
    hint: () => "Check that this machine is online, and whether a VPN or firewall blocks the host",
  }),
  connection_lost: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The connection to "${host}" was lost before the whole answer arrived`,
    hint: () => "Run it again; if it keeps happening, try another network or a higher --retries",
  }),
  request_timeout: errorRow<Host & { seconds: number | undefined }>({
    exit: 6,
    message: ({ host, seconds }) =>
      `No answer from "${host}" ${seconds === undefined ? "in time" : `within ${seconds} s`}`,
    hint: () => "Run it again, or allow more time with --timeout SECONDS",
  }),
  network_failed: errorRow<Host & { reason: string }>({
    exit: 6,
    message: ({ host, reason }) => `The connection to "${host}" failed: ${reason}`,
    hint: () => "Run it again with --verbose to see each request",
  }),
  network_not_permitted: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `Deno's permissions do not allow connecting to "${host}"`,
    hint: ({ host }) => `Add ${host} to --allow-net and run it again`,
  }),
  tls_unknown_issuer: errorRow<Host & { sources: readonly string[] }>({
    exit: 6,
    message: ({ host }) => `The certificate of "${host}" was issued by an authority that is not trusted here`,
    hint: ({ sources }) =>
      `On a company network, ${
        sources.length === 0
          ? "set DENO_CERT to a PEM file with its certificate authority"
          : `check that the file in ${sources.join(" or ")} is PEM text with its certificate authority`
      }; elsewhere, stop: someone may be intercepting the connection`,
  }),
  tls_expired: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The certificate of "${host}" has expired according to this machine's clock`,
    hint: () => CHECK_CLOCK,
  }),
  tls_not_yet_valid: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The certificate of "${host}" is not valid yet according to this machine's clock`,
    hint: () => CHECK_CLOCK,
  }),
  tls_wrong_name: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The certificate presented for "${host}" belongs to another host`,
    hint: () => SIGN_IN_FIRST,
  }),
  tls_failed: errorRow<Host & { reason: string }>({
    exit: 6,
    message: ({ host, reason }) => `Cannot make an encrypted connection to "${host}": ${reason}`,
    hint: () => "Check that the endpoint and its port speak https, and any proxy or virus scanner in between",
  }),
  certificate_store_unknown: errorRow<{ reason: string }>({
    exit: 6,
    message: ({ reason }) => `Invalid value of DENO_TLS_CA_STORE: ${reason}`,
    hint: () => "Unset DENO_TLS_CA_STORE, or set it to system, mozilla or system,mozilla",
  }),
  certificates_unreadable: errorRow<{ variables: string; reason: string }>({
    exit: 6,
    message: ({ variables, reason }) => `Cannot read the certificates in ${variables}: ${reason}`,
    hint: ({ variables }) => `Unset ${variables}, or set it to a readable PEM file`,
  }),
  proxy_unusable: errorRow<{ variable: string; problem: string }>({
    exit: 6,
    message: ({ variable, problem }) => `Cannot use the proxy in ${variable}: ${problem}`,
    hint: ({ variable }) =>
      `Set ${variable} to http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters as %XX`,
  }),
  proxy_authentication_required: errorRow<{ proxy: string }>({
    exit: 6,
    message: ({ proxy }) => `The proxy ${proxy} requires a user name and password (407)`,
    hint: () => "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters as %XX",
  }),
  proxy_unreachable: errorRow<{ proxy: string }>({
    exit: 6,
    message: ({ proxy }) => `Cannot reach the proxy ${proxy}`,
    hint: () => "Correct that variable, or unset it if no proxy is needed",
  }),
  proxy_refused: errorRow<Host & { proxy: string }>({
    exit: 6,
    message: ({ proxy, host }) => `The proxy ${proxy} does not allow the connection to "${host}"`,
    hint: ({ host }) => `Ask its operator to allow ${host}, or add ${host} to NO_PROXY to connect directly`,
  }),
});
