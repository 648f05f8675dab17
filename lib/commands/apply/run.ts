import { inParallel } from "../../hub/in_parallel.ts";
import { cliFailure } from "../../cli/failures.ts";
import { commandsFailure } from "../failures.ts";
import { terminalFailure } from "../../terminal/failures.ts";
import { quoted } from "../../shell/quoted.ts";
import { detectShell } from "../../shell/shell.ts";
import { readConcurrency, readHubSettings } from "../../cli/settings.ts";
import { type PlannedRepository, readPlan } from "../../dataset/plan_file.ts";
import type { Mistake } from "../../dataset/plan_file_reader.ts";
import { readingProblem } from "../../ports/files.ts";
import { datasetTools } from "../configure.ts";
import { type SignedIn, signIn } from "../sign_in.ts";
import type { CommandResult, Context } from "../context.ts";
import { checkWriteGrants } from "../env_file_plan.ts";
import { contradictionsIn, sameAtHub, schemeMistakesIn } from "./contradictions.ts";
import { type EnvFileAction, planEnvFiles, writeEnvFiles } from "./env_files.ts";
import { Hopelessness } from "./hopelessness.ts";
import { type LocalFiles, readLocalFiles } from "./local_files.ts";
import { applyAll, type Outcome } from "./outcomes.ts";
import { Progress } from "./progress.ts";
import { applyResult, failureOfOutcomes, mistakesResult, reportOutcomes, reportPlan } from "./report.ts";
import { type ApplyTools, inspectRepository, opensUp, type PlannedAction } from "./repository.ts";

/** Ten thousand repositories take about two. */
const LONGEST_PLAN = 50_000_000;

/**
 * Brings about what a plan says of many repositories: check the plan, compare it with the Hub, show what will happen, ask,
 * and do it, several at a time.
 *
 * Nothing is ever deleted. Interrupted at any point, it is run again: what was done is found so.
 *
 * @throws Failure `plan_unreadable`, `answer_needed`, `cancelled`, those of the token table and of the network
 */
export async function runApply(context: Context): Promise<CommandResult> {
  const { parsed } = context;
  if (parsed.has("check") && parsed.has("dry-run")) {
    throw cliFailure("options_conflict", { first: "--check", second: "--dry-run" });
  }
  const path = parsed.words[0] ?? "";
  const settings = readHubSettings(parsed, context.environment);
  const concurrency = readConcurrency(parsed);
  const read = await readEverything(context, path);
  if ("mistakes" in read) return mistakesResult(context, { path, mistakes: read.mistakes });
  const { repositories, files } = read;

  const signedIn = await signIn(context, settings);
  const owner = signedIn.whoami.name;
  context.reporter.step("Account", owner);
  const late = [
    ...contradictionsIn(repositories, { files, owner }),
    ...schemeMistakesIn(repositories, { files, owner }),
  ];
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
    return applyResult(context, { ...known, outcomes: undefined, failure: undefined });
  }

  if (isAnythingPossible(actions, envFiles)) await confirm(context, actions);
  const outcomes = await applyAll(context, actions, { tools, concurrency });
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
  reportOutcomes(context, outcomes);
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

/** The plan and its files, or everything that is wrong with them. */
async function readEverything(
  context: Context,
  path: string,
): Promise<
  { readonly repositories: readonly PlannedRepository[]; readonly files: LocalFiles } | {
    readonly mistakes: readonly Mistake[];
  }
> {
  const read = readPlan(await readText(context, path));
  const { repositories } = read;
  const { files, mistakes } = await readLocalFiles(context, { path, repositories });
  const known = { files, owner: undefined };
  const all = [
    ...read.mistakes,
    ...mistakes,
    ...contradictionsIn(repositories, known),
    ...schemeMistakesIn(repositories, known),
  ].sort((one, other) => one.line - other.line || one.column - other.column);
  return all.length === 0 ? { repositories, files } : { mistakes: all };
}

async function readText(context: Context, path: string): Promise<string> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await context.files.read(path, { limit: LONGEST_PLAN });
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === "") throw error;
    throw commandsFailure("plan_unreadable", { path, problem }, { cause: error });
  }
  if (bytes === undefined) {
    throw commandsFailure("plan_unreadable", { path, problem: "it is larger than 50 MB" });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw commandsFailure("plan_unreadable", { path, problem: "it is not UTF-8 text" }, { cause: error });
  }
}

async function inspectAll(
  context: Context,
  repositories: readonly PlannedRepository[],
  { tools, concurrency }: { tools: ApplyTools; concurrency: number },
): Promise<readonly PlannedAction[]> {
  const progress = new Progress(context, { total: repositories.length, verb: "Comparing" });
  const network = new Hopelessness();
  const actions = await inParallel(repositories, async (planned) => {
    const action = await inspectRepository(planned, tools);
    network.learn(action.action.kind === "blocked" ? action.action.failure : undefined);
    // Nothing was changed yet, and a plan half compared is worth nothing.
    if (network.failure !== undefined) throw network.failure;
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

/** Whether anything can be done about what is not in order. */
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
        path: quoted(path, { shell: detectShell(context.environment) }),
        create: count("create"),
        change: count("change"),
        files: envFiles.filter(({ isChanged }) => isChanged).length,
      })
      : undefined);
  return applyResult(context, { ...known, outcomes: undefined, failure: failed });
}

async function confirm(context: Context, actions: readonly PlannedAction[]): Promise<void> {
  if (context.parsed.has("yes")) return;
  const open = actions.filter(opensUp);
  if (context.canAsk) {
    if (!await context.questions.confirm("Go on?", { fallback: open.length === 0 })) {
      throw terminalFailure("cancelled", {});
    }
    return;
  }
  const [first] = open;
  // What was closed is opened only by somebody who says so.
  if (first === undefined) return;
  const others = open.length === 1 ? "" : ` and ${open.length - 1} more`;
  throw commandsFailure("answer_needed", {
    question: `Open ${first.id}${others} to more readers than before?`,
    option: "--yes",
  });
}
