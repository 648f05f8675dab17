import { ownerOf } from "../../hub/repository_id.ts";
import { cleanLine } from "../../ports/text.ts";
import type { AccessRequest } from "../../hub/access_requests.ts";
import type { SharingFacts, WhoCan } from "../../dataset/who_can.ts";
import { Failure } from "../../cli/failure.ts";
import { commandsFailure } from "../failures.ts";
import type { DatasetInfo } from "../../hub/datasets.ts";
import type { HubClient } from "../../hub/client.ts";
import type { Whoami } from "../../account/whoami.ts";
import type { Context } from "../context.ts";
import { type UserOutcome, wordOf } from "./users.ts";

/** Collects what the answer to "who can read it" depends on; what the token cannot see is left open. */
export async function collectSharingFacts(
  hub: HubClient,
  known: { info: DatasetInfo; whoami: Whoami; mayWrite: boolean },
): Promise<SharingFacts> {
  const { info, whoami } = known;
  const namespace = ownerOf(info.id);
  const namespaceKind = namespace === whoami.name
    ? "own"
    : whoami.orgs?.some(({ name }) => name === namespace)
    ? "organization"
    : "foreign";
  const isGated = info.gated === "auto" || info.gated === "manual";
  const group = namespaceKind === "organization"
    ? await ifAllowed(async () => (await hub.readResourceGroup(info.id))?.name)
    : undefined;
  const count = (status: "pending" | "accepted") =>
    isGated && known.mayWrite
      ? ifAllowed(() => countRequests(hub, info.id, status))
      : Promise.resolve(undefined);
  const pending = await count("pending");
  return { info, namespaceKind, group, pending, accepted: await count("accepted") };
}

/** Only the first page is counted: the exact number is not worth more requests. */
async function countRequests(
  hub: HubClient,
  repository: string,
  status: "pending" | "accepted",
): Promise<string> {
  for await (const page of hub.listAccessRequests(repository, status)) {
    return page.length < 1_000 ? String(page.length) : "1000 or more";
  }
  return "0";
}

async function ifAllowed<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // A report with a gap is better than none: the token can see the repository and not its members.
    if (error instanceof Failure && error.exitCode === 4) return undefined;
    throw error;
  }
}

/** Shows who can read and write. */
export function reportWhoCan(context: Context, { read, write, ways }: WhoCan): void {
  const { reporter } = context;
  for (const [index, text] of read.entries()) reporter.step(index === 0 ? "Who reads" : "", text);
  for (const [index, text] of write.entries()) reporter.step(index === 0 ? "Who writes" : "", text);
  for (const way of ways) reporter.note(way);
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

/** Says what was done for a user. */
export function reportDone(context: Context, repository: string, { user, action }: UserOutcome): void {
  context.reporter.change("Access", `${user} ${DONE[action]} ${repository}`);
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
  return commandsFailure("sharing_incomplete", { failed: failed.length, of: outcomes.length, names });
}

function failureOfOutcome(facts: { user: string; outcome: string; repository: string }): Failure {
  return facts.outcome === "user_not_found"
    ? commandsFailure("sharing_user_unknown", facts)
    : commandsFailure("sharing_request_unknown", facts);
}
