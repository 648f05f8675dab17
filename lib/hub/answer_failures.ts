import { failuresOf, PROGRAM } from "../cli/failure.ts";

interface Answer {
  /** Host, with its port if it is not the scheme's own. */
  readonly host: string;
  /** Method and path, such as `GET /api/whoami-v2`. */
  readonly request: string;
  readonly status: number;
  /** The Hub's message as one clean line; empty if it sent none. */
  readonly said: string;
  /** What the Hub's operators find the request by. */
  readonly requestId: string | undefined;
  /** The URL of the Hub that was asked. */
  readonly endpoint: string;
}

function quote(said: string): string {
  return said === "" ? "" : `: "${said.replaceAll('"', "'")}"`;
}

function reference(requestId: string | undefined): string {
  return requestId === undefined ? "" : ` (request id ${requestId})`;
}

function clause(said: string): string {
  return said.replace(/\.$/, "");
}

export const SIGN_IN_FIRST =
  "On a hotel or office network, sign in with a browser first; otherwise check --endpoint";
const CHECK_ENDPOINT = "Check --endpoint and HF_ENDPOINT, and any proxy in between";
/** The names of the Hub itself, which redirects between them. */
const OWN_HOSTS = ["huggingface.co", "hf.co", "www.huggingface.co"];

/** A refusal by the Hub: what it means, where, and the Hub's own words. */
function refused({ status, request, said }: Answer, meaning: string): string {
  return `${meaning} (${status} at ${request})${quote(said)}`;
}

/** What an answer of the Hub, or of something in its place, means when it is not what was asked for. */
export const answerFailure = failuresOf(() => ({
  not_the_hub: ({ host, sign }: { host: string; sign: string }) => ({
    exitCode: 6,
    message: `Something else answered instead of "${host}": ${sign}`,
    hint: `Open ${host} in a browser and sign in to the network, or check --endpoint and HF_ENDPOINT`,
  }),
  redirect_refused: ({ host, target }: { host: string; target: string }) => ({
    exitCode: 6,
    message: `Refused the redirect from "${host}" to "${target}", where the token must not be sent`,
    hint: OWN_HOSTS.includes(host) && OWN_HOSTS.includes(target)
      ? `Both belong to Hugging Face: use --endpoint https://${target}, or set HF_ENDPOINT to it`
      : SIGN_IN_FIRST,
  }),
  redirect_useless: (
    { host, request, reason }: { host: string; request: string; reason: "lossy" | "endless" },
  ) => ({
    exitCode: 6,
    message: reason === "endless"
      ? `Endless redirects from "${host}" for ${request}`
      : `Refused the redirect of ${request} at "${host}", which would lose what it writes`,
    hint: `${CHECK_ENDPOINT}; on a hotel or office network, sign in with a browser first`,
  }),
  answer_too_large: ({ host, request, megabytes }: { host: string; request: string; megabytes: number }) => ({
    exitCode: 6,
    message: `The response of "${host}" to ${request} exceeds ${megabytes} MB`,
    hint: CHECK_ENDPOINT,
  }),
  hub_unavailable: ({ host, status, request, said, requestId }: Answer) => ({
    exitCode: 6,
    message: `The Hub at "${host}" failed with status ${status} for ${request}${quote(said)}`,
    hint: `Run it again in a few minutes; the problem is at the Hub${reference(requestId)}`,
  }),
  rate_limited: (
    { host, said, waitSeconds }: { host: string; waitSeconds: number | undefined; said: string },
  ) => ({
    exitCode: 6,
    message: `Too many requests to "${host}" (429)${quote(said)}`,
    hint: `Run it again in ${waitSeconds === undefined ? "five minutes" : `${Math.max(1, waitSeconds)} s`}`,
  }),
  quota_used_up: (answer: Answer) => ({
    exitCode: 5,
    message: refused(answer, "The quota of this account is used up"),
    hint: "Try again tomorrow, or use a repository that exists",
  }),
  request_rejected: (answer: Answer) => ({
    exitCode: 5,
    message: refused(answer, "The Hub rejected the request"),
    hint: `Fix what the Hub reports and run it again${reference(answer.requestId)}`,
  }),
  unauthorized: (answer: Answer) => ({
    exitCode: 3,
    message: refused(answer, "The Hub did not accept the token"),
    hint: "Create a token and use it instead:",
    page: `${answer.endpoint}/settings/tokens`,
  }),
  payment_required: (answer: Answer) => ({
    exitCode: 5,
    message: refused(answer, "The Hub requires a paid plan for this"),
    hint: "Leave out the option that needs it, such as --region or --resource-group, or upgrade the plan",
  }),
  forbidden: (answer: Answer) => ({
    exitCode: 4,
    message: refused(answer, "The token is not allowed to do this"),
    // Asking that very question again would change nothing (lib/hub/README.md#whoami).
    ...answer.request.endsWith("/api/whoami-v2")
      ? { hint: "Use another token, or ask an admin of the organization that the Hub names" }
      : { hint: "To see what the token can do:", next: [`${PROGRAM} whoami`] },
  }),
  not_found: (answer: Answer) => ({
    exitCode: 5,
    message: refused(answer, "The Hub did not find this"),
    hint: "Check the spelling, and whose token this is:",
    next: [`${PROGRAM} whoami`],
  }),
  conflict: (answer: Answer) => ({
    exitCode: 5,
    message: refused(answer, "The request conflicts with the current state on the Hub"),
    hint: "Run it again to start from the current state",
  }),
  content_too_large: (answer: Answer) => ({
    exitCode: 5,
    message: refused(answer, "The content is larger than the Hub accepts"),
    hint: "Use fewer or smaller files in the template",
  }),
  unexpected_answer: ({ host, status, request, said, requestId }: Answer) => ({
    exitCode: 6,
    message: `The Hub at "${host}" responded to ${request} with status ${status}${quote(said)}`,
    hint: `${CHECK_ENDPOINT}${reference(requestId)}`,
  }),
  upload_rejected: ({ host, status }: Answer) => ({
    exitCode: 6,
    message: `The storage host "${host}" did not accept the upload (status ${status})`,
    hint: "Run it again for a new upload URL; if the problem persists, check the clock of this machine",
  }),
  paging_without_end: ({ of }: { of: string }) => ({
    exitCode: 6,
    message: `The Hub repeats its pages about ${of} without end`,
    hint: CHECK_ENDPOINT,
  }),
  space_not_found: ({ space }: { space: string }) => ({
    exitCode: 5,
    message: `Space ${space} does not exist, or this token cannot see it`,
    hint: "Check the spelling, or create the Space on the Hub first",
  }),
  space_not_writable: ({ space, said }: { space: string; said: string }) => ({
    exitCode: 4,
    message: `This token is not allowed to change the Space ${space}: ${clause(said)}`,
    hint: "Use a token that can write to the Space",
  }),
  space_unconfirmed: ({ space, name }: { space: string; name: string }) => ({
    exitCode: 6,
    message: `The Hub accepted ${name} for the Space ${space} but reports a different value`,
    hint: "Check the settings page of the Space, and run it again",
  }),
  space_needs_plan: ({ space, said }: { space: string; said: string }) => ({
    exitCode: 5,
    message: `Creating the Space ${space} needs a paid plan: ${clause(said)}`,
    hint:
      "Subscribe to PRO, use a Space of an organization with a Team or Enterprise plan, or unset TRACKIO_SPACE_ID to log to this machine:",
    page: "https://huggingface.co/pro",
    next: [`${PROGRAM} trackio ORG/trackio`],
  }),
  not_gated: ({ repository, isPrivate }: { repository: string; isPrivate?: boolean }) => ({
    exitCode: 5,
    message: `Dataset ${repository} is not gated, so it has no access requests or grants`,
    hint: isPrivate
      ? "It is private: add people to its organization instead, or gate it for when it is public:"
      : "Gate it first:",
    next: [`${PROGRAM} share ${repository} --gated manual`],
  }),
  repository_changed_meanwhile: ({ repository }: { repository: string }) => ({
    exitCode: 5,
    message: `Dataset ${repository} was changed in the meantime, so nothing was overwritten`,
    hint: "Run it again to start from the current state",
  }),
  change_rejected: ({ repository, said }: { repository: string; said: string }) => ({
    exitCode: 5,
    message: `The Hub rejected the change to ${repository}: ${clause(said)}`,
    hint: "Fix what the Hub reports and run it again",
  }),
  creation_needs_payment: ({ repository, said }: { repository: string; said: string }) => ({
    exitCode: 5,
    message: `The Hub requires a paid plan to create ${repository}: ${clause(said)}`,
    hint: "Leave out what needs the plan (--region, --resource-group), or use another owner",
  }),
  creation_rejected: ({ repository, said }: { repository: string; said: string }) => ({
    exitCode: 5,
    message: `The Hub refused to create ${repository}: ${clause(said)}`,
    hint: "Fix what the Hub reports, for example with another --name",
  }),
}));
