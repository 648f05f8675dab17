import { type Failure } from "../cli/failure.ts";
import { hubFailure } from "./failures.ts";
import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import type { Clock } from "../ports/clock.ts";
import { pagesFrom } from "./pages.ts";
import { recordIn } from "./json_record.ts";

/** The state of a request for access. */
export type RequestStatus = "pending" | "accepted" | "rejected";

/** Somebody's request for access, or access that was given unasked. */
export interface AccessRequest {
  readonly user: string;
  readonly fullName: string | undefined;
  readonly status: RequestStatus;
  /** ISO 8601. */
  readonly requestedAt: string | undefined;
  readonly reviewedAt: string | undefined;
  /** Who let the user in unasked. */
  readonly grantedBy: string | undefined;
  /** What the user filled in; foreign text. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What became of one user. */
export type SharingOutcome = "done" | "already" | "user_not_found" | "request_not_found";

/** What the requests below need. */
export interface SharingTools {
  readonly hubFetch: typeof fetch;
  readonly hubUrl: string;
  readonly clock: Clock;
  /** Whose token it is. */
  readonly user: string;
  /** The failure of a refusal for lack of rights (403). */
  readonly refusal: (said: string, cause: HubAnswerError) => Failure;
}

/** The most that the Hub takes in one call of `batch` (hub-api 7). */
export const BATCH_SIZE = 100;

/** The most that the Hub gives in one page (hub-api 7). */
const PAGE_SIZE = 1_000;

/**
 * Lists requests for access, page by page.
 *
 * @throws Failure `repository_not_found`, those of the permissions table, of answers and of the network
 */
export async function* listRequests(
  tools: SharingTools,
  asked: { readonly repository: string; readonly status: RequestStatus },
): AsyncGenerator<readonly AccessRequest[], void, undefined> {
  const { repository, status } = asked;
  const pages = pagesFrom(
    `${addressOf(tools, repository)}/${status}?limit=${PAGE_SIZE}`,
    (url) => explaining(tools, repository, () => tools.hubFetch(url)),
    repository,
  );
  for await (const page of pages) yield page.flatMap((item) => requestsIn(item, status));
}

/**
 * Lets a user in who has not asked; who has access already keeps it, and that is a success (hub-api 7).
 *
 * @throws Failure `not_gated`, `repository_not_found`, those of the permissions table, of answers and of the network
 */
export async function grantAccess(
  tools: SharingTools,
  to: { readonly repository: string; readonly user: string },
): Promise<SharingOutcome> {
  return await send(tools, { repository: to.repository, call: "grant", body: { user: to.user } });
}

/**
 * Accepts or rejects the request of one user.
 *
 * The Hub does not tell "has not asked" from "is so already" (hub-api 7): both are `request_not_found`.
 */
export async function handleRequest(
  tools: SharingTools,
  decision: { readonly repository: string; readonly user: string } & Decision,
): Promise<SharingOutcome> {
  const { repository, user } = decision;
  return await send(tools, { repository, call: "handle", body: { user, ...decisionBody(decision) } });
}

/** What is decided of requests. */
export interface Decision {
  readonly status: "accepted" | "rejected";
  /** Told to those who are rejected; at most 200 characters. */
  readonly reason: string | undefined;
}

/**
 * Accepts or rejects the requests of up to {@linkcode BATCH_SIZE} users in one call.
 *
 * @returns what became of each, in the order of the names
 */
export async function handleRequests(
  tools: SharingTools,
  decision: { readonly repository: string; readonly users: readonly string[] } & Decision,
): Promise<readonly SharingOutcome[]> {
  const { repository, users } = decision;
  const body = { ...decisionBody(decision), requests: users.map((user) => ({ user })) };
  const answer = await explaining(
    tools,
    repository,
    () => post(tools, { url: `${addressOf(tools, repository)}/batch`, body }),
  );
  const results: unknown = await answer.json();
  const list: readonly unknown[] = Array.isArray(results) ? results : [];
  return users.map((_, index) => {
    const { ok, error } = recordIn(list[index]);
    if (ok === true) return "done";
    return error === "user_not_found" ? "user_not_found" : "request_not_found";
  });
}

async function send(
  tools: SharingTools,
  asked: { repository: string; call: "grant" | "handle"; body: Readonly<Record<string, unknown>> },
): Promise<SharingOutcome> {
  const { repository, call, body } = asked;
  try {
    const url = `${addressOf(tools, repository)}/${call}`;
    await (await post(tools, { url, body })).body?.cancel();
    return "done";
  } catch (error) {
    if (error instanceof HubAnswerError && error.errorCode !== "RepoNotFound") {
      const { status, hubMessage } = error;
      if (status === 400 && /already has access/i.test(hubMessage)) return "already";
      if (status === 404 && /user not found/i.test(hubMessage)) return "user_not_found";
      if (status === 404 && /no access request/i.test(hubMessage)) return "request_not_found";
    }
    throw explained(error, tools, repository);
  }
}

function post(
  tools: SharingTools,
  { url, body }: { url: string; body: Readonly<Record<string, unknown>> },
): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return tools.hubFetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function explaining<T>(tools: SharingTools, repository: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error, tools, repository);
  }
}

function explained(error: unknown, tools: SharingTools, repository: string): unknown {
  if (!(error instanceof HubAnswerError)) return error;
  const { status, hubMessage, errorCode } = error;
  if (errorCode === "RepoNotGated" || (status === 400 && /is not gated/i.test(hubMessage))) {
    return hubFailure("not_gated", { repository }, { cause: error });
  }
  if (status === 404 || status === 401) {
    return hubFailure("repository_not_found", { repository, user: tools.user }, { cause: error });
  }
  if (status === 403) return tools.refusal(hubMessage || "status 403", error);
  return failureFromAnswer(error, { now: tools.clock.now() });
}

function decisionBody({ status, reason }: Decision): Readonly<Record<string, string>> {
  return { status, ...(reason === undefined ? {} : { rejectionReason: reason }) };
}

function addressOf(tools: SharingTools, repository: string): string {
  return `${tools.hubUrl}/api/datasets/${repository}/user-access-request`;
}

function requestsIn(item: unknown, status: RequestStatus): AccessRequest[] {
  const { user, grantedBy, timestamp, reviewedAt, fields } = recordIn(item);
  const { user: name, fullname } = recordIn(user);
  if (typeof name !== "string" || name === "") return [];
  return [{
    user: name,
    fullName: textIn(fullname),
    status,
    requestedAt: textIn(timestamp),
    reviewedAt: textIn(reviewedAt),
    grantedBy: textIn(recordIn(grantedBy)["user"]),
    fields: recordIn(fields),
  }];
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
