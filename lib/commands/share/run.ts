import { Failure, PROGRAM } from "../../cli/failure.ts";
import { answerFailure } from "../../hub/answer_failures.ts";
import { canWrite, refusedByHub } from "../../account/rights.ts";
import { UNCHANGED } from "../../dataset/desired.ts";
import { executePlan } from "../../dataset/execute.ts";
import { planChanges } from "../../dataset/plan.ts";
import { ownerOf } from "../../hub/addresses.ts";
import { HubAnswerError } from "../../hub/failures.ts";
import { collectSharingFacts, type WhoCan, whoCan } from "../../dataset/who_can.ts";
import { confirm } from "../ask.ts";
import type { CommandResult, Context } from "../context.ts";
import { type OpenDataset, openDataset } from "../find_dataset.ts";
import { type AskedSharing, concernsUsers, readAskedSharing, sharingFailure } from "./asked.ts";
import {
  allRequests,
  changeAccess,
  failureOfOutcomes,
  reportRequests,
  reportUnchanged,
  type UserOutcome,
  wordOf,
} from "./users.ts";

/** The headings of the lists. */
const REQUESTS = { pending: "Pending", accepted: "Accepted", rejected: "Rejected" };

/** What sharing works with, once the repository is known. */
interface Sharing extends OpenDataset {
  readonly asked: AskedSharing;
  readonly isDry: boolean;
}

/**
 * Shows who can read and write a repository and why, sets its gate, grants access, and decides on access requests.
 *
 * @throws Failure `repository_not_found`, `not_gated`, `sharing_*`, `answer_needed`, those of the permissions table and of
 * the network
 */
export async function runShare(context: Context): Promise<CommandResult> {
  const asked = await readAskedSharing(context.parsed, context.files);
  const isChanging = asked.gated !== undefined || concernsUsers(asked);
  const opened = await openDataset(context, { isChanging });
  const sharing = { ...opened, asked, isDry: context.parsed.has("dry-run") };
  try {
    return await share(context, sharing);
  } catch (error) {
    if (!(error instanceof HubAnswerError) || error.status !== 403) throw error;
    const { info: { id }, account: { whoami, endpoint } } = sharing;
    throw refusedByHub(whoami, { endpoint, repository: id }, error.said, { cause: error });
  }
}

async function share(context: Context, sharing: Sharing): Promise<CommandResult> {
  const { asked, info, isDry, account: { hub, whoami, endpoint, source } } = sharing;
  checkPossible(sharing);

  const isGateChanged = await changeGate(context, sharing);
  const now = { ...info, gated: isGateChanged && !isDry ? asked.gated : info.gated };
  const outcomes = await changeUsers(context, sharing);
  reportUnchanged(context, info.id, outcomes);
  const requests = asked.requests === undefined
    ? undefined
    : await allRequests(hub, { repository: info.id, status: asked.requests });
  if (asked.requests !== undefined && requests !== undefined) {
    context.reporter.note(`${REQUESTS[asked.requests]} requests for ${info.id}: ${requests.length}`);
    reportRequests(context, requests);
    if (asked.requests === "pending" && requests.length > 0) {
      context.reporter.note(`To accept a request: ${PROGRAM} share ${info.id} --accept USER`);
      context.reporter.note(`To reject one for good: ${PROGRAM} share ${info.id} --reject USER`);
    }
  }
  const answer = concernsUsers(asked) || requests !== undefined
    ? undefined
    : whoCan(await collectSharingFacts(hub, { info: now, whoami }));
  if (answer !== undefined) reportWhoCan(context, answer);
  if (isDry) context.reporter.note("Nothing was changed (--dry-run)");

  const names = requests?.flatMap((request) => wordOf(request) ?? []);
  return {
    // For the next program: the names, ready for --accept @FILE.
    id: names === undefined ? info.id : names.join("\n"),
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
    failure: isDry ? undefined : failureOfOutcomes(info.id, outcomes),
  };
}

/** Whatever is certain is said before anything is changed. */
function checkPossible({ asked, info, account: { whoami, endpoint } }: Sharing): void {
  const [user] = asked.grant;
  if (user !== undefined && info.visibility === "private" && ownerOf(info.id) === whoami.name) {
    throw sharingFailure("sharing_private_personal", { repository: info.id, user });
  }
  if (asked.gated === undefined && !concernsUsers(asked)) return;
  const right = canWrite(whoami, { repository: info.id, endpoint });
  if (right instanceof Failure) throw right;
  if (concernsUsers(asked) && (asked.gated ?? info.gated) === false) {
    throw answerFailure("not_gated", { repository: info.id, isPrivate: info.visibility === "private" });
  }
}

async function changeGate(context: Context, sharing: Sharing): Promise<boolean> {
  const { asked: { gated }, info, account, isDry } = sharing;
  if (gated === undefined) return false;
  const plan = planChanges({ ...UNCHANGED, gated }, { info, group: undefined, card: undefined });
  for (const { label, from, to } of plan.changes) context.reporter.step(label, `${from} -> ${to}`);
  if (plan.changes.length === 0) {
    context.reporter.step("Gate", `already ${gated === false ? "off" : gated}`);
    return false;
  }
  if (isDry) return true;
  if (gated === false) {
    const consequence = `Anyone who can see ${info.id} will be able to read it`;
    await confirm(context, `Remove the gate from ${info.id}?`, { consequence });
  }
  await executePlan(account, plan);
  return true;
}

async function changeUsers(context: Context, sharing: Sharing): Promise<readonly UserOutcome[]> {
  const { asked, info, account: { hub }, isDry } = sharing;
  if (!concernsUsers(asked)) return [];
  if (info.visibility === "private") {
    context.reporter.warn(
      `${info.id} is private: people with access can read it only as members, or once it is public`,
    );
  }
  const pending = asked.all === undefined ? [] : await allPending(context, sharing, asked.all);
  const plan = [
    ["grant", asked.grant],
    ["accept", asked.all === "accept" ? pending : asked.accept],
    ["reject", asked.all === "reject" ? pending : asked.reject],
  ] as const;
  const outcomes: UserOutcome[] = [];
  for (const [action, users] of plan) {
    if (isDry) { for (const user of users) context.reporter.step("Access", `Would ${action} ${user}`); }
    else {
      const reason = action === "reject" ? asked.reason : undefined;
      outcomes.push(...await changeAccess(context, hub, { repository: info.id, action, users, reason }));
    }
  }
  return outcomes;
}

async function allPending(
  context: Context,
  { account: { hub }, info, isDry }: Sharing,
  action: "accept" | "reject",
): Promise<readonly string[]> {
  const pending = await allRequests(hub, { repository: info.id, status: "pending" });
  const count = pending.length === 1 ? "1 request" : `${pending.length} requests`;
  if (pending.length === 0) context.reporter.step("Access", "No pending requests");
  else if (!isDry) {
    const question = `${action === "accept" ? "Accept" : "Reject"} ${count}?`;
    await confirm(
      context,
      question,
      action === "reject" ? { consequence: "Rejected users cannot ask again" } : {},
    );
  }
  return pending.flatMap((request) => wordOf(request) ?? []);
}

/** Shows who can read and write. */
function reportWhoCan({ reporter }: Context, { read, write, ways }: WhoCan): void {
  for (const [label, texts] of [["Who reads", read], ["Who writes", write]] as const) {
    for (const [index, text] of texts.entries()) reporter.step(index === 0 ? label : "", text);
  }
  for (const way of ways) reporter.note(way);
}
