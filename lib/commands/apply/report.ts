import type { Failure } from "../../cli/failure.ts";
import { commandsFailure } from "../failures.ts";
import type { Mistake } from "../../dataset/plan_file_reader.ts";
import type { SignedIn } from "../sign_in.ts";
import type { CommandResult, Context } from "../context.ts";
import { changesResult } from "../configure.ts";
import { type EnvFileAction, reportEnvFiles } from "./env_files.ts";
import type { Outcome } from "./execute.ts";
import { actionText, type PlannedAction } from "./repository.ts";

const WORDS = { create: "create", change: "change", none: "keep", blocked: "blocked" } as const;

/**
 * Shows the plan: a line for everything that changes or is impossible, and a count of the rest.
 *
 * With --quiet only where a question about it follows.
 */
export function reportPlan(
  context: Context,
  facts: {
    actions: readonly PlannedAction[];
    envFiles: readonly EnvFileAction[];
    isAskedAbout: boolean;
  },
): void {
  const { reporter } = context;
  const note = (text: string) => reporter.note(text, { evenQuiet: facts.isAskedAbout });
  const { actions, envFiles } = facts;
  const count = (kind: keyof typeof WORDS) => actions.filter(({ action }) => action.kind === kind).length;
  note("Plan:");
  for (const action of actions) {
    const line = `  ${WORDS[action.action.kind].padEnd(10)}${action.id}: ${actionText(action)}`;
    if (action.action.kind === "none") reporter.detail(line);
    else note(line);
  }
  reportEnvFiles(envFiles, { note });
  const files = envFiles.filter(({ isChanged }) => isChanged).length;
  note([
    `${count("create")} to create`,
    `${count("change")} to change`,
    `${count("none")} already up to date`,
    ...(count("blocked") === 0 ? [] : [`${count("blocked")} not possible`]),
    ...(files === 0 ? [] : [`${files === 1 ? "1 env file" : `${files} env files`} to write`]),
  ].join(", "));
}

/** Says how many repositories became what, and what to do next. */
export function reportOutcomes(
  context: Context,
  outcomes: ReadonlyMap<PlannedAction, Outcome>,
  command: string,
): void {
  const { reporter } = context;
  const count = (wanted: Outcome["kind"]) =>
    [...outcomes.values()].filter(({ kind }) => kind === wanted).length;
  const unfinished = [[count("failed"), "failed"], [count("not_tried"), "skipped"]] as const;
  reporter.note([
    `${count("created")} created`,
    `${count("changed")} changed`,
    `${count("kept")} already up to date`,
    ...unfinished.flatMap(([number, words]) => number === 0 ? [] : [`${number} ${words}`]),
  ].join(", "));
  if (unfinished.every(([number]) => number === 0)) {
    reporter.suggest("check it at any time", `${command} --check`);
  }
}

/** Shows every mistake of a plan with its line, and fails. */
export function mistakesResult(
  context: Context,
  { path, mistakes }: { path: string; mistakes: readonly Mistake[] },
): CommandResult {
  for (const { line, column, message } of mistakes) {
    context.reporter.note(`${path}:${line}:${column}: ${message}`, { evenQuiet: true });
  }
  const [first] = mistakes;
  return {
    id: "",
    assignments: undefined,
    ...(context.output === "id" ? { isWritten: true as const } : {}),
    json: { plan: path, mistakes },
    failure: commandsFailure("plan_invalid", {
      path,
      count: mistakes.length,
      first: `line ${first?.line ?? 1}`,
    }),
  };
}

/**
 * The failure of a run in which something failed; `undefined` where nothing did.
 *
 * @param failures in the order of the plan; the first decides the exit code
 * @param counts how many repositories there are, and how many were not started
 */
export function failureOfOutcomes(
  failures: readonly Failure[],
  counts: { of: number; untried: number },
): Failure | undefined {
  const [first] = failures;
  if (first === undefined) return undefined;
  const failed = failures.length + counts.untried;
  if (failed === 1) return first;
  const details = { failed, of: counts.of, first: first.message, fix: first.hint };
  return commandsFailure("plan_incomplete", details, { cause: first, exitCode: first.exitCode });
}

/** The result: with `id`, the repositories that are as planned, one per line. */
export function applyResult(context: Context, facts: {
  path: string;
  actions: readonly PlannedAction[];
  envFiles: readonly EnvFileAction[];
  signedIn: SignedIn;
  endpoint: string;
  outcomes: ReadonlyMap<PlannedAction, Outcome> | undefined;
  failure: Failure | undefined;
}): CommandResult {
  const { actions, envFiles, signedIn, outcomes } = facts;
  const usable = actions.filter((action) => {
    const kind = outcomes?.get(action)?.kind;
    return kind !== "failed" && kind !== "not_tried" && action.action.kind !== "blocked";
  });
  return {
    id: usable.map(({ id }) => id).join("\n"),
    assignments: undefined,
    // Without repositories there are no lines, not an empty one.
    ...(usable.length === 0 && context.output === "id" ? { isWritten: true as const } : {}),
    json: {
      plan: facts.path,
      repositories: actions.map((action) => {
        const outcome = outcomes?.get(action);
        const blocked = action.action.kind === "blocked" ? action.action.failure : undefined;
        const failed = outcome !== undefined && "failure" in outcome ? outcome.failure : blocked;
        return {
          repository: action.id,
          url: `${facts.endpoint}/datasets/${action.id}`,
          line: action.planned.place.line,
          action: action.action.kind,
          outcome: outcome?.kind ?? null,
          changes: action.action.kind === "change" ? changesResult(action.action.plan) : [],
          error: failed === undefined ? null : { code: failed.code, message: failed.message },
        };
      }),
      envFiles: envFiles.map(({ path, isChanged, variables }) => ({
        path,
        changed: isChanged,
        variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
      })),
      user: signedIn.whoami.name,
      tokenSource: signedIn.source,
      dryRun: outcomes === undefined,
    },
    ...(facts.failure === undefined ? {} : { failure: facts.failure }),
  };
}
