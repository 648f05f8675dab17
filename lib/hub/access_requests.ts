import { answerFailure } from "./answer_failures.ts";
import { type HubClient, listIn, recordIn, textIn } from "./client.ts";
import { HubAnswerError, hubFailure } from "./failures.ts";
import { pagesFrom } from "./repositories.ts";

/** The state of a request for access. */
export type RequestStatus = "pending" | "accepted" | "rejected";

/** A request for access, or access that was granted without one. */
export interface AccessRequest {
  /** `undefined` where the Hub hides who asks. */
  readonly user: string | undefined;
  /** By which it is decided where there is no user. */
  readonly requestId: string | undefined;
  readonly fullName: string | undefined;
  readonly status: RequestStatus;
  /** ISO 8601. */
  readonly requestedAt: string | undefined;
  readonly reviewedAt: string | undefined;
  /** Who granted access without a request. */
  readonly grantedBy: string | undefined;
  /** What the user filled in, as it came over the wire. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Whether a word is the id of a request, and not the name of a user. */
export function isRequestId(word: string): boolean {
  return /^[0-9a-f]{24}$/.test(word);
}

/** What became of one user. */
export type SharingOutcome = "done" | "already" | "user_not_found" | "request_not_found";

/** What is decided about requests; the reason, of at most 200 characters, is sent to rejected users. */
interface Decision {
  /** `undefined` grants access without a request. */
  readonly status: "accepted" | "rejected" | undefined;
  readonly reason: string | undefined;
}

/** The most that the Hub takes in one call of `batch` (lib/hub/README.md#access-requests). */
export const BATCH_SIZE = 100;

/** The most that the Hub gives in one page. */
const PAGE_SIZE = 1_000;

/** Lists requests for access, page by page; throws as all of these do Failure `not_gated`, `repository_not_found`. */
export async function* listAccessRequests(
  hub: HubClient,
  repository: string,
  status: RequestStatus,
): AsyncGenerator<readonly AccessRequest[], void, undefined> {
  const path = `${pathOf(repository)}/${status}?limit=${PAGE_SIZE}`;
  try {
    for await (const page of pagesFrom(hub, path, repository)) {
      yield page.map((item) => requestIn(item, status));
    }
  } catch (error) {
    throw explained(error, repository);
  }
}

/**
 * Accepts or rejects a request, or grants access to a user who has not asked; a user who has access keeps it.
 * `request_not_found` is "has not asked" as well as "is so already", as the Hub has it.
 */
export async function decideAccess(
  hub: HubClient,
  repository: string,
  user: string,
  { status, reason }: Decision,
): Promise<SharingOutcome> {
  const named = isRequestId(user) ? { requestId: user } : { user };
  const [call, body] = status === undefined
    ? ["grant", { user }]
    : ["handle", { ...named, status, rejectionReason: reason }];
  try {
    await hub.request(`${pathOf(repository)}/${call}`, { method: "POST", body });
    return "done";
  } catch (error) {
    if (error instanceof HubAnswerError && error.errorCode !== "RepoNotFound") {
      const { status, hubMessage } = error;
      if (status === 400 && /already has access/i.test(hubMessage)) return "already";
      if (status === 404 && /user not found/i.test(hubMessage)) return "user_not_found";
      if (status === 404 && /no access request/i.test(hubMessage)) return "request_not_found";
    }
    throw explained(error, repository);
  }
}

/** Decides the requests of up to {@linkcode BATCH_SIZE} users in one call: what became of each, in the order of the names. */
export async function decideAccessRequests(
  hub: HubClient,
  repository: string,
  users: readonly string[],
  { status, reason }: Decision,
): Promise<readonly SharingOutcome[]> {
  const body = { status, rejectionReason: reason, requests: users.map((user) => ({ user })) };
  try {
    const results = listIn(await hub.json(`${pathOf(repository)}/batch`, { method: "POST", body }));
    return users.map((_, index) => {
      const { ok, error } = recordIn(results[index]);
      if (ok === true) return "done";
      return error === "user_not_found" ? "user_not_found" : "request_not_found";
    });
  } catch (error) {
    throw explained(error, repository);
  }
}

function pathOf(repository: string): string {
  return `/api/datasets/${repository}/user-access-request`;
}

function explained(error: unknown, repository: string): unknown {
  if (!(error instanceof HubAnswerError)) return error;
  const { status, hubMessage, errorCode } = error;
  if (errorCode === "RepoNotGated" || (status === 400 && /is not gated/i.test(hubMessage))) {
    return answerFailure("not_gated", { repository }, { cause: error });
  }
  if (status === 404 || status === 401) {
    return hubFailure("repository_not_found", { repository }, { cause: error });
  }
  return error;
}

function requestIn(item: unknown, status: RequestStatus): AccessRequest {
  const { user, requestId, grantedBy, timestamp, reviewedAt, fields } = recordIn(item);
  const { user: name, fullname } = recordIn(user);
  return {
    user: textIn(name) || undefined,
    requestId: textIn(requestId),
    fullName: textIn(fullname),
    status,
    requestedAt: textIn(timestamp),
    reviewedAt: textIn(reviewedAt),
    grantedBy: textIn(recordIn(grantedBy)["user"]),
    fields: recordIn(fields),
  };
}
