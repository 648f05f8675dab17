import {
  type AccessRequest,
  BATCH_SIZE,
  decideAccessRequest,
  decideAccessRequests,
  grantAccess,
  isRequestId,
  listAccessRequests,
  type RequestStatus,
  type SharingOutcome,
} from "../../hub/access_requests.ts";
import type { Failure } from "../../cli/failure.ts";
import { type HubClient, inParallel } from "../../hub/client.ts";
import { cleanLine } from "../../ports/text.ts";
import type { Context } from "../context.ts";
import { sharingFailure } from "./asked.ts";

/** What became of one user. */
export interface UserOutcome {
  /** The name, or the id of the request where the Hub hides the name. */
  readonly user: string;
  readonly action: "grant" | "accept" | "reject";
  readonly outcome: SharingOutcome;
}

/** How many requests run at once where the Hub has no batch call. */
const AT_ONCE = 8;

const STATES = { grant: undefined, accept: "accepted", reject: "rejected" } as const;

/**
 * Grants access to users who have not asked, or accepts or rejects requests: one alone, many by the hundred. Whether the
 * Hub's call for many takes the ids of requests is unknown, so those are decided one by one.
 *
 * What is done is shown at once, because a later one can fail. Where the Hub finds no request, the list of those in the
 * wanted state shows who is so already.
 */
export async function changeAccess(
  { reporter }: Context,
  hub: HubClient,
  asked: {
    readonly repository: string;
    readonly action: UserOutcome["action"];
    readonly users: readonly string[];
    readonly reason: string | undefined;
  },
): Promise<readonly UserOutcome[]> {
  const { repository, action, users, reason } = asked;
  const status = STATES[action];
  const outcomes = new Map<string, SharingOutcome>();
  function note(user: string, outcome: SharingOutcome): void {
    outcomes.set(user, outcome);
    if (outcome === "done") reporter.change("Access", `${user} ${DONE[action]} ${repository}`);
  }
  const names = users.filter((user) => !isRequestId(user));
  const isBatch = status !== undefined && names.length > 1;
  await inParallel(isBatch ? users.filter(isRequestId) : users, async (user) => {
    note(
      user,
      status === undefined
        ? await grantAccess(hub, repository, user)
        : await decideAccessRequest(hub, repository, user, { status, reason }),
    );
  }, { concurrency: AT_ONCE });
  for (let start = 0; isBatch && start < names.length; start += BATCH_SIZE) {
    const some = names.slice(start, start + BATCH_SIZE);
    const results = await decideAccessRequests(hub, repository, some, { status, reason });
    for (const [index, user] of some.entries()) note(user, results[index] ?? "request_not_found");
  }
  const unfound = users.filter((user) => outcomes.get(user) === "request_not_found");
  if (status !== undefined) {
    for (const user of await usersInState(hub, { repository, status, users: unfound })) {
      outcomes.set(user, "already");
    }
  }
  return users.map((user) => ({ user, action, outcome: outcomes.get(user) ?? "request_not_found" }));
}

/** What a request is decided by: the name of its user, or its id where the Hub hides the name. */
export function wordOf({ user, requestId }: AccessRequest): string | undefined {
  return user ?? requestId;
}

/** All requests of a status. */
export async function allRequests(
  hub: HubClient,
  asked: { readonly repository: string; readonly status: RequestStatus },
): Promise<readonly AccessRequest[]> {
  const requests: AccessRequest[] = [];
  for await (const page of listAccessRequests(hub, asked.repository, asked.status)) requests.push(...page);
  return requests;
}

async function usersInState(
  hub: HubClient,
  asked: { repository: string; status: RequestStatus; users: readonly string[] },
): Promise<readonly string[]> {
  if (asked.users.length === 0) return [];
  const missing = new Map(asked.users.map((user) => [user.toLowerCase(), user]));
  const found: string[] = [];
  for await (const page of listAccessRequests(hub, asked.repository, asked.status)) {
    for (const request of page) {
      for (const key of [request.user?.toLowerCase(), request.requestId]) {
        const name = key === undefined ? undefined : missing.get(key);
        if (key !== undefined && name !== undefined && missing.delete(key)) found.push(name);
      }
    }
    if (missing.size === 0) break;
  }
  return found;
}

/** Shows requests, one per line. */
export function reportRequests(context: Context, requests: readonly AccessRequest[]): void {
  const { reporter } = context;
  if (requests.length === 0) return reporter.note("  None");
  for (const request of requests) {
    const { user, fullName, requestedAt, grantedBy, fields } = request;
    const answers = Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`);
    const notes = [
      ...(user === undefined ? ["name hidden"] : []),
      ...(fullName === undefined || fullName === user ? [] : [fullName]),
      ...(requestedAt === undefined ? [] : [`since ${requestedAt.slice(0, 10)}`]),
      ...(grantedBy === undefined ? [] : [`granted by ${grantedBy}`]),
      ...answers,
    ].join("; ");
    const word = wordOf(request) ?? "(unknown)";
    reporter.note(`  ${word}${notes === "" ? "" : ` (${cleanLine(notes, { maxLength: 200 })})`}`);
  }
}

/** Says for whom nothing was changed, and why. */
export function reportUnchanged(
  context: Context,
  repository: string,
  outcomes: readonly UserOutcome[],
): void {
  const { reporter } = context;
  for (const { user, action, outcome } of outcomes) {
    if (outcome === "done") continue;
    if (outcome === "already") reporter.step("Access", `${user} ${ALREADY[action]}`);
    // A single one is the failure that the run ends with.
    else if (outcomes.length > 1) reporter.warn(failureOfOutcome({ user, outcome, repository }).message);
  }
}

const DONE = {
  grant: "was granted access to",
  accept: "was accepted as a reader of",
  reject: "was rejected as a reader of",
};
const ALREADY = {
  grant: "already has access",
  accept: "was already accepted",
  reject: "was already rejected",
};

/** The failure of those for whom it did not work; `undefined` where it worked for all. */
export function failureOfOutcomes(
  repository: string,
  outcomes: readonly UserOutcome[],
): Failure | undefined {
  const failed = outcomes.filter(({ outcome }) => outcome !== "done" && outcome !== "already");
  const [first] = failed;
  if (first === undefined) return undefined;
  if (outcomes.length === 1) return failureOfOutcome({ ...first, repository });
  const names = failed.slice(0, 5).map(({ user }) => user).join(", ") + (failed.length > 5 ? ", ..." : "");
  return sharingFailure("sharing_incomplete", { failed: failed.length, of: outcomes.length, names });
}

function failureOfOutcome(facts: { user: string; outcome: string; repository: string }): Failure {
  return facts.outcome === "user_not_found"
    ? sharingFailure("sharing_user_unknown", facts)
    : sharingFailure("sharing_request_unknown", facts);
}
