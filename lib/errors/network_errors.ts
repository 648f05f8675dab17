import { errorRow } from "./failure.ts";

interface Host {
  /** Host, with its port where it is not the usual one. */
  readonly host: string;
}

interface Answer extends Host {
  /** Method and path, such as `GET /api/whoami-v2`. */
  readonly request: string;
  readonly status: number;
  /** What the Hub said, clean and in one line; empty when it said nothing. */
  readonly said: string;
  /** What the Hub's operators find the request by; undefined when there is none. */
  readonly requestId: string | undefined;
}

const CHECK_CLOCK =
  "Check the date and time of this machine; if they are right, show the message to whoever runs your network or the Hub";

/** Failures between this program and the Hub, and answers of the Hub that mean the same in every context. */
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
    message: ({ host }) => `"${host}" refused the connection`,
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
  request_timeout: errorRow<Host & { seconds: number }>({
    exit: 6,
    meaning: "The host did not answer within the time limit.",
    remedy: "Run the command again, or raise `--timeout`.",
    message: ({ host, seconds }) => `"${host}" did not answer within ${seconds} s`,
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
  tls_unknown_issuer: errorRow<Host>({
    exit: 6,
    meaning: "The certificate of the host was issued by an authority that this machine does not trust.",
    remedy: "Behind a company's proxy, name its certificate in `DENO_CERT` or `SSL_CERT_FILE`.",
    message: ({ host }) => `The certificate of "${host}" was issued by an authority that is not trusted here`,
    hint: () =>
      "On a company network, set DENO_CERT to the PEM file of its certificate authority; elsewhere, do not go on: somebody may be listening",
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
  not_the_hub: errorRow<Host & { sign: string }>({
    exit: 6,
    meaning: "Something else answered in place of the Hub: a sign-in page of the network, or a proxy.",
    remedy: "Open a browser, sign in to the network, and run the command again.",
    message: ({ host, sign }) => `Something else answered in place of "${host}": ${sign}`,
    hint: ({ host }) =>
      `Open https://${host} in a browser, sign in to the network if it asks, and run the command again`,
  }),
  redirect_refused: errorRow<Host & { target: string }>({
    exit: 6,
    meaning: "The answer sent the request on to another address, where the token must not go.",
    remedy: "Sign in to the network with a browser, or give the right address with `--endpoint`.",
    message: ({ host, target }) =>
      `"${host}" sent the request on to "${target}", where the token must not go`,
    hint: () =>
      "On a hotel or office network, sign in with a browser first; otherwise give the right --endpoint",
  }),
  other_origin_refused: errorRow<Host & { target: string }>({
    exit: 6,
    meaning: "An answer named an address of another host for data that only the Hub may give.",
    remedy: "Check the endpoint; a mirror that hands out foreign addresses cannot be used for this.",
    message: ({ host, target }) =>
      `An answer of "${host}" led to "${target}", and nothing is asked for there`,
    hint: () => "Check --endpoint or HF_ENDPOINT; a mirror must answer with its own addresses",
  }),
  malformed_answer: errorRow<Host & { request: string; fault: string }>({
    exit: 6,
    meaning: "The answer was not what the Hub answers: empty, cut off or not JSON.",
    remedy:
      "Run the command again; if it stays, a proxy in between changes the answers, or the endpoint is not a Hub.",
    message: ({ host, request, fault }) =>
      `The answer of "${host}" to ${request} cannot be understood: ${fault}`,
    hint: () => "Run the command again; if it stays, check the endpoint and any proxy in between",
  }),
  answer_too_large: errorRow<Host & { request: string; megabytes: number }>({
    exit: 6,
    meaning: "The answer was larger than anything the Hub sends for such a request.",
    remedy: "Check the endpoint.",
    message: ({ host, request, megabytes }) =>
      `The answer of "${host}" to ${request} is larger than ${megabytes} MB`,
    hint: () => "Check --endpoint or HF_ENDPOINT: the Hub does not answer like this",
  }),
  hub_unavailable: errorRow<Answer>({
    exit: 6,
    meaning: "The Hub itself failed (status 5xx or 408), repeated attempts included.",
    remedy: "Wait a few minutes and run the command again; see status.huggingface.co.",
    message: ({ host, status, request, said }) =>
      `"${host}" failed with status ${status} at ${request}${quote(said)}`,
    hint: ({ requestId }) =>
      `This is not your fault: run the command again in a few minutes${reference(requestId)}`,
  }),
  rate_limited: errorRow<Host & { waitSeconds: number | undefined; said: string }>({
    exit: 6,
    meaning: "Too many requests in a short time; the limit resets by itself.",
    remedy: "Wait as long as the message says and run the command again.",
    message: ({ host, said }) => `"${host}" received too many requests in a short time (429)${quote(said)}`,
    hint: ({ waitSeconds }) =>
      `Run the command again in ${
        waitSeconds === undefined ? "five minutes" : `${waitSeconds} s`
      }; the token is not the problem`,
  }),
  quota_used_up: errorRow<Answer>({
    exit: 5,
    meaning: "The quota of the account for this action, such as new repositories per day, is used up.",
    remedy: "Wait until the next day, or use a repository that exists.",
    message: ({ said, request }) => `The quota of this account is used up (429 at ${request})${quote(said)}`,
    hint: () =>
      "Try again tomorrow, or name a repository that exists already; waiting a few minutes does not help",
  }),
  request_rejected: errorRow<Answer>({
    exit: 5,
    meaning: "The Hub refused the content of the request (400 or 422).",
    remedy: "Change what the message names.",
    message: ({ status, request, said }) =>
      `The Hub rejected the request (${status} at ${request})${quote(said)}`,
    hint: ({ requestId }) => `Change what the Hub names and run the command again${reference(requestId)}`,
  }),
  unauthorized: errorRow<Answer>({
    exit: 3,
    meaning: "The Hub did not accept the token, or wants one (401).",
    remedy: "Make a new token at https://huggingface.co/settings/tokens.",
    message: ({ request, said }) => `The Hub did not accept the token (401 at ${request})${quote(said)}`,
    hint: () =>
      "Check the token with hf-dataset-setup whoami; make a new one at https://huggingface.co/settings/tokens",
  }),
  payment_required: errorRow<Answer>({
    exit: 5,
    meaning: "What was asked for needs a paid plan (402).",
    remedy: "Leave the option out, or change the plan.",
    message: ({ request, said }) => `The Hub wants a paid plan for this (402 at ${request})${quote(said)}`,
    hint: () =>
      "Leave out the option that needs it, such as --region or --resource-group, or change the plan",
  }),
  forbidden: errorRow<Answer>({
    exit: 4,
    meaning: "The token is good but may not do this (403).",
    remedy: "Give the token the missing permission at https://huggingface.co/settings/tokens.",
    message: ({ request, said }) => `The token may not do this (403 at ${request})${quote(said)}`,
    hint: () => "Run hf-dataset-setup whoami to see what the token may do",
  }),
  not_found: errorRow<Answer>({
    exit: 5,
    meaning: "What was asked for is not there, or is hidden from this token (404).",
    remedy: "Check the spelling, and whether the token may see it.",
    message: ({ request, said }) =>
      `The Hub did not find what was asked for (404 at ${request})${quote(said)}`,
    hint: () => "Check the spelling, and with hf-dataset-setup whoami whose token this is",
  }),
  conflict: errorRow<Answer>({
    exit: 5,
    meaning: "What is there already stands against the request (409).",
    remedy: "Run the command again; it looks at the present state first.",
    message: ({ request, said }) =>
      `The present state on the Hub stands against the request (409 at ${request})${quote(said)}`,
    hint: () => "Run the command again: it looks at the present state first",
  }),
  content_too_large: errorRow<Answer>({
    exit: 5,
    meaning: "What was sent is larger than the Hub accepts (413).",
    remedy: "Send less: fewer or smaller files.",
    message: ({ request, said }) =>
      `The content is larger than the Hub accepts (413 at ${request})${quote(said)}`,
    hint: () => "Use fewer or smaller files in the template",
  }),
  unexpected_answer: errorRow<Answer>({
    exit: 6,
    meaning: "The Hub answered with a status that has no meaning here.",
    remedy: "Check the endpoint and any proxy in between.",
    message: ({ host, status, request, said }) =>
      `"${host}" answered ${request} with status ${status}${quote(said)}`,
    hint: ({ requestId }) => `Check the endpoint and any proxy in between${reference(requestId)}`,
  }),
};

function quote(said: string): string {
  return said === "" ? "" : `: "${said.replaceAll('"', "'")}"`;
}

function reference(requestId: string | undefined): string {
  return requestId === undefined ? "" : ` (the Hub knows the request as ${requestId})`;
}
