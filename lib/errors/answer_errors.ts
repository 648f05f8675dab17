import { errorRow } from "../cli/failure.ts";

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

/** Answers that are not what was asked for and mean the same in every context. */
export const ANSWER_ERRORS = {
  not_the_hub: errorRow<Host & { sign: string }>({
    exit: 6,
    meaning: "Something else answered in place of the Hub: a sign-in page of the network, or a proxy.",
    remedy: "Open a browser, sign in to the network, and run the command again.",
    message: ({ host, sign }) => `Something else answered in place of "${host}": ${sign}`,
    hint: ({ host }) =>
      `Open ${host} in a browser and sign in to the network if it asks; if it does not, check --endpoint and HF_ENDPOINT`,
  }),
  redirect_refused: errorRow<Host & { target: string }>({
    exit: 6,
    meaning: "The answer sent the request on to another address, where the token must not go.",
    remedy: "Sign in to the network with a browser, or give the right address with `--endpoint`.",
    message: ({ host, target }) =>
      `The answer of "${host}" leads to "${target}", where the token must not go`,
    hint: () =>
      "On a hotel or office network, sign in with a browser first; otherwise give the right --endpoint",
  }),
  redirect_useless: errorRow<Host & { request: string; reason: "lossy" | "endless" }>({
    exit: 6,
    meaning: "The answers sent the request on without end, or in a way that would lose what it writes.",
    remedy: "Check the endpoint and any proxy in between; on a hotel or office network, sign in first.",
    message: ({ host, request, reason }) =>
      reason === "endless"
        ? `The answers of "${host}" send ${request} on from address to address without end`
        : `The answer of "${host}" sends ${request} on in a way that would lose what it writes`,
    hint: () =>
      "Check --endpoint or HF_ENDPOINT and any proxy in between; on a hotel or office network, sign in with a browser first",
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
      `The Hub at "${host}" failed with status ${status} at ${request}${quote(said)}`,
    hint: ({ requestId }) =>
      `This is not your fault: run the command again in a few minutes${reference(requestId)}`,
  }),
  rate_limited: errorRow<Host & { waitSeconds: number | undefined; said: string }>({
    exit: 6,
    meaning: "Too many requests in a short time; the limit resets by itself.",
    remedy: "Wait as long as the message says and run the command again.",
    message: ({ host, said }) =>
      `Too many requests in a short time, says the Hub at "${host}" (429)${quote(said)}`,
    hint: ({ waitSeconds }) =>
      `Run the command again in ${
        waitSeconds === undefined ? "five minutes" : `${Math.max(1, waitSeconds)} s`
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
    hint: ({ request }) =>
      // Who is refused that very question learns nothing by asking it again (hub-api 1.3: approval, revocation).
      request.endsWith("/api/whoami-v2")
        ? "Ask an admin of the organisation that the Hub names, or whoever runs this network, or use another token"
        : "Run hf-dataset-setup whoami to see what the token may do",
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
      `The Hub at "${host}" answered ${request} with status ${status}${quote(said)}`,
    hint: ({ requestId }) => `Check the endpoint and any proxy in between${reference(requestId)}`,
  }),
  upload_rejected: errorRow<Answer>({
    exit: 6,
    meaning: "The storage host did not take the content that was uploaded.",
    remedy: "Run the command again: it asks for a fresh upload address.",
    message: ({ host, status }) => `The storage host "${host}" did not take the upload (status ${status})`,
    hint: () =>
      "Run the command again: it asks for a fresh upload address. Check the clock of this machine if it stays",
  }),
};

function quote(said: string): string {
  return said === "" ? "" : `: "${said.replaceAll('"', "'")}"`;
}

function reference(requestId: string | undefined): string {
  return requestId === undefined ? "" : ` (the Hub knows the request as ${requestId})`;
}
