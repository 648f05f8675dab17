import type { Failure } from "../../cli/failure.ts";
import { planFailure } from "./read_plan.ts";
import type { Mistake } from "../../dataset/plan_file.ts";
import type { CommandResult, Context } from "../context.ts";
import { changesResult } from "../configure.ts";
import { shownValue } from "../env_file.ts";
import type { ActionOutcome } from "./execute.ts";
import { actionText, type ApplyTools, countOf, type EnvFileAction, type PlannedAction } from "./actions.ts";

/** A plan after its comparison with the Hub. */
export interface ComparedPlan {
  readonly path: string;
  readonly actions: readonly PlannedAction[];
  readonly envFiles: readonly EnvFileAction[];
  readonly tools: ApplyTools;
}

const WORDS = { create: "create", change: "change", none: "keep", blocked: "blocked" } as const;

/**
 * Shows the plan: a line for everything that changes or is impossible, and a count of the rest.
 *
 * With --quiet only where a question about it follows.
 */
export function reportPlan(
  { reporter }: Context,
  { actions, envFiles }: ComparedPlan,
  { isAskedAbout }: { isAskedAbout: boolean },
): void {
  const note = (text: string) => reporter.note(text, { evenQuiet: isAskedAbout });
  if (actions.some(({ kind }) => kind !== "none") || envFiles.some(({ isChanged }) => isChanged)) {
    note("Plan:");
  }
  for (const action of actions) {
    const line = `  ${WORDS[action.kind].padEnd(10)}${action.id}: ${actionText(action)}`;
    if (action.kind === "none") reporter.detail(line);
    else note(line);
  }
  for (const { path, variables } of envFiles) {
    for (const { name, value, previous } of variables) {
      if (value === previous) continue;
      const before = previous === undefined ? "" : ` (now: ${shownValue(previous)})`;
      note(`  write     ${name}=${value} in ${path}${before}`);
    }
  }
  const blocked = countOf(actions, "blocked");
  const files = envFiles.filter(({ isChanged }) => isChanged).length;
  note([
    `${countOf(actions, "create")} to create`,
    `${countOf(actions, "change")} to change`,
    `${countOf(actions, "none")} already up to date`,
    ...(blocked === 0 ? [] : [`${blocked} blocked`]),
    ...(files === 0 ? [] : [`${files === 1 ? "1 env file" : `${files} env files`} to write`]),
  ].join(", "));
}

/** Says how many repositories became what, and what to do next. */
export function reportOutcomes(
  { reporter }: Context,
  outcomes: readonly ActionOutcome[],
  command: string,
): void {
  const [failed, skipped] = [countOf(outcomes, "failed"), countOf(outcomes, "not_tried")];
  reporter.note([
    `${countOf(outcomes, "created")} created`,
    `${countOf(outcomes, "changed")} changed`,
    `${countOf(outcomes, "kept")} already up to date`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ].join(", "));
  if (failed + skipped === 0) reporter.suggest("Check it at any time", `${command} --check`);
}

/** Shows every mistake of a plan with its line, and fails. */
export function mistakesResult(
  { reporter }: Context,
  { path, mistakes }: { path: string; mistakes: readonly Mistake[] },
): CommandResult {
  for (const { line, column, message } of mistakes) {
    reporter.note(`${path}:${line}:${column}: ${message}`, { evenQuiet: true });
  }
  const first = `line ${mistakes[0]?.line ?? 1}`;
  return {
    id: "",
    json: { plan: path, mistakes },
    failure: planFailure("plan_invalid", { path, count: mistakes.length, first }),
  };
}

/** Why a repository is not as planned; `undefined` where it is, or can become so. */
export function failureOfAction(
  action: PlannedAction,
  outcome: ActionOutcome | undefined,
): Failure | undefined {
  if (outcome !== undefined) return "failure" in outcome ? outcome.failure : undefined;
  return action.kind === "blocked" ? action.failure : undefined;
}

/**
 * The failure of a run in which something failed; `undefined` where nothing did.
 *
 * @param failures in the order of the plan; the first decides the exit code
 * @param counts how many repositories there are, and how many were not started
 */
export function failureOfAll(
  failures: readonly Failure[],
  counts: { of: number; untried: number },
): Failure | undefined {
  const [first] = failures;
  if (first === undefined) return undefined;
  const failed = failures.length + counts.untried;
  if (failed === 1) return first;
  const details = { failed, of: counts.of, first };
  return planFailure("plan_incomplete", details, { cause: first, exitCode: first.exitCode })
    .adding("Then run it again; finished repositories are skipped");
}

/** The result: with `id`, the repositories that are as planned, one per line. */
export function applyResult(
  { path, actions, envFiles, tools }: ComparedPlan,
  { outcomes, failure }: {
    outcomes?: ReadonlyMap<PlannedAction, ActionOutcome>;
    failure?: Failure | undefined;
  },
): CommandResult {
  const failed = new Map(actions.map((action) => [action, failureOfAction(action, outcomes?.get(action))]));
  return {
    id: actions.flatMap((action) => failed.get(action) === undefined ? [action.id] : []).join("\n"),
    json: {
      plan: path,
      repositories: actions.map((action) => {
        const { code, message } = failed.get(action) ?? {};
        return {
          repository: action.id,
          url: `${tools.endpoint}/datasets/${action.id}`,
          line: action.planned.place.line,
          action: action.kind,
          outcome: outcomes?.get(action)?.kind ?? null,
          changes: action.kind === "change" ? changesResult(action.plan) : [],
          error: code === undefined ? null : { code, message },
        };
      }),
      envFiles: envFiles.map(({ path, isChanged, variables }) => ({
        path,
        changed: isChanged,
        variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
      })),
      user: tools.whoami.name,
      tokenSource: tools.source,
      dryRun: outcomes === undefined,
    },
    failure,
  };
}
