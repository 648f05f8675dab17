import { type Failure, PROGRAM } from "../../cli/failure.ts";
import { detectShell, quoted } from "../../shell/shell.ts";
import { readConcurrency, readHubSettings, refuseBoth } from "../../cli/settings.ts";
import type { Mistake } from "../../dataset/plan_file.ts";
import { opens } from "../../dataset/plan.ts";
import { confirm } from "../ask.ts";
import { changesResult } from "../configure.ts";
import type { CommandResult, Context, SignedIn } from "../context.ts";
import { checkWriteGrants, shownValue } from "../env_file.ts";
import { signIn } from "../sign_in.ts";
import { type EnvFileAction, planEnvFiles, type PlannedAction, writeEnvFiles } from "./actions.ts";
import { type ActionOutcome, actionText, executeActions, inspectRepositories } from "./execute.ts";
import { contradictionsIn, planFailure, readPlanAndFiles, repeatedIn } from "./read_plan.ts";

/** A plan after its comparison with the Hub. */
interface ComparedPlan {
  readonly path: string;
  readonly actions: readonly PlannedAction[];
  readonly envFiles: readonly EnvFileAction[];
  readonly account: SignedIn;
}

/**
 * Creates and updates the repositories of a plan: check the plan, compare it with the Hub, show the changes, ask, and make
 * them, several at a time.
 * Nothing is ever deleted. Interrupted at any point, it can be run again: what is done is skipped.
 *
 * @throws Failure `plan_unreadable`, `answer_needed`, `cancelled`, those of the token table and of the network
 */
export async function runApply(context: Context): Promise<CommandResult> {
  const { parsed, reporter, environment } = context;
  if (parsed.has("example")) return { id: PLAN_EXAMPLE.trimEnd(), json: { example: PLAN_EXAMPLE } };
  const isCheck = parsed.has("check");
  if (isCheck && parsed.has("dry-run")) refuseBoth("--check", "--dry-run");
  const path = parsed.words[0] ?? "";
  const settings = readHubSettings(parsed, environment);
  const concurrency = readConcurrency(parsed);
  const { repositories, mistakes } = await readPlanAndFiles(context, path);
  if (mistakes.length > 0) return mistakesResult(context, path, mistakes);

  preload(context);
  const account = await signIn(context, settings);
  const late = contradictionsIn(repositories, account.whoami.name);
  if (late.length > 0) return mistakesResult(context, path, late);

  const actions = await inspectRepositories(context, repositories, { account, concurrency });
  // The plan can have two names for one repository: it was renamed.
  const renamed = repeatedIn(
    actions,
    (id, line) => `This is ${id} on the Hub, and so is the repository on line ${line}`,
  );
  if (renamed.length > 0) return mistakesResult(context, path, renamed);
  // As it is typed into this shell.
  const command = `${PROGRAM} apply ${quoted(path, { shell: detectShell(environment) })}`;
  const plan = { path, actions, envFiles: planEnvFiles(actions), account };
  const filesToWrite = plan.envFiles.filter(({ isChanged }) => isChanged);
  const isNothing = countOf(actions, "none") === actions.length && filesToWrite.length === 0;
  const isPlanOnly = isCheck || parsed.has("dry-run");
  if (!isCheck) { for (const { target } of filesToWrite) checkWriteGrants(context, target); }
  reportPlan(context, plan, { isAskedAbout: context.canAsk && !isNothing && !isPlanOnly });
  if (isPlanOnly) {
    reporter.note("Nothing was changed");
    const result = applyResult(plan, {});
    if (!isCheck || isNothing || result.failure !== undefined) return result;
    const [create, change] = [countOf(actions, "create"), countOf(actions, "change")];
    const details = { command, create, change, files: filesToWrite.length };
    return { ...result, failure: planFailure("plan_not_in_order", details) };
  }
  if (isNothing) {
    reporter.note("Nothing to do: everything is already up to date");
    return applyResult(plan, {});
  }
  if (filesToWrite.length > 0 || actions.some(({ kind }) => kind === "create" || kind === "change")) {
    await confirmActions(context, actions);
  }
  const outcomes = await executeActions(context, actions, { account, concurrency });
  const failed = new Set(actions.flatMap(({ id }, index) => outcomes[index]?.failure ? [id] : []));
  const unwritten = await writeEnvFiles(context, plan.envFiles, failed);
  reporter.note(tally(outcomes, OUTCOME_WORDS).join(", "));
  if (failed.size === 0) reporter.suggest("Check it at any time", `${command} --check`);
  return applyResult(plan, { outcomes, unwritten });
}

/** Loads what a new repository needs, while the Hub is asked. */
function preload({ clock }: Context): void {
  clock.sleep(0).then(() => [
    import("../../hub/judge.ts"),
    import("../../dataset/create.ts"),
    import("../../dataset/built_in_template.ts"),
  ]);
}

async function confirmActions(context: Context, actions: readonly PlannedAction[]): Promise<void> {
  const open = actions.filter((action) => action.kind === "change" && opens(action.plan));
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

/** Shows every mistake of a plan with its line, and fails. */
function mistakesResult(
  { reporter }: Context,
  path: string,
  mistakes: readonly Mistake[],
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

const PLAN_WORDS = {
  create: "to create",
  change: "to change",
  none: "already up to date",
  blocked: "blocked",
};

const OUTCOME_WORDS = {
  created: "created",
  changed: "changed",
  kept: "already up to date",
  failed: "failed",
  not_tried: "skipped",
};

function countOf<Kind>(all: readonly { readonly kind: Kind }[], kind: NoInfer<Kind>): number {
  return all.filter((each) => each.kind === kind).length;
}

/** How many there are of each kind; what went wrong is named only where something did. */
function tally<Kind extends string>(
  all: readonly { readonly kind: Kind }[],
  words: Readonly<Record<Kind, string>>,
): readonly string[] {
  return (Object.keys(words) as Kind[]).flatMap((kind, index) => {
    const count = countOf(all, kind);
    return count === 0 && index > 2 ? [] : [`${count} ${words[kind]}`];
  });
}

/** Shows what changes or is impossible, and a count of all; with --quiet only where a question about it follows. */
function reportPlan(
  { reporter }: Context,
  { actions, envFiles }: ComparedPlan,
  { isAskedAbout }: { isAskedAbout: boolean },
): void {
  const note = (text: string) => reporter.note(text, { evenQuiet: isAskedAbout });
  const files = envFiles.filter(({ isChanged }) => isChanged).length;
  if (files > 0 || actions.some(({ kind }) => kind !== "none")) note("Plan:");
  for (const action of actions) {
    const { id, kind } = action;
    if (kind === "none") reporter.detail(`  keep      ${id}: as planned`);
    else note(`  ${kind.padEnd(10)}${id}: ${actionText(action)}`);
  }
  for (const { path, variables } of envFiles) {
    for (const { name, value, previous } of variables) {
      if (value === previous) continue;
      const before = previous === undefined ? "" : ` (now: ${shownValue(previous)})`;
      note(`  write     ${name}=${value} in ${path}${before}`);
    }
  }
  const toWrite = files === 0 ? [] : [`${files} env file${files === 1 ? "" : "s"} to write`];
  note([...tally(actions, PLAN_WORDS), ...toWrite].join(", "));
}

/** Has the repositories that are as planned, or can become so; the first failure decides the exit code. */
function applyResult(
  { path, actions, envFiles, account: { endpoint, whoami, source } }: ComparedPlan,
  { outcomes, unwritten = [] }: {
    outcomes?: readonly ActionOutcome[];
    unwritten?: readonly Failure[];
  },
): CommandResult {
  const failures = actions.map((action, index) =>
    outcomes === undefined ? action.kind === "blocked" ? action.failure : undefined : outcomes[index]?.failure
  );
  const all = [...failures.filter((failure) => failure !== undefined), ...unwritten];
  const [first] = all;
  return {
    id: actions.flatMap(({ id }, index) => failures[index] === undefined ? [id] : []).join("\n"),
    json: {
      plan: path,
      repositories: actions.map((action, index) => {
        const { code, message } = failures[index] ?? {};
        return {
          repository: action.id,
          url: `${endpoint}/datasets/${action.id}`,
          line: action.planned.place.line,
          action: action.kind,
          outcome: outcomes?.[index]?.kind ?? null,
          changes: action.kind === "change" ? changesResult(action.plan) : [],
          error: code === undefined ? null : { code, message },
        };
      }),
      envFiles: envFiles.map(({ path, isChanged, variables }) => ({
        path,
        changed: isChanged,
        variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
      })),
      user: whoami.name,
      tokenSource: source,
      dryRun: outcomes === undefined,
    },
    failure: first === undefined || all.length === 1
      ? first
      : planFailure("plan_incomplete", { failed: all.length, of: actions.length, first }, {
        cause: first,
        exitCode: first.exitCode,
      }).adding("Then run it again; finished repositories are skipped"),
  };
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
