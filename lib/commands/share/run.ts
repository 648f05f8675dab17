import { Failure, PROGRAM } from "../../cli/failure.ts";
import { answerFailure } from "../../hub/answer_failures.ts";
import {
  type AccessRequest,
  BATCH_SIZE,
  decideAccess,
  decideAccessRequests,
  isRequestId,
  listAccessRequests,
  type RequestStatus,
  type SharingOutcome,
} from "../../hub/access_requests.ts";
import { canWrite, refusedByHub } from "../../account/rights.ts";
import { executePlan } from "../../dataset/execute.ts";
import { planChanges } from "../../dataset/plan.ts";
import { type HubClient, inParallel } from "../../hub/client.ts";
import { ownerOf } from "../../hub/addresses.ts";
import { HubAnswerError } from "../../hub/failures.ts";
import { cleanLine } from "../../ports/text.ts";
import { collectSharingFacts, whoCan } from "../../dataset/who_can.ts";
import { confirm } from "../ask.ts";
import type { CommandResult, Context } from "../context.ts";
import { type OpenDataset, openDataset } from "../find_dataset.ts";
import { type AskedSharing, readAskedSharing, sharingFailure } from "./asked.ts";

/** What sharing works with, once the repository is known. */
interface Sharing extends OpenDataset {
  readonly asked: AskedSharing;
  readonly isDry: boolean;
}

/**
 * Shows who can read and write a repository and why, sets its gate, grants access, and decides on access requests.
 *
 * @throws Failure `repository_not_found`, `not_gated`, `sharing_*`, `answer_needed`, those of the permissions table and
 *   of the network
 */
export async function runShare(context: Context): Promise<CommandResult> {
  const { parsed, files } = context;
  const asked = await readAskedSharing(parsed, files);
  const isChanging = asked.gated !== undefined || asked.concernsUsers;
  const opened = await openDataset(context, { isChanging });
  context.reporter.step("Repository", opened.info.id);
  try {
    return await share(context, { ...opened, asked, isDry: parsed.has("dry-run") });
  } catch (error) {
    if (!(error instanceof HubAnswerError) || error.status !== 403) throw error;
    const { info: { id }, account: { whoami, endpoint } } = opened;
    throw refusedByHub(whoami, { endpoint, repository: id }, error.said, { cause: error });
  }
}

async function share(context: Context, sharing: Sharing): Promise<CommandResult> {
  const { asked, info, isDry, account: { hub, whoami, endpoint, source } } = sharing;
  const { reporter } = context;
  checkPossible(sharing);
  await changeGate(context, sharing);
  const now = { ...info, gated: isDry ? info.gated : asked.gated ?? info.gated };
  const outcomes = await changeUsers(context, sharing);
  const requests = asked.requests && await allRequests(hub, info.id, asked.requests);
  if (requests !== undefined) reportRequests(context, sharing, requests);
  const answer = asked.concernsUsers || requests !== undefined
    ? undefined
    : whoCan(await collectSharingFacts(hub, { info: now, whoami }));
  for (const [label, texts] of [["Who reads", answer?.read], ["Who writes", answer?.write]] as const) {
    for (const [index, text] of texts?.entries() ?? []) reporter.step(index === 0 ? label : "", text);
  }
  for (const way of answer?.ways ?? []) reporter.note(way);
  if (isDry) reporter.note("Nothing was changed (--dry-run)");
  return {
    // For the next program: the names, ready for --accept @FILE.
    id: requests === undefined ? info.id : wordsOf(requests).join("\n"),
    json: {
      repository: info.id,
      url: `${endpoint}/datasets/${info.id}`,
      visibility: now.visibility ?? null,
      gated: now.gated ?? null,
      access: answer?.access ?? null,
      read: answer?.read ?? null,
      write: answer?.write ?? null,
      ways: answer?.ways ?? null,
      requests: requests?.map((request) => ({
        ...request,
        user: request.user ?? null,
        requestId: request.requestId ?? null,
      })) ?? null,
      users: outcomes,
      user: whoami.name,
      tokenSource: source,
      dryRun: isDry,
    },
    failure: failureOfOutcomes(info.id, outcomes),
  };
}

/** Whatever is certain is said before anything is changed. */
function checkPossible({ asked, info, account: { whoami, endpoint } }: Sharing): void {
  const [user] = asked.grant;
  const isPrivate = info.visibility === "private";
  if (user !== undefined && isPrivate && ownerOf(info.id) === whoami.name) {
    throw sharingFailure("sharing_private_personal", { repository: info.id, user });
  }
  if (asked.gated === undefined && !asked.concernsUsers) return;
  const right = canWrite(whoami, { repository: info.id, endpoint });
  if (right instanceof Failure) throw right;
  if (asked.concernsUsers && (asked.gated ?? info.gated) === false) {
    throw answerFailure("not_gated", { repository: info.id, isPrivate });
  }
}

async function changeGate(context: Context, sharing: Sharing): Promise<void> {
  const { asked: { gated }, info, account, isDry } = sharing;
  if (gated === undefined) return;
  const plan = planChanges({ gated }, { info });
  const [change] = plan.changes;
  const text = change === undefined ? `already ${gated || "off"}` : `${change.from} -> ${change.to}`;
  context.reporter.step("Gate", text);
  if (change === undefined || isDry) return;
  if (gated === false) {
    const consequence = `Anyone who can see ${info.id} will be able to read it`;
    await confirm(context, `Remove the gate from ${info.id}?`, { consequence });
  }
  await executePlan(account, plan);
}

/** What can be done about a user; `status` is that of the request afterwards. */
const ACTIONS = {
  grant: { status: undefined, done: "was granted access to", already: "already has access" },
  accept: { status: "accepted", done: "was accepted as a reader of", already: "was already accepted" },
  reject: { status: "rejected", done: "was rejected as a reader of", already: "was already rejected" },
} as const;

/** What became of one user. */
interface UserOutcome {
  /** The name, or the id of the request where the Hub hides the name. */
  readonly user: string;
  readonly action: keyof typeof ACTIONS;
  readonly outcome: SharingOutcome;
}

async function changeUsers(context: Context, sharing: Sharing): Promise<readonly UserOutcome[]> {
  const { asked, info: { id, visibility }, isDry } = sharing;
  const { reporter } = context;
  if (!asked.concernsUsers) return [];
  if (visibility === "private") {
    reporter.warn(`${id} is private: people with access can read it only as members, or once it is public`);
  }
  const pending = asked.all === undefined ? undefined : await confirmAll(context, sharing, asked.all);
  const outcomes: UserOutcome[] = [];
  for (const action of ["grant", "accept", "reject"] as const) {
    const users = action === asked.all && pending !== undefined ? pending : asked[action];
    if (isDry) { for (const user of users) reporter.step("Access", `Would ${action} ${user}`); }
    else outcomes.push(...await changeAccess(context, sharing, action, users));
  }
  for (const each of outcomes) {
    const { user, action, outcome } = each;
    if (outcome === "already") reporter.step("Access", `${user} ${ACTIONS[action].already}`);
    // A single one is the failure that the run ends with.
    else if (outcome !== "done" && outcomes.length > 1) reporter.warn(failureOfOutcome(id, each).message);
  }
  return outcomes;
}

/** Asks for consent to decide on all pending requests, and returns whose they are. */
async function confirmAll(
  context: Context,
  { account: { hub }, info, isDry }: Sharing,
  action: "accept" | "reject",
): Promise<readonly string[]> {
  const pending = await allRequests(hub, info.id, "pending");
  const count = pending.length === 1 ? "1 request" : `${pending.length} requests`;
  if (pending.length === 0) context.reporter.step("Access", "No pending requests");
  else if (!isDry && action === "accept") await confirm(context, `Accept ${count}?`);
  else if (!isDry) {
    await confirm(context, `Reject ${count}?`, { consequence: "Rejected users cannot ask again" });
  }
  return wordsOf(pending);
}

/** How many requests run at once where the Hub has no batch call. */
const AT_ONCE = 8;

/**
 * Grants access to users who have not asked, or accepts or rejects requests: one alone, many by the hundred. Whether the
 * Hub's call for many takes the ids of requests is unknown, so those are decided one by one.
 *
 * What is done is shown at once, because a later one can fail. Where the Hub finds no request, the list of those in the
 * wanted state shows who is so already.
 */
async function changeAccess(
  { reporter }: Context,
  { asked, info: { id: repository }, account: { hub } }: Sharing,
  action: UserOutcome["action"],
  users: readonly string[],
): Promise<readonly UserOutcome[]> {
  const { status, done } = ACTIONS[action];
  const reason = action === "reject" ? asked.reason : undefined;
  const outcomes = new Map<string, SharingOutcome>();
  function note(user: string, outcome: SharingOutcome): void {
    outcomes.set(user, outcome);
    if (outcome === "done") reporter.change("Access", `${user} ${done} ${repository}`);
  }
  const names = users.filter((user) => !isRequestId(user));
  const isBatch = status !== undefined && names.length > 1;
  await inParallel(isBatch ? users.filter(isRequestId) : users, async (user) => {
    note(user, await decideAccess(hub, repository, user, { status, reason }));
  }, { concurrency: AT_ONCE });
  for (let start = 0; isBatch && start < names.length; start += BATCH_SIZE) {
    const some = names.slice(start, start + BATCH_SIZE);
    const results = await decideAccessRequests(hub, repository, some, { status, reason });
    for (const [index, user] of some.entries()) note(user, results[index] ?? "request_not_found");
  }
  const unfound = new Map(
    users.flatMap((user) => outcomes.get(user) === "request_not_found" ? [[user.toLowerCase(), user]] : []),
  );
  if (status !== undefined && unfound.size > 0) {
    for await (const page of listAccessRequests(hub, repository, status)) {
      for (const key of page.flatMap(({ user, requestId }) => [user?.toLowerCase(), requestId])) {
        const user = key === undefined ? undefined : unfound.get(key);
        if (key === undefined || user === undefined) continue;
        outcomes.set(user, "already");
        unfound.delete(key);
      }
      if (unfound.size === 0) break;
    }
  }
  return users.map((user) => ({ user, action, outcome: outcomes.get(user) ?? "request_not_found" }));
}

async function allRequests(
  hub: HubClient,
  repository: string,
  status: RequestStatus,
): Promise<readonly AccessRequest[]> {
  return (await Array.fromAsync(listAccessRequests(hub, repository, status))).flat();
}

/** What requests are decided by: the names of their users, or their ids where the Hub hides the names. */
function wordsOf(requests: readonly AccessRequest[]): readonly string[] {
  return requests.flatMap(({ user, requestId }) => user ?? requestId ?? []);
}

const HEADINGS = { pending: "Pending", accepted: "Accepted", rejected: "Rejected" };

/** Shows requests, one per line, and how to decide on those that are pending. */
function reportRequests(
  { reporter }: Context,
  { asked: { requests: status = "pending" }, info: { id } }: Sharing,
  requests: readonly AccessRequest[],
): void {
  reporter.note(`${HEADINGS[status]} requests for ${id}: ${requests.length}`);
  if (requests.length === 0) return reporter.note("  None");
  for (const { user, requestId = "(unknown)", fullName, requestedAt, grantedBy, fields } of requests) {
    const notes = [
      ...(user === undefined ? ["name hidden"] : []),
      ...(fullName === undefined || fullName === user ? [] : [fullName]),
      ...(requestedAt === undefined ? [] : [`since ${requestedAt.slice(0, 10)}`]),
      ...(grantedBy === undefined ? [] : [`granted by ${grantedBy}`]),
      ...Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`),
    ].join("; ");
    reporter.note(
      `  ${user ?? requestId}${notes === "" ? "" : ` (${cleanLine(notes, { maxLength: 200 })})`}`,
    );
  }
  if (status !== "pending") return;
  reporter.note(`To accept a request: ${PROGRAM} share ${id} --accept USER`);
  reporter.note(`To reject one for good: ${PROGRAM} share ${id} --reject USER`);
}

/** The failure of those for whom it did not work; `undefined` where it worked for all. */
function failureOfOutcomes(repository: string, outcomes: readonly UserOutcome[]): Failure | undefined {
  const failed = outcomes.filter(({ outcome }) => outcome !== "done" && outcome !== "already");
  const [first] = failed;
  if (first === undefined) return undefined;
  if (outcomes.length === 1) return failureOfOutcome(repository, first);
  const names = failed.slice(0, 5).map(({ user }) => user).join(", ") + (failed.length > 5 ? ", ..." : "");
  return sharingFailure("sharing_incomplete", { failed: failed.length, of: outcomes.length, names });
}

function failureOfOutcome(repository: string, { user, outcome }: UserOutcome): Failure {
  return outcome === "user_not_found"
    ? sharingFailure("sharing_user_unknown", { user })
    : sharingFailure("sharing_request_unknown", { repository, user });
}
