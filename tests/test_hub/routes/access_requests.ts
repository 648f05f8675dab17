/** Access to gated datasets: letting in, refusing (lib/hub/README.md#access-requests). */
import type { HubUser } from "../accounts.ts";
import { type Answer, invalidInput, jsonAnswer, type Refusal, refusal } from "../answers.ts";
import { isoTime } from "../description.ts";
import {
  asList,
  asObject,
  asOneOf,
  asString,
  jsonObject,
  queryNumber,
  signedIn,
  type Visit,
  writableRepository,
} from "../exchange.ts";
import { sha256 } from "../git.ts";
import { pageOf } from "../paging.ts";
import type { AccessRequest, HubRepository } from "../repositories.ts";
import { type Route, route } from "../router.ts";

const STATUSES = ["pending", "accepted", "rejected"] as const;
type Status = typeof STATUSES[number];

function notGated(repository: HubRepository): Refusal {
  return refusal(400, `${repository.type} ${repository.id} is not gated`, { code: "RepoNotGated" });
}

function userNotFound(): Refusal {
  return refusal(404, "User not found");
}

function noRequestFound(): Refusal {
  return refusal(404, "No access request found matching your criteria");
}

/**
 * What a request for access is called where its user is not named.
 *
 * Newer than lib/hub/README.md#access-requests: huggingface_hub 2.4.0 reads it from every item of a list, and decides by it.
 */
function requestIdOf(repository: HubRepository, user: string): string {
  return sha256(new TextEncoder().encode(`${repository.objectId} ${user}`)).slice(0, 24);
}

/** The user whom `user` or `requestId` names, or undefined. */
function namedUser(
  visit: Visit,
  asked: { repository: HubRepository; body: Readonly<Record<string, unknown>> },
): HubUser | undefined {
  const { repository, body } = asked;
  const { accounts } = visit.hub;
  if (body.user !== undefined) return accounts.findUser(asString(body.user, "user"));
  if (body.requestId !== undefined) {
    return accounts.users.values().find((user) => requestIdOf(repository, user.name) === body.requestId);
  }
  throw invalidInput("Either userId or user must be provided", "user");
}

/** What stands about a user in every place that names one. */
function describeUser(user: HubUser): Record<string, unknown> {
  return {
    _id: user.id,
    avatarUrl: `/avatars/${user.id}.svg`,
    fullname: user.fullname,
    isPro: user.isPro,
    user: user.name,
    type: "user",
  };
}

/** An item of a list; who was let in without asking has no `email` in it (lib/hub/README.md#access-requests). */
function describeRequest(
  visit: Visit,
  asked: { repository: HubRepository; request: AccessRequest },
): unknown {
  const { repository, request } = asked;
  const { accounts } = visit.hub;
  const user = accounts.users.get(request.user);
  const granter = request.grantedBy === undefined ? undefined : accounts.users.get(request.grantedBy);
  return {
    requestId: requestIdOf(repository, request.user),
    ...(user && !repository.hidesRequesters
      ? {
        user: {
          ...describeUser(user),
          verifiedOrgNames: [],
          ...(granter ? {} : { email: `${user.name}@example.org` }),
        },
      }
      : {}),
    ...(granter ? { grantedBy: describeUser(granter) } : {}),
    status: request.status,
    ...(request.fields ? { fields: request.fields } : {}),
    timestamp: isoTime(request.timestamp),
    ...(request.reviewedAt === undefined ? {} : { reviewedAt: isoTime(request.reviewedAt) }),
  };
}

/** Served for a repository that is not gated too, against what is documented (lib/hub/README.md#access-requests). */
function listRequests(visit: Visit): Answer {
  const { hub, request } = visit;
  const repository = writableRepository(visit);
  const status = asOneOf(visit.part("status"), "status", { of: STATUSES });
  const size = queryNumber(request, "limit", { least: 10, most: 1000 }) ?? 1000;
  const found = [...repository.accessRequests.values()].filter((one) => one.status === status);
  const page = pageOf(found, { request, size, keyOf: (one) => one.user, hubUrl: hub.url });
  return jsonAnswer(page.items.map((one) => describeRequest(visit, { repository, request: one })), {
    headers: page.headers,
  });
}

function readDecision(body: Readonly<Record<string, unknown>>): { status: Status; rejectionReason?: string } {
  const status = asOneOf(body.status, "status", { of: STATUSES });
  if (body.rejectionReason === undefined) return { status };
  const rejectionReason = asString(body.rejectionReason, "rejectionReason");
  if (rejectionReason.length > 200) {
    throw invalidInput("Too big: expected string to have <=200 characters", "rejectionReason");
  }
  return { status, rejectionReason };
}

/** Moves a user's request to another state; false where there is none, or it is in that state already. */
function decide(
  visit: Visit,
  options: { repository: HubRepository; user: HubUser; decision: ReturnType<typeof readDecision> },
): boolean {
  const { repository, user, decision } = options;
  const request = repository.accessRequests.get(user.name);
  if (!request || request.status === decision.status) return false;
  Object.assign(request, decision, { reviewedAt: visit.hub.now() });
  return true;
}

function handle(visit: Visit): Answer {
  const repository = writableRepository(visit);
  const body = jsonObject(visit.request);
  const decision = readDecision(body);
  if (repository.gated === false) throw notGated(repository);
  const user = namedUser(visit, { repository, body });
  if (!user) throw userNotFound();
  if (!decide(visit, { repository, user, decision })) throw noRequestFound();
  return jsonAnswer({});
}

function batch(visit: Visit): Answer {
  const repository = writableRepository(visit);
  const body = jsonObject(visit.request);
  const decision = readDecision(body);
  const requests = asList(body.requests, "requests").map((item, index) =>
    asObject(item, `requests[${index}]`)
  );
  if (requests.length < 1 || requests.length > 100) {
    throw invalidInput("Invalid input: expected array to have 1 to 100 items", "requests");
  }
  if (repository.gated === false) throw notGated(repository);
  return jsonAnswer(requests.map((request) => {
    const { user } = request;
    const found = namedUser(visit, { repository, body: request });
    if (!found) return { user, ok: false, error: "user_not_found" };
    return decide(visit, { repository, user: found, decision })
      ? { user, ok: true }
      : { user, ok: false, error: "request_not_found" };
  }));
}

function grant(visit: Visit): Answer {
  const repository = writableRepository(visit);
  const body = jsonObject(visit.request);
  if (repository.gated === false) throw notGated(repository);
  const user = namedUser(visit, { repository, body });
  if (!user) throw userNotFound();
  const request = repository.accessRequests.get(user.name);
  if (request?.status === "accepted" || repository.namespace === user.name) {
    throw refusal(400, "That user already has access to the repo");
  }
  const now = visit.hub.now();
  repository.accessRequests.set(user.name, {
    user: user.name,
    status: "accepted",
    timestamp: request?.timestamp ?? now,
    reviewedAt: now,
    grantedBy: signedIn(visit).name,
  });
  return jsonAnswer({});
}

const REQUESTS = "/api/datasets/:namespace/:name/user-access-request";

export const ACCESS_REQUEST_ROUTES: readonly Route[] = [
  route(`POST ${REQUESTS}/handle`, handle),
  route(`POST ${REQUESTS}/batch`, batch),
  route(`POST ${REQUESTS}/grant`, grant),
  route(`GET ${REQUESTS}/:status`, listRequests),
];
