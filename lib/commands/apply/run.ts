import { type Failure, PROGRAM } from "../../cli/failure.ts";
import { inParallel } from "../../hub/in_parallel.ts";
import { cliFailure } from "../../cli/failures.ts";
import { quoted } from "../../shell/quoted.ts";
import { detectShell } from "../../shell/shell.ts";
import { readConcurrency, readHubSettings } from "../../cli/settings.ts";
import type { PlannedRepository } from "../../dataset/plan_file.ts";
import { signIn } from "../sign_in.ts";
import { confirm } from "../ask.ts";
import type { CommandResult, Context } from "../context.ts";
import { checkWriteGrants } from "../env_file.ts";
import {
  type ApplyTools,
  countOf,
  inspectRepository,
  opensUp,
  planEnvFiles,
  type PlannedAction,
  sameAtHub,
  writeEnvFiles,
} from "./actions.ts";
import { executeActions, NetworkFailures, Progress } from "./execute.ts";
import { contradictionsIn, planFailure, readPlanAndFiles } from "./read_plan.ts";
import {
  applyResult,
  type ComparedPlan,
  failureOfAction,
  failureOfAll,
  mistakesResult,
  reportOutcomes,
  reportPlan,
} from "./report.ts";

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
    return { id: PLAN_EXAMPLE.trimEnd(), json: { example: PLAN_EXAMPLE } };
  }
  if (parsed.has("check") && parsed.has("dry-run")) {
    throw cliFailure("options_conflict", { first: "--check", second: "--dry-run" });
  }
  const path = parsed.words[0] ?? "";
  const settings = readHubSettings(parsed, context.environment);
  const concurrency = readConcurrency(parsed);
  const { repositories, files, mistakes } = await readPlanAndFiles(context, path);
  if (mistakes.length > 0) return mistakesResult(context, { path, mistakes });

  const signedIn = await signIn(context, settings);
  const owner = signedIn.whoami.name;
  context.reporter.step("Account", owner);
  const late = contradictionsIn(repositories, { files, owner });
  if (late.length > 0) return mistakesResult(context, { path, mistakes: late });

  const tools: ApplyTools = { ...signedIn, files, checkedFolders: new Map() };
  const actions = await inspectAll(context, repositories, { tools, concurrency });
  const renamed = sameAtHub(actions);
  if (renamed.length > 0) return mistakesResult(context, { path, mistakes: renamed });
  const plan = { path, actions, envFiles: planEnvFiles(actions, files), tools };
  const filesToWrite = plan.envFiles.filter(({ isChanged }) => isChanged);
  const isNothing = countOf(actions, "none") === actions.length && filesToWrite.length === 0;
  const isPlanOnly = parsed.has("check") || parsed.has("dry-run");
  if (!parsed.has("check")) { for (const { target } of filesToWrite) checkWriteGrants(context, target); }
  reportPlan(context, plan, { isAskedAbout: context.canAsk && !isNothing && !isPlanOnly });
  if (isPlanOnly) {
    context.reporter.note("Nothing was changed");
    const blocked = actions.flatMap((action) => failureOfAction(action, undefined) ?? []);
    const failure = failureOfAll(blocked, { of: actions.length, untried: 0 }) ??
      (parsed.has("check") && !isNothing ? outOfDate(context, plan) : undefined);
    return applyResult(plan, { failure });
  }
  if (isNothing) {
    context.reporter.note("Nothing to do: everything is already up to date");
    return applyResult(plan, {});
  }
  const isAnythingPossible = actions.some(({ kind }) => kind === "create" || kind === "change") ||
    filesToWrite.length > 0;
  if (isAnythingPossible) await confirmActions(context, actions);
  return await carryOut(context, plan, { concurrency });
}

async function carryOut(
  context: Context,
  plan: ComparedPlan,
  { concurrency }: { concurrency: number },
): Promise<CommandResult> {
  const { path, actions, envFiles, tools } = plan;
  const outcomes = await executeActions(context, actions, { tools, concurrency });
  const unusable = new Set(
    actions.filter((action) => failureOfAction(action, outcomes.get(action))).map(({ id }) => id),
  );
  const unwritten = await writeEnvFiles(context, envFiles, (id) => !unusable.has(id));
  reportOutcomes(context, [...outcomes.values()], commandFor(context, path));
  const failures = actions.flatMap((action) => {
    const outcome = outcomes.get(action);
    return outcome?.kind === "failed" ? [outcome.failure] : [];
  });
  const failure = failureOfAll([...failures, ...unwritten], {
    of: actions.length,
    untried: countOf(outcomes.values(), "not_tried"),
  });
  return applyResult(plan, { outcomes, failure });
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
    network.learn(action.kind === "blocked" ? action.failure : undefined);
    // Nothing was changed yet, and half a comparison is worth nothing.
    if (network.persistent !== undefined) throw network.persistent;
    progress.done();
    return action;
  }, { concurrency });
  progress.end();
  return actions;
}

/** With --check, where something is not as planned. */
function outOfDate(context: Context, { path, actions, envFiles }: ComparedPlan): Failure {
  return planFailure("plan_not_in_order", {
    command: commandFor(context, path),
    create: countOf(actions, "create"),
    change: countOf(actions, "change"),
    files: envFiles.filter(({ isChanged }) => isChanged).length,
  });
}

/** `apply` with the plan, as it is typed into this shell. */
function commandFor(context: Context, path: string): string {
  return `${PROGRAM} apply ${quoted(path, { shell: detectShell(context.environment) })}`;
}

async function confirmActions(context: Context, actions: readonly PlannedAction[]): Promise<void> {
  const open = actions.filter(opensUp);
  const [first] = open;
  if (context.canAsk) {
    const isWhole = countOf(actions, "blocked") === 0;
    return await confirm(context, "Continue?", { fallback: isWhole && first === undefined });
  }
  // Without a terminal, only what lets more people in needs consent.
  if (first === undefined) return;
  const others = open.length === 1 ? "" : ` and ${open.length - 1} more`;
  await confirm(context, `Let more people read ${first.id}${others}?`);
}

/** A plan to start from, as `apply --example` prints it. */
const PLAN_EXAMPLE = `{
  // All fields, for your editor (this file is in the release).
  "$schema": "./plan.schema.json",
  // The owner of names without one (default: you).
  // "namespace": "my-organization",
  // For every repository that does not say otherwise.
  "defaults": {
    "visibility": "private",
    // trackio (card and first row), blank (card only), or a folder.
    "template": "trackio",
    "license": "mit",
    "tags": ["course-2026"]
  },
  "repositories": [
    { "repository": "runs-anna" },
    {
      "repository": "runs-ben",
      // Readers request access; you approve it (or "auto").
      "visibility": "public",
      "gated": "manual",
      "prettyName": "Ben's runs"
    },
    {
      "repository": "evaluations",
      "template": "blank",
      // Variables that will name it, and their env file.
      "variables": ["EVAL_DATASET_REPO"],
      "envFile": ".env"
    }
  ]
}
`;
