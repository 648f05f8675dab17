import {
  type AccessRequest,
  BATCH_SIZE,
  type Decision,
  isRequestId,
  type RequestStatus,
  type SharingOutcome,
} from "../../hub/access_requests.ts";
import type { HubClient } from "../../hub/client.ts";
import { inParallel } from "../../hub/in_parallel.ts";

/** What became of one user. */
export interface UserOutcome {
  /** The name, or the id of the request where the Hub hides the name. */
  readonly user: string;
  readonly action: "grant" | "accept" | "reject";
  readonly outcome: SharingOutcome;
}

/** How many requests run at once where the Hub has no batch call. */
const AT_ONCE = 8;

/** Whom it is about; `onDone` runs for each as soon as it is done, because a later one can fail. */
export interface AskedUsers {
  readonly repository: string;
  readonly users: readonly string[];
  readonly onDone: (outcome: UserOutcome) => void;
}

/** Grants access to users who have not asked. */
export async function grantAll(hub: HubClient, asked: AskedUsers): Promise<readonly UserOutcome[]> {
  const { repository, users, onDone } = asked;
  return await inParallel(users, async (user) => {
    const outcome = await hub.grantAccess(repository, user);
    const result = { user, action: "grant" as const, outcome };
    if (outcome === "done") onDone(result);
    return result;
  }, { concurrency: AT_ONCE });
}

/**
 * Accepts or rejects requests: one alone, many by the hundred. Whether the Hub's call for many takes the ids of
 * requests is unknown, so those are decided one by one.
 *
 * Where the Hub finds no request, the list of those in the wanted state shows who is so already.
 */
export async function decideAll(
  hub: HubClient,
  asked: AskedUsers & Decision,
): Promise<readonly UserOutcome[]> {
  const { repository, users, status, reason } = asked;
  const decision = { status, reason };
  const action = status === "accepted" ? "accept" as const : "reject" as const;
  const outcomes = new Map<string, SharingOutcome>();
  function note(user: string, outcome: SharingOutcome): void {
    outcomes.set(user, outcome);
    if (outcome === "done") asked.onDone({ user, action, outcome });
  }
  const names = users.filter((user) => !isRequestId(user));
  const single = names.length === 1 ? users : users.filter(isRequestId);
  await inParallel(
    single,
    async (user) => note(user, await hub.decideAccessRequest(repository, user, decision)),
    { concurrency: AT_ONCE },
  );
  for (let start = 0; names.length > 1 && start < names.length; start += BATCH_SIZE) {
    const some = names.slice(start, start + BATCH_SIZE);
    const results = await hub.decideAccessRequests(repository, some, decision);
    for (const [index, user] of some.entries()) note(user, results[index] ?? "request_not_found");
  }
  const unfound = users.filter((user) => outcomes.get(user) === "request_not_found");
  for (const user of await usersInState(hub, { repository, status, users: unfound })) {
    outcomes.set(user, "already");
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
  for await (const page of hub.listAccessRequests(asked.repository, asked.status)) requests.push(...page);
  return requests;
}

async function usersInState(
  hub: HubClient,
  asked: { repository: string; status: RequestStatus; users: readonly string[] },
): Promise<readonly string[]> {
  if (asked.users.length === 0) return [];
  const missing = new Map(asked.users.map((user) => [user.toLowerCase(), user]));
  const found: string[] = [];
  for await (const page of hub.listAccessRequests(asked.repository, asked.status)) {
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
