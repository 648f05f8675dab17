import { Failure } from "../../cli/failure.ts";
import { inParallel } from "../../hub/client.ts";
import { cleanLine } from "../../ports/text.ts";
import type { TemplateFolder } from "../../dataset/template_folder.ts";
import { asFailure, type Context, type SignedIn } from "../context.ts";
import { checkCardAtHub } from "../creation_options.ts";
import { applyAction, inspectRepository, type PlannedAction } from "./actions.ts";
import type { LocalRepository } from "./read_plan.ts";

/** What became of one repository. */
export type ActionOutcome =
  | { readonly kind: "created" | "changed" | "kept"; readonly failure?: undefined }
  /** `not_tried`: not started, because it would have failed like those before it. */
  | { readonly kind: "failed" | "not_tried"; readonly failure: Failure };

/** Compares the repositories of a plan with the Hub, several at a time; the failure of the network ends it. */
export async function inspectRepositories(
  context: Context,
  repositories: readonly LocalRepository[],
  { account, concurrency }: { account: SignedIn; concurrency: number },
): Promise<readonly PlannedAction[]> {
  const progress = showProgress(context, "Comparing", repositories.length);
  const lastingFailure = watchNetwork();
  const actions = await inParallel(repositories, async (planned) => {
    const action = await inspectRepository(planned, account);
    const lasting = lastingFailure(action.kind === "blocked" ? action.failure : undefined);
    // Nothing was changed yet, and half a comparison is worth nothing.
    if (lasting !== undefined) throw lasting;
    progress(false);
    return action;
  }, { concurrency });
  context.reporter.progress(undefined);
  return actions;
}

/**
 * Does what a plan needs, several repositories at a time; a failure of one does not stop the others.
 *
 * @throws Failure `cancelled`
 */
export async function executeActions(
  context: Context,
  actions: readonly PlannedAction[],
  { account, concurrency }: { account: SignedIn; concurrency: number },
): Promise<readonly ActionOutcome[]> {
  const { reporter, terminal } = context;
  const quiet = { ...context, reporter: reporter.quietly() };
  const total = actions.filter(({ kind }) => kind !== "none").length;
  const progress = showProgress(context, "Applying", total);
  const lastingFailure = watchNetwork();
  /** One check for all repositories that start from one folder. */
  const checks = new Map<TemplateFolder, Promise<void>>();
  const count = { created: 0, changed: 0 };
  let lasting: Failure | undefined;
  let quota: Failure | undefined;

  function step(label: string, text: string): void {
    // At a terminal there is the bar.
    if (!terminal.stderrIsTerminal) reporter.step(label, text);
  }

  async function execute(action: Parameters<typeof applyAction>[0]): Promise<ActionOutcome> {
    const { id } = action;
    const isNew = action.kind === "create";
    const certain = lasting ?? (isNew ? quota : undefined);
    if (certain !== undefined) {
      step("Skipped", `${id}: ${certain.message}`);
      return { kind: "not_tried", failure: certain };
    }
    try {
      await applyAction(action, { ...account, reporter: quiet.reporter }, (folder, content) => {
        const check = checks.get(folder) ?? checkCardAtHub(quiet, { hub: account.hub, content, folder });
        checks.set(folder, check);
        return check;
      });
      lasting ??= lastingFailure(undefined);
      const kind = isNew ? "created" : "changed";
      count[kind]++;
      if (isNew) step("Created", `${id} (${actionText(action)})`);
      else step("Changed", `${id}: ${actionText(action)}`);
      return { kind };
    } catch (error) {
      const failure = asFailure(error, context.interrupted);
      if (failure.code === "cancelled") throw failure;
      // The day's creations are used up: no other one is tried.
      if (failure.code === "quota_used_up") quota = failure;
      lasting ??= lastingFailure(failure);
      // What is blocked was shown with the plan.
      if (action.kind !== "blocked") {
        reporter.warn(cleanLine(`${id}: ${failure.message}`, { maxLength: 1_000 }));
      }
      return { kind: "failed", failure };
    }
  }

  try {
    return await inParallel(actions, async (action) => {
      if (action.kind === "none") return { kind: "kept" };
      const outcome = await execute(action);
      progress(outcome.kind === "failed");
      return outcome;
    }, { concurrency });
  } catch (error) {
    // A cancelled run says how far it was: its outcomes are lost.
    const { created, changed } = count;
    const text = `${created} created and ${changed} changed, of ${total} repositories`;
    if (created + changed > 0) reporter.change("Plan", text);
    throw error;
  } finally {
    reporter.progress(undefined);
  }
}

/** What will happen, in a few words. */
export function actionText(action: PlannedAction): string {
  switch (action.kind) {
    case "create": {
      const { desired: { visibility, gated, resourceGroup }, template, templateFolder } = action.planned;
      return [
        visibility ?? "default visibility",
        `template ${templateFolder ?? template}`,
        ...(gated ? [`gated ${gated}`] : []),
        ...(resourceGroup ? [`resource group ${resourceGroup}`] : []),
      ].join(", ");
    }
    case "change":
      return [
        ...action.plan.changes.map(({ setting, from, to }) => `${setting} ${from} -> ${to}`),
        ...(action.isContentMissing ? ["its initial content is missing"] : []),
      ].join("; ");
    case "blocked":
      return action.failure.message;
    case "none":
      return "";
  }
}

/** After so many network failures in a row, the other repositories will fail too. */
const MOST_IN_A_ROW = 16;

/** Takes how each repository ended, and returns the failure that all the others would have too, once that is clear. */
function watchNetwork(): (failure: Failure | undefined) => Failure | undefined {
  let inARow = 0;
  return (failure) => {
    inARow = failure?.exitCode === 6 ? inARow + 1 : 0;
    return inARow < MOST_IN_A_ROW ? undefined : failure;
  };
}

const BAR_WIDTH = 30;

/** Shows a bar at a terminal; the function is called when one more is done. */
function showProgress({ reporter }: Context, verb: string, total: number): (isFailed: boolean) => void {
  let done = 0;
  let failed = 0;
  function draw(): void {
    const filled = Math.floor(BAR_WIDTH * done / Math.max(total, 1));
    const bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
    const failures = failed === 0 ? "" : `, ${failed} failed`;
    reporter.progress(`${verb} [${bar}] ${done} of ${total}${failures}`);
  }
  draw();
  return (isFailed) => {
    done++;
    if (isFailed) failed++;
    draw();
  };
}
