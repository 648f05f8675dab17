import {
  type AccessRequest,
  BATCH_SIZE,
  type Decision,
  type RequestStatus,
  type SharingOutcome,
} from "../../hub/access_requests.ts";
import type { HubClient } from "../../hub/client.ts";
import { inParallel } from "../../hub/in_parallel.ts";

/** What became of one user. */
export interface UserOutcome {
  readonly user: string;
  readonly action: "grant" | "accept" | "reject";
  readonly outcome: SharingOutcome;
}

/** Grants have no call for many (hub-api 7): this many are under way at once. */
const GRANTS_AT_ONCE = 8;

/** Who is asked about, and who is told of each user as soon as it is done: a later one may fail. */
export interface AskedUsers {
  readonly repository: string;
  readonly users: readonly string[];
  readonly onDone: (outcome: UserOutcome) => void;
}

/** Lets users in who have not asked. */
export async function grantAll(hub: HubClient, asked: AskedUsers): Promise<readonly UserOutcome[]> {
  const { repository, users, onDone } = asked;
  return await inParallel(users, async (user) => {
    const outcome = await hub.grantAccess(repository, user);
    const result = { user, action: "grant" as const, outcome };
    if (outcome === "done") onDone(result);
    return result;
  }, { concurrency: GRANTS_AT_ONCE });
}

/**
 * Accepts or rejects requests: one by itself, many by the hundred.
 *
 * Where the Hub finds no request, the list of those who are in the wanted state tells who is so already.
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
  const [only, second] = users;
  if (only !== undefined && second === undefined) {
    note(only, await hub.decideAccessRequest(repository, only, decision));
  } else {
    for (let start = 0; start < users.length; start += BATCH_SIZE) {
      const some = users.slice(start, start + BATCH_SIZE);
      const results = await hub.decideAccessRequests(repository, some, decision);
      for (const [index, user] of some.entries()) note(user, results[index] ?? "request_not_found");
    }
  }
  const unfound = users.filter((user) => outcomes.get(user) === "request_not_found");
  for (const user of await usersInState(hub, { repository, status, users: unfound })) {
    outcomes.set(user, "already");
  }
  return users.map((user) => ({ user, action, outcome: outcomes.get(user) ?? "request_not_found" }));
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
    for (const { user } of page) {
      const name = missing.get(user.toLowerCase());
      if (name !== undefined && missing.delete(user.toLowerCase())) found.push(name);
    }
    if (missing.size === 0) break;
  }
  return found;
}
