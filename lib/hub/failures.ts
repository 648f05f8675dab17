import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

interface Host {
  /** Host, with its port where it is not the usual one. */
  readonly host: string;
}

interface OnRepository {
  readonly repository: string;
}

interface HubSaid extends OnRepository {
  /** The Hub's own words. */
  readonly said: string;
}

const CHECK_CLOCK =
  "Check the date and time of this machine; if they are right, show the message to whoever runs your network or the Hub";

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

function quote(said: string): string {
  return said === "" ? "" : `: "${said.replaceAll('"', "'")}"`;
}

function reference(requestId: string | undefined): string {
  return requestId === undefined ? "" : ` (the Hub knows the request as ${requestId})`;
}

/** What goes wrong between this program and the Hub. */
export const HUB_FAILURES = {
  endpoint_invalid: errorRow<{ endpoint: string; reason: string }>({
    exit: 2,
    message: ({ endpoint, reason }) => `The endpoint "${endpoint}" cannot be used: ${reason}`,
    hint: () =>
      "Give it as https://HOST with --endpoint or HF_ENDPOINT, or leave both out for https://huggingface.co",
  }),
  endpoint_not_secure: errorRow<Host>({
    exit: 2,
    message: ({ host }) =>
      `The endpoint "http://${host}" is not encrypted and would show the token to everyone on the way`,
    hint: ({ host }) =>
      `Use --endpoint https://${host}; plain http is accepted only for this machine (localhost)`,
  }),
  offline: errorRow<{ variable: string }>({
    exit: 6,
    message: ({ variable }) => `${variable} is set, so the Hub may not be contacted`,
    hint: ({ variable }) => `Unset ${variable} and run the command again`,
  }),
  dns_failed: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The address of "${host}" could not be found (DNS)`,
    hint: () =>
      "Check that this machine is online, and the spelling in --endpoint or HF_ENDPOINT if you set one",
  }),
  connection_refused: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The connection to "${host}" was refused`,
    hint: () =>
      "Check the host and the port of the endpoint; if they are right, ask whether a firewall is in the way",
  }),
  host_unreachable: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `There is no route to "${host}"`,
    hint: () => "Check that this machine is online and that the VPN or firewall lets it through",
  }),
  connection_lost: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The connection to "${host}" was lost before the whole answer had arrived`,
    hint: () => "Run the command again; if it keeps happening, try another network or a higher --retries",
  }),
  request_timeout: errorRow<Host & { seconds: number | undefined }>({
    exit: 6,
    message: ({ host, seconds }) =>
      `No answer came from "${host}" ${seconds === undefined ? "in time" : `within ${seconds} s`}`,
    hint: () => "Run the command again, or allow more time with --timeout SECONDS",
  }),
  network_failed: errorRow<Host & { reason: string }>({
    exit: 6,
    message: ({ host, reason }) => `The connection to "${host}" failed: ${reason}`,
    hint: () => "Run the command again with --verbose to see each request",
  }),
  network_not_permitted: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The permission to connect to "${host}" was not given`,
    hint: ({ host }) => `Add ${host} to the list of --allow-net and run the command again`,
  }),
  tls_unknown_issuer: errorRow<Host & { sources: readonly string[] }>({
    exit: 6,
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
    message: ({ host }) => `The certificate of "${host}" has expired according to the clock of this machine`,
    hint: () => CHECK_CLOCK,
  }),
  tls_not_yet_valid: errorRow<Host>({
    exit: 6,
    message: ({ host }) =>
      `The certificate of "${host}" is not valid yet according to the clock of this machine`,
    hint: () => CHECK_CLOCK,
  }),
  tls_wrong_name: errorRow<Host>({
    exit: 6,
    message: ({ host }) => `The certificate that was shown for "${host}" belongs to another host`,
    hint: () =>
      "Check the endpoint; on a hotel or office network, sign in with a browser first and run the command again",
  }),
  tls_failed: errorRow<Host & { reason: string }>({
    exit: 6,
    message: ({ host, reason }) => `No encrypted connection to "${host}" could be made: ${reason}`,
    hint: () =>
      "Check that the endpoint and its port speak https, and whether a proxy or virus scanner is in between",
  }),
  certificate_store_unknown: errorRow<{ reason: string }>({
    exit: 6,
    message: ({ reason }) => `The value of DENO_TLS_CA_STORE cannot be used: ${reason}`,
    hint: () => "Unset DENO_TLS_CA_STORE, or set it to system, mozilla or system,mozilla",
  }),
  certificates_unreadable: errorRow<{ variables: string; reason: string }>({
    exit: 6,
    message: ({ variables, reason }) => `The certificates named by ${variables} could not be read: ${reason}`,
    hint: ({ variables }) => `Correct or unset ${variables}; it must name a readable PEM file`,
  }),
  proxy_authentication_required: errorRow<{ proxy: string }>({
    exit: 6,
    message: ({ proxy }) => `The proxy ${proxy} wants a user name and a password (407)`,
    hint: () => "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters written as %XX",
  }),
  proxy_unreachable: errorRow<{ proxy: string }>({
    exit: 6,
    message: ({ proxy }) => `The proxy ${proxy} could not be reached`,
    hint: () => "Correct HTTPS_PROXY (or HTTP_PROXY, ALL_PROXY), or unset it where no proxy is needed",
  }),
  proxy_refused: errorRow<Host & { proxy: string }>({
    exit: 6,
    message: ({ proxy, host }) => `The proxy ${proxy} did not let the connection to "${host}" through`,
    hint: ({ host }) =>
      `Ask whoever runs the proxy to allow ${host}, or add it to NO_PROXY if it can be reached directly`,
  }),
  not_the_hub: errorRow<Host & { sign: string }>({
    exit: 6,
    message: ({ host, sign }) => `Something else answered in place of "${host}": ${sign}`,
    hint: ({ host }) =>
      `Open ${host} in a browser and sign in to the network if it asks; if it does not, check --endpoint and HF_ENDPOINT`,
  }),
  redirect_refused: errorRow<Host & { target: string }>({
    exit: 6,
    message: ({ host, target }) =>
      `The answer of "${host}" leads to "${target}", where the token must not go`,
    hint: () =>
      "On a hotel or office network, sign in with a browser first; otherwise give the right --endpoint",
  }),
  redirect_useless: errorRow<Host & { request: string; reason: "lossy" | "endless" }>({
    exit: 6,
    message: ({ host, request, reason }) =>
      reason === "endless"
        ? `The answers of "${host}" send ${request} on from address to address without end`
        : `The answer of "${host}" sends ${request} on in a way that would lose what it writes`,
    hint: () =>
      "Check --endpoint or HF_ENDPOINT and any proxy in between; on a hotel or office network, sign in with a browser first",
  }),
  other_origin_refused: errorRow<Host & { target: string }>({
    exit: 6,
    message: ({ host, target }) =>
      `An answer of "${host}" led to "${target}", and nothing is asked for there`,
    hint: () => "Check --endpoint or HF_ENDPOINT; a mirror must answer with its own addresses",
  }),
  malformed_answer: errorRow<Host & { request: string; fault: string }>({
    exit: 6,
    message: ({ host, request, fault }) =>
      `The answer of "${host}" to ${request} cannot be understood: ${fault}`,
    hint: () => "Run the command again; if it stays, check the endpoint and any proxy in between",
  }),
  answer_too_large: errorRow<Host & { request: string; megabytes: number }>({
    exit: 6,
    message: ({ host, request, megabytes }) =>
      `The answer of "${host}" to ${request} is larger than ${megabytes} MB`,
    hint: () => "Check --endpoint or HF_ENDPOINT: the Hub does not answer like this",
  }),
  hub_unavailable: errorRow<Answer>({
    exit: 6,
    message: ({ host, status, request, said }) =>
      `The Hub at "${host}" failed with status ${status} at ${request}${quote(said)}`,
    hint: ({ requestId }) =>
      `This is not your fault: run the command again in a few minutes${reference(requestId)}`,
  }),
  rate_limited: errorRow<Host & { waitSeconds: number | undefined; said: string }>({
    exit: 6,
    message: ({ host, said }) =>
      `Too many requests in a short time, says the Hub at "${host}" (429)${quote(said)}`,
    hint: ({ waitSeconds }) =>
      `Run the command again in ${
        waitSeconds === undefined ? "five minutes" : `${Math.max(1, waitSeconds)} s`
      }; the token is not the problem`,
  }),
  quota_used_up: errorRow<Answer>({
    exit: 5,
    message: ({ said, request }) => `The quota of this account is used up (429 at ${request})${quote(said)}`,
    hint: () =>
      "Try again tomorrow, or name a repository that exists already; waiting a few minutes does not help",
  }),
  request_rejected: errorRow<Answer>({
    exit: 5,
    message: ({ status, request, said }) =>
      `The Hub rejected the request (${status} at ${request})${quote(said)}`,
    hint: ({ requestId }) => `Change what the Hub names and run the command again${reference(requestId)}`,
  }),
  unauthorized: errorRow<Answer>({
    exit: 3,
    message: ({ request, said }) => `The Hub did not accept the token (401 at ${request})${quote(said)}`,
    hint: () =>
      "Check the token with hf-dataset-setup whoami; make a new one at https://huggingface.co/settings/tokens",
  }),
  payment_required: errorRow<Answer>({
    exit: 5,
    message: ({ request, said }) => `The Hub wants a paid plan for this (402 at ${request})${quote(said)}`,
    hint: () =>
      "Leave out the option that needs it, such as --region or --resource-group, or change the plan",
  }),
  forbidden: errorRow<Answer>({
    exit: 4,
    message: ({ request, said }) => `The token may not do this (403 at ${request})${quote(said)}`,
    hint: ({ request }) =>
      // Who is refused that very question learns nothing by asking it again (hub-api 1.3: approval, revocation).
      request.endsWith("/api/whoami-v2")
        ? "Ask an admin of the organization that the Hub names, or whoever runs this network, or use another token"
        : "Run hf-dataset-setup whoami to see what the token may do",
  }),
  not_found: errorRow<Answer>({
    exit: 5,
    message: ({ request, said }) =>
      `The Hub did not find what was asked for (404 at ${request})${quote(said)}`,
    hint: () => "Check the spelling, and with hf-dataset-setup whoami whose token this is",
  }),
  conflict: errorRow<Answer>({
    exit: 5,
    message: ({ request, said }) =>
      `The present state on the Hub stands against the request (409 at ${request})${quote(said)}`,
    hint: () => "Run the command again: it looks at the present state first",
  }),
  content_too_large: errorRow<Answer>({
    exit: 5,
    message: ({ request, said }) =>
      `The content is larger than the Hub accepts (413 at ${request})${quote(said)}`,
    hint: () => "Use fewer or smaller files in the template",
  }),
  unexpected_answer: errorRow<Answer>({
    exit: 6,
    message: ({ host, status, request, said }) =>
      `The Hub at "${host}" answered ${request} with status ${status}${quote(said)}`,
    hint: ({ requestId }) => `Check the endpoint and any proxy in between${reference(requestId)}`,
  }),
  upload_rejected: errorRow<Answer>({
    exit: 6,
    message: ({ host, status }) => `The storage host "${host}" did not take the upload (status ${status})`,
    hint: () =>
      "Run the command again: it asks for a fresh upload address. Check the clock of this machine if it stays",
  }),
  paging_without_end: errorRow<{ namespace: string }>({
    exit: 6,
    message: ({ namespace }) => `The listing of "${namespace}" leads back to a page that was read already`,
    hint: () => "Run it again later; check the endpoint and any proxy in between",
  }),
  space_not_found: errorRow<{ space: string; user: string }>({
    exit: 5,
    message: ({ space, user }) => `There is no Space "${space}" that the token of "${user}" can see`,
    hint: () => "Check the spelling, or create the Space on the Hub first; nothing was changed",
  }),
  space_not_writable: errorRow<{ space: string; user: string; said: string }>({
    exit: 4,
    message: ({ space, user, said }) =>
      `The token of "${user}" may not set the variables of the Space "${space}": ${said}`,
    hint: () => "Use a token that may write to the Space, or ask its owner",
  }),
  space_unconfirmed: errorRow<{ space: string; name: string }>({
    exit: 6,
    message: ({ space, name }) =>
      `The Hub answered the change of ${name} of the Space "${space}", but tells another value`,
    hint: () => "Look at the settings page of the Space, and run it again",
  }),
  space_needs_plan: errorRow<{ space: string; said: string }>({
    exit: 5,
    message: ({ space, said }) => `Creating the Space ${space} needs a paid plan: ${said.replace(/\.$/, "")}`,
    hint: () =>
      "Subscribe, use a Space of an organization with a Team or Enterprise plan, or let trackio log to this machine without TRACKIO_SPACE_ID:",
    page: () => "https://huggingface.co/pro",
    next: () => [`${PROGRAM} trackio ORG/trackio`],
  }),
  not_gated: errorRow<OnRepository>({
    exit: 5,
    message: ({ repository }) => `"${repository}" is not gated, so there is nobody to let in or to keep out`,
    hint: ({ repository }) => `Gate it first: ${PROGRAM} share ${repository} --gated manual`,
    next: ({ repository }) => [`${PROGRAM} share ${repository} --gated manual`],
  }),
  repository_name_invalid: errorRow<{ name: string; problem: string }>({
    exit: 2,
    message: ({ name, problem }) => `Invalid repository name "${name}": ${problem}`,
    hint: () => "Use up to 96 letters, digits, '-', '_' and '.', such as trackio-experiments or acme/runs",
  }),
  repository_not_found: errorRow<OnRepository & { user: string }>({
    exit: 5,
    message: ({ repository, user }) =>
      `There is no dataset "${repository}" that the token of "${user}" can see`,
    hint: ({ repository }) => `Check the spelling, or create it: ${PROGRAM} --name ${repository}`,
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
  creation_needs_payment: errorRow<HubSaid>({
    exit: 5,
    message: ({ repository, said }) => `The Hub asks for a paid plan to create "${repository}": ${said}`,
    hint: () => "Leave out what needs the plan (a region, a resource group), or use another namespace",
  }),
  creation_rejected: errorRow<HubSaid>({
    exit: 5,
    message: ({ repository, said }) =>
      `The Hub did not accept the creation of "${repository}": ${said.replace(/\.$/, "")}`,
    hint: () => "Change what the Hub names, for example with another --name",
  }),
};

/** Makes one of {@linkcode HUB_FAILURES}. */
export const hubFailure = failuresOf(HUB_FAILURES);
