import { Failure } from "../../cli/failure.ts";
import { commandsFailure } from "../failures.ts";
import { hubFailure } from "../../hub/failures.ts";
import { readHubSettings } from "../../cli/settings.ts";
import { canWrite, refusedByHub } from "../../account/rights.ts";
import type { DatasetInfo } from "../../hub/datasets.ts";
import { type DatasetTools, UNCHANGED } from "../../dataset/desired.ts";
import { executePlan } from "../../dataset/execute.ts";
import { planChanges } from "../../dataset/plan.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import { HubAnswerError } from "../../hub/request_failure.ts";
import { whoCan } from "../../dataset/who_can.ts";
import { datasetTools, type SignedIn, signIn } from "../sign_in.ts";
import { confirm } from "../confirm.ts";
import type { CommandResult, Context } from "../context.ts";
import { findDataset, namedDataset, rememberedHere } from "../choose_dataset.ts";
import { type AskedSharing, concernsUsers, readAskedSharing } from "./asked.ts";
import {
  collectSharingFacts,
  failureOfOutcomes,
  reportDone,
  reportRequests,
  reportUnchanged,
  reportWhoCan,
} from "./report.ts";
import { allRequests, decideAll, grantAll, type UserOutcome, wordOf } from "./users.ts";

/** The headings of the lists. */
const REQUESTS = { pending: "Pending", accepted: "Accepted", rejected: "Rejected" };

/** What sharing works with, once the repository is known. */
interface Sharing {
  readonly signedIn: SignedIn;
  readonly asked: AskedSharing;
  readonly info: DatasetInfo;
  readonly endpoint: string;
  readonly work: DatasetTools;
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
  const sharing = await open(context, asked);
  try {
    return await share(context, sharing);
  } catch (error) {
    if (!(error instanceof HubAnswerError) || error.status !== 403) throw error;
    const { info: { id }, endpoint, signedIn: { whoami } } = sharing;
    throw refusedByHub(whoami, { endpoint, repository: id }, error.said, { cause: error });
  }
}

async function share(context: Context, sharing: Sharing): Promise<CommandResult> {
  const { asked } = sharing;
  const { info, signedIn, endpoint } = sharing;
  checkPossible(sharing);

  const isGateChanged = await changeGate(context, sharing);
  const gated = isGateChanged && !sharing.isDry ? asked.gated : info.gated;
  const now = { ...info, gated };
  const outcomes = await changeUsers(context, sharing);
  reportUnchanged(context, info.id, outcomes);
  const requests = asked.requests === undefined
    ? undefined
    : await allRequests(signedIn.hub, { repository: info.id, status: asked.requests });
  if (asked.requests !== undefined && requests !== undefined) {
    context.reporter.note(`${REQUESTS[asked.requests]} requests for ${info.id}: ${requests.length}`);
    reportRequests(context, requests);
  }
  const isReport = !concernsUsers(asked) && requests === undefined;
  const facts = isReport
    ? await collectSharingFacts(signedIn.hub, {
      ...sharing,
      info: now,
      whoami: signedIn.whoami,
      mayWrite: true,
    })
    : undefined;
  const answer = facts === undefined ? undefined : whoCan(facts);
  if (answer !== undefined) reportWhoCan(context, answer);
  if (sharing.isDry) context.reporter.note("Nothing was changed (--dry-run)");

  const failed = sharing.isDry ? undefined : failureOfOutcomes(info.id, outcomes);
  const names = requests?.flatMap((request) => wordOf(request) ?? []);
  return {
    // For the next program: the names, ready for --accept @FILE.
    id: names === undefined ? info.id : names.join("\n"),
    assignments: undefined,
    // Without names there are no lines, not an empty one.
    ...(names?.length === 0 && context.output === "id" ? { isWritten: true as const } : {}),
    json: {
      repository: info.id,
      url: `${endpoint}/datasets/${info.id}`,
      visibility: now.visibility ?? null,
      gated: now.gated ?? null,
      read: answer?.read ?? null,
      write: answer?.write ?? null,
      ways: answer?.ways ?? null,
      requests: requests?.map((request) => ({
        ...request,
        user: request.user ?? null,
        requestId: request.requestId ?? null,
      })) ?? null,
      users: outcomes.map(({ user, action, outcome }) => ({ user, action, outcome })),
      user: signedIn.whoami.name,
      tokenSource: signedIn.source,
      dryRun: sharing.isDry,
    },
    ...(failed === undefined ? {} : { failure: failed }),
  };
}

async function open(context: Context, asked: AskedSharing): Promise<Sharing> {
  const { parsed, reporter } = context;
  const settings = readHubSettings(parsed, context.environment);
  const endpoint = settings.endpoint.url;
  const remembered = await rememberedHere(context);
  const named = namedDataset(context, remembered);
  const signedIn = await signIn(context, settings);
  reporter.step("Account", signedIn.whoami.name);
  const isChanging = asked.gated !== undefined || concernsUsers(asked);
  const info = await findDataset(context, signedIn, { named, remembered, endpoint, isChanging });
  reporter.step("Repository", info.id);
  const work = datasetTools(context, signedIn, settings);
  return { signedIn, asked, info, endpoint, work, isDry: parsed.has("dry-run") };
}

/** Whatever is certain is said before anything is changed. */
function checkPossible({ asked, info, signedIn: { whoami }, endpoint }: Sharing): void {
  const namespace = ownerOf(info.id);
  const [user] = asked.grant;
  if (user !== undefined && info.visibility === "private" && namespace === whoami.name) {
    throw commandsFailure("sharing_private_personal", { repository: info.id, user });
  }
  if (asked.gated === undefined && !concernsUsers(asked)) return;
  const right = canWrite(whoami, { repository: info.id, endpoint });
  if (right instanceof Failure) throw right;
  if (concernsUsers(asked) && (asked.gated ?? info.gated) === false) {
    throw hubFailure("not_gated", { repository: info.id });
  }
}

async function changeGate(context: Context, sharing: Sharing): Promise<boolean> {
  const { asked: { gated }, info, isDry } = sharing;
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
  await executePlan(sharing.work, plan);
  return true;
}

async function changeUsers(context: Context, sharing: Sharing): Promise<readonly UserOutcome[]> {
  const { asked, info, signedIn: { hub }, isDry } = sharing;
  if (!concernsUsers(asked)) return [];
  if (info.visibility === "private") {
    context.reporter.warn(
      `${info.id} is private: people with access can read it only as members, or once it is public`,
    );
  }
  const { reason } = asked;
  const pending = asked.all === undefined ? [] : await allPending(context, sharing, asked.all);
  const accept = asked.all === "accept" ? pending : asked.accept;
  const reject = asked.all === "reject" ? pending : asked.reject;
  if (isDry) {
    const plan = [["grant", asked.grant], ["accept", accept], ["reject", reject]] as const;
    for (const [action, users] of plan) {
      for (const user of users) context.reporter.step("Access", `Would ${action} ${user}`);
    }
    return [];
  }
  const repository = info.id;
  const onDone = (outcome: UserOutcome) => reportDone(context, repository, outcome);
  return [
    ...await grantAll(hub, { repository, users: asked.grant, onDone }),
    ...await decideAll(hub, { repository, users: accept, status: "accepted", reason: undefined, onDone }),
    ...await decideAll(hub, { repository, users: reject, status: "rejected", reason, onDone }),
  ];
}

async function allPending(
  context: Context,
  { signedIn: { hub }, info, isDry }: Sharing,
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
