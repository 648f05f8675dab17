import { PROGRAM } from "../../cli/failure.ts";
import { inParallel } from "../../hub/in_parallel.ts";
import { cliFailure } from "../../cli/failures.ts";
import { commandsFailure } from "../failures.ts";
import { quoted } from "../../shell/quoted.ts";
import { detectShell } from "../../shell/shell.ts";
import { readConcurrency, readHubSettings } from "../../cli/settings.ts";
import type { PlannedRepository } from "../../dataset/plan_file.ts";
import { datasetTools, type SignedIn, signIn } from "../sign_in.ts";
import { confirm } from "../confirm.ts";
import type { CommandResult, Context } from "../context.ts";
import { checkWriteGrants } from "../env_file_plan.ts";
import { contradictionsIn, sameAtHub } from "./contradictions.ts";
import { type EnvFileAction, planEnvFiles, writeEnvFiles } from "./env_files.ts";
import { PLAN_EXAMPLE } from "./example.ts";
import { executeActions, NetworkFailures, type Outcome, Progress } from "./execute.ts";
import { readPlanAndFiles } from "./read_plan.ts";
import { applyResult, failureOfOutcomes, mistakesResult, reportOutcomes, reportPlan } from "./report.ts";
import { type ApplyTools, inspectRepository, opensUp, type PlannedAction } from "./repository.ts";

/**
 * Creates and updates the repositories of a plan: check the plan, compare it with the Hub, show the changes, ask, and make
 * them, several at a time.
 *
 * Nothing is ever deleted. Interrupted at any point, it can be run again: what is done is skipped.
 *
 * @throws Failure `plan_unreadable`, `answer_needed`, `cancelled`, those of the token table and of the network
 */
export async function runApply(context: Context): Promise<CommandResult> {
  const { parsed } = context;
  if (parsed.has("example")) {
    return { id: PLAN_EXAMPLE.trimEnd(), assignments: undefined, json: { example: PLAN_EXAMPLE } };
  }
  if (parsed.has("check") && parsed.has("dry-run")) {
    throw cliFailure("options_conflict", { first: "--check", second: "--dry-run" });
  }
  const path = parsed.words[0] ?? "";
  const settings = readHubSettings(parsed, context.environment);
  const concurrency = readConcurrency(parsed);
  const read = await readPlanAndFiles(context, path);
  if ("mistakes" in read) return mistakesResult(context, { path, mistakes: read.mistakes });
  const { repositories, files } = read;

  const signedIn = await signIn(context, settings);
  const owner = signedIn.whoami.name;
  context.reporter.step("Account", owner);
  const late = contradictionsIn(repositories, { files, owner });
  if (late.length > 0) return mistakesResult(context, { path, mistakes: late });

  const tools: ApplyTools = {
    ...datasetTools(context, signedIn, settings),
    files,
    checkedFolders: new Map(),
  };
  const actions = await inspectAll(context, repositories, { tools, concurrency });
  const renamed = sameAtHub(actions);
  if (renamed.length > 0) return mistakesResult(context, { path, mistakes: renamed });
  const envFiles = planEnvFiles(actions, files);
  const isNothing = isNothingToDo(actions, envFiles);
  const isPlanOnly = parsed.has("check") || parsed.has("dry-run");
  if (!parsed.has("check")) {
    for (const { isChanged, target } of envFiles) if (isChanged) checkWriteGrants(context, target);
  }
  reportPlan(context, { actions, envFiles, isAskedAbout: context.canAsk && !isNothing && !isPlanOnly });
  const known = { path, actions, envFiles, signedIn, endpoint: tools.endpoint };
  if (isPlanOnly) return planOnly(context, known);
  if (isNothing) {
    context.reporter.note("Nothing to do: everything is already up to date");
    return applyResult(context, { ...known, outcomes: undefined, failure: undefined });
  }

  if (isAnythingPossible(actions, envFiles)) await confirmActions(context, actions);
  const outcomes = await executeActions(context, actions, { tools, concurrency });
  return await finish(context, { ...known, outcomes });
}

interface Known {
  readonly path: string;
  readonly actions: readonly PlannedAction[];
  readonly envFiles: readonly EnvFileAction[];
  readonly signedIn: SignedIn;
  readonly endpoint: string;
}

async function finish(
  context: Context,
  known: Known & { outcomes: ReadonlyMap<PlannedAction, Outcome> },
): Promise<CommandResult> {
  const { actions, envFiles, outcomes } = known;
  const unusable = new Set(
    actions.filter((action) => isFailed(outcomes.get(action))).map(({ id }) => id),
  );
  const unwritten = await writeEnvFiles(context, envFiles, (id) => !unusable.has(id));
  reportOutcomes(context, outcomes, commandFor(context, known.path));
  const failures = actions.flatMap((action) => {
    const outcome = outcomes.get(action);
    return outcome?.kind === "failed" ? [outcome.failure] : [];
  });
  const failed = failureOfOutcomes([...failures, ...unwritten], {
    of: actions.length,
    untried: actions.filter((action) => outcomes.get(action)?.kind === "not_tried").length,
  });
  return applyResult(context, { ...known, outcomes, failure: failed });
}

function isFailed(outcome: Outcome | undefined): boolean {
  return outcome?.kind === "failed" || outcome?.kind === "not_tried";
}

async function inspectAll(
  context: Context,
  repositories: readonly PlannedRepository[],
  { tools, concurrency }: { tools: ApplyTools; concurrency: number },
): Promise<readonly PlannedAction[]> {
  const progress = new Progress(context, { total: repositories.length, verb: "Comparing" });
  const network = new NetworkFailures();
  const actions = await inParallel(repositories, async (planned) => {
    const action = await inspectRepository(planned, tools);
    network.learn(action.action.kind === "blocked" ? action.action.failure : undefined);
    // Nothing was changed yet, and half a comparison is worth nothing.
    if (network.persistent !== undefined) throw network.persistent;
    progress.done();
    return action;
  }, { concurrency });
  progress.end();
  return actions;
}

function isNothingToDo(actions: readonly PlannedAction[], envFiles: readonly EnvFileAction[]): boolean {
  return actions.every(({ action }) => action.kind === "none") &&
    envFiles.every(({ isChanged }) => !isChanged);
}

/** Whether there is anything that can be done. */
function isAnythingPossible(
  actions: readonly PlannedAction[],
  envFiles: readonly EnvFileAction[],
): boolean {
  return actions.some(({ action: { kind } }) => kind === "create" || kind === "change") ||
    envFiles.some(({ isChanged }) => isChanged);
}

/** With --check and --dry-run. */
function planOnly(context: Context, known: Known): CommandResult {
  const { actions, envFiles, path } = known;
  context.reporter.note("Nothing was changed");
  const blocked = actions.flatMap(({ action }) => action.kind === "blocked" ? [action.failure] : []);
  const count = (kind: string) => actions.filter(({ action }) => action.kind === kind).length;
  const differs = context.parsed.has("check") && !isNothingToDo(actions, envFiles);
  const failed = failureOfOutcomes(blocked, { of: actions.length, untried: 0 }) ??
    (differs
      ? commandsFailure("plan_not_in_order", {
        command: commandFor(context, path),
        create: count("create"),
        change: count("change"),
        files: envFiles.filter(({ isChanged }) => isChanged).length,
      })
      : undefined);
  return applyResult(context, { ...known, outcomes: undefined, failure: failed });
}

/** `apply` with the plan, as it is typed into this shell. */
function commandFor(context: Context, path: string): string {
  return `${PROGRAM} apply ${quoted(path, { shell: detectShell(context.environment) })}`;
}

async function confirmActions(context: Context, actions: readonly PlannedAction[]): Promise<void> {
  const open = actions.filter(opensUp);
  const [first] = open;
  if (context.canAsk) {
    const isWhole = actions.every(({ action }) => action.kind !== "blocked");
    return await confirm(context, "Continue?", { fallback: isWhole && first === undefined });
  }
  // Without a terminal, only what lets more people in needs consent.
  if (first === undefined) return;
  const others = open.length === 1 ? "" : ` and ${open.length - 1} more`;
  await confirm(context, `Let more people read ${first.id}${others}?`);
}
