import { ANSWER_ERRORS } from "./answer_errors.ts";
import { errorRow } from "../cli/failure.ts";

interface Host {
  /** Host, with its port where it is not the usual one. */
  readonly host: string;
}

const CHECK_CLOCK =
  "Check the date and time of this machine; if they are right, show the message to whoever runs your network or the Hub";

/** Failures between this program and the Hub, with the answers that mean the same in every context. */
export const NETWORK_ERRORS = {
  endpoint_invalid: errorRow<{ endpoint: string; reason: string }>({
    exit: 2,
    meaning: "The address of the Hub, from `--endpoint` or `HF_ENDPOINT`, is not one that can be used.",
    remedy: "Give it as `https://HOST`, without user name, query or fragment.",
    message: ({ endpoint, reason }) => `The endpoint "${endpoint}" cannot be used: ${reason}`,
    hint: () =>
      "Give it as https://HOST with --endpoint or HF_ENDPOINT, or leave both out for https://huggingface.co",
  }),
  endpoint_not_secure: errorRow<Host>({
    exit: 2,
    meaning: "The address of the Hub is plain `http://`, which would show the token to everyone on the way.",
    remedy: "Use `https://`; plain HTTP is only for this machine itself (localhost, 127.0.0.1, ::1).",
    message: ({ host }) =>
      `The endpoint "http://${host}" is not encrypted and would show the token to everyone on the way`,
    hint: ({ host }) =>
      `Use --endpoint https://${host}; plain http is accepted only for this machine (localhost)`,
  }),
  offline: errorRow<{ variable: string }>({
    exit: 6,
    meaning: "The environment says that the Hub must not be contacted.",
    remedy: "Unset `HF_HUB_OFFLINE` (or `TRANSFORMERS_OFFLINE`).",
    message: ({ variable }) => `${variable} is set, so the Hub may not be contacted`,
    hint: ({ variable }) => `Unset ${variable} and run the command again`,
  }),
  dns_failed: errorRow<Host>({
    exit: 6,
    meaning: "The name of the host could not be found (DNS).",
    remedy: "Check the connection, the VPN, and the spelling of the endpoint.",
    message: ({ host }) => `The address of "${host}" could not be found (DNS)`,
    hint: () =>
      "Check that this machine is online, and the spelling in --endpoint or HF_ENDPOINT if you set one",
  }),
  connection_refused: errorRow<Host>({
    exit: 6,
    meaning: "The host is there, but nothing accepts connections at that port.",
    remedy: "Check the endpoint and its port; a firewall may refuse it as well.",
    message: ({ host }) => `The connection to "${host}" was refused`,
    hint: () =>
      "Check the host and the port of the endpoint; if they are right, ask whether a firewall is in the way",
  }),
  host_unreachable: errorRow<Host>({
    exit: 6,
    meaning: "There is no way through the network to the host.",
    remedy: "Check the connection, the VPN and the firewall.",
    message: ({ host }) => `There is no route to "${host}"`,
    hint: () => "Check that this machine is online and that the VPN or firewall lets it through",
  }),
  connection_lost: errorRow<Host>({
    exit: 6,
    meaning: "The connection broke off before the whole answer had arrived.",
    remedy: "Run the command again; it continues where it stopped.",
    message: ({ host }) => `The connection to "${host}" was lost before the whole answer had arrived`,
    hint: () => "Run the command again; if it keeps happening, try another network or a higher --retries",
  }),
  request_timeout: errorRow<Host & { seconds: number | undefined }>({
    exit: 6,
    meaning: "The host did not answer within the time limit.",
    remedy: "Run the command again, or raise `--timeout`.",
    message: ({ host, seconds }) =>
      `No answer came from "${host}" ${seconds === undefined ? "in time" : `within ${seconds} s`}`,
    hint: () => "Run the command again, or allow more time with --timeout SECONDS",
  }),
  network_failed: errorRow<Host & { reason: string }>({
    exit: 6,
    meaning: "The connection failed in a way that is not known here.",
    remedy: "Read the reason in the message; run again with `--verbose` for more.",
    message: ({ host, reason }) => `The connection to "${host}" failed: ${reason}`,
    hint: () => "Run the command again with --verbose to see each request",
  }),
  network_not_permitted: errorRow<Host>({
    exit: 6,
    meaning: "Deno was not given the permission to connect to the host.",
    remedy: "Add the host to `--allow-net`.",
    message: ({ host }) => `The permission to connect to "${host}" was not given`,
    hint: ({ host }) => `Add ${host} to the list of --allow-net and run the command again`,
  }),
  tls_unknown_issuer: errorRow<Host & { sources: readonly string[] }>({
    exit: 6,
    meaning: "The certificate of the host was issued by an authority that this machine does not trust.",
    remedy: "Behind a company's proxy, name its certificate in `DENO_CERT` or `SSL_CERT_FILE`.",
    message: ({ host }) => `The certificate of "${host}" was issued by an authority that is not trusted here`,
    hint: ({ sources }) =>
      `On a company network, ${
        sources.length === 0
          ? "set DENO_CERT to the PEM file of its certificate authority"
          : `check that the file named by ${
            sources.join(" or ")
          } holds its certificate authority as PEM text (BEGIN CERTIFICATE)`
      }; elsewhere, do not go on: somebody may be listening`,
  }),
  tls_expired: errorRow<Host>({
    exit: 6,
    meaning: "The certificate of the host is no longer valid, or the clock of this machine is ahead.",
    remedy: "Check the date and time of this machine.",
    message: ({ host }) => `The certificate of "${host}" has expired according to the clock of this machine`,
    hint: () => CHECK_CLOCK,
  }),
  tls_not_yet_valid: errorRow<Host>({
    exit: 6,
    meaning:
      "The certificate of the host is not valid yet: the clock of this machine is almost certainly behind.",
    remedy: "Set the date and time of this machine.",
    message: ({ host }) =>
      `The certificate of "${host}" is not valid yet according to the clock of this machine`,
    hint: () => CHECK_CLOCK,
  }),
  tls_wrong_name: errorRow<Host>({
    exit: 6,
    meaning: "The certificate that was shown belongs to another host.",
    remedy: "Check the endpoint; on a public network, sign in with a browser first.",
    message: ({ host }) => `The certificate that was shown for "${host}" belongs to another host`,
    hint: () =>
      "Check the endpoint; on a hotel or office network, sign in with a browser first and run the command again",
  }),
  tls_failed: errorRow<Host & { reason: string }>({
    exit: 6,
    meaning: "No encrypted connection could be made with the host.",
    remedy:
      "Check that the endpoint and its port speak HTTPS, and what stands between (proxy, virus scanner).",
    message: ({ host, reason }) => `No encrypted connection to "${host}" could be made: ${reason}`,
    hint: () =>
      "Check that the endpoint and its port speak https, and whether a proxy or virus scanner is in between",
  }),
  certificate_store_unknown: errorRow<{ reason: string }>({
    exit: 6,
    meaning: "The variable that says which certificate authorities are trusted has a value that is none.",
    remedy: "Set `DENO_TLS_CA_STORE` to `system`, `mozilla` or `system,mozilla`, or unset it.",
    message: ({ reason }) => `The value of DENO_TLS_CA_STORE cannot be used: ${reason}`,
    hint: () => "Unset DENO_TLS_CA_STORE, or set it to system, mozilla or system,mozilla",
  }),
  certificates_unreadable: errorRow<{ variables: string; reason: string }>({
    exit: 6,
    meaning: "The file with additional certificate authorities could not be read.",
    remedy: "Correct or unset `DENO_CERT`, `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS` or `REQUESTS_CA_BUNDLE`.",
    message: ({ variables, reason }) => `The certificates named by ${variables} could not be read: ${reason}`,
    hint: ({ variables }) => `Correct or unset ${variables}; it must name a readable PEM file`,
  }),
  proxy_authentication_required: errorRow<{ proxy: string }>({
    exit: 6,
    meaning: "The proxy wants a user name and a password.",
    remedy: "Put them into `HTTPS_PROXY`: `http://USER:PASSWORD@HOST:PORT`.",
    message: ({ proxy }) => `The proxy ${proxy} wants a user name and a password (407)`,
    hint: () => "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters written as %XX",
  }),
  proxy_unreachable: errorRow<{ proxy: string }>({
    exit: 6,
    meaning: "The proxy named in the environment could not be reached.",
    remedy: "Correct `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`, or unset it where no proxy is needed.",
    message: ({ proxy }) => `The proxy ${proxy} could not be reached`,
    hint: () => "Correct HTTPS_PROXY (or HTTP_PROXY, ALL_PROXY), or unset it where no proxy is needed",
  }),
  proxy_refused: errorRow<Host & { proxy: string }>({
    exit: 6,
    meaning: "The proxy did not make the connection to the host.",
    remedy: "Ask whoever runs the proxy to allow the host, or name it in `NO_PROXY`.",
    message: ({ proxy, host }) => `The proxy ${proxy} did not let the connection to "${host}" through`,
    hint: ({ host }) =>
      `Ask whoever runs the proxy to allow ${host}, or add it to NO_PROXY if it can be reached directly`,
  }),
  ...ANSWER_ERRORS,
};
