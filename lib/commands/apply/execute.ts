import { Failure } from "../../cli/failure.ts";
import { inParallel } from "../../hub/in_parallel.ts";
import { cleanLine } from "../../ports/text.ts";
import { asFailure, type Context } from "../context.ts";
import { actionText, applyAction, type ApplyTools, countOf, type PlannedAction } from "./actions.ts";

/** What became of one repository. */
export type ActionOutcome =
  | { readonly kind: "created" | "changed" | "kept" }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Not started, because it would have failed like those before it. */
  | { readonly kind: "not_tried"; readonly failure: Failure };

/**
 * Does what a plan needs, several repositories at a time; a failure of one does not stop the others.
 *
 * @returns what became of each
 * @throws Failure `cancelled`
 */
export async function executeActions(
  context: Context,
  actions: readonly PlannedAction[],
  { tools, concurrency }: { tools: ApplyTools; concurrency: number },
): Promise<ReadonlyMap<PlannedAction, ActionOutcome>> {
  const work = actions.filter(({ kind }) => kind !== "none");
  const outcomes = new Map<PlannedAction, ActionOutcome>();
  for (const action of actions) if (action.kind === "none") outcomes.set(action, { kind: "kept" });
  const progress = new Progress(context, { total: work.length, verb: "Applying" });
  const quiet = { reporter: context.reporter.quietly() };
  const network = new NetworkFailures();
  let quota: Failure | undefined;
  async function execute(action: PlannedAction): Promise<ActionOutcome> {
    const isNew = action.kind === "create";
    const certain = network.persistent ?? (isNew ? quota : undefined);
    if (certain !== undefined) return { kind: "not_tried", failure: certain };
    try {
      await applyAction({ ...context, ...quiet }, action, { ...tools, ...quiet });
      network.learn(undefined);
      return { kind: isNew ? "created" : "changed" };
    } catch (error) {
      const failure = asFailure(error, context.interrupted);
      if (failure.code === "cancelled") throw failure;
      // The day's creations are used up: no other one is tried.
      if (failure.code === "quota_used_up") quota = failure;
      network.learn(failure);
      return { kind: "failed", failure };
    }
  }
  try {
    await inParallel(work, async (action) => {
      const outcome = await execute(action);
      outcomes.set(action, outcome);
      show(progress, action, outcome);
    }, { concurrency });
  } catch (error) {
    // A cancelled run says how far it was: its outcomes are lost.
    const [created, changed] = [countOf(outcomes.values(), "created"), countOf(outcomes.values(), "changed")];
    if (created + changed > 0) {
      const text = `${created} created and ${changed} changed, of ${work.length} repositories`;
      context.reporter.change("Plan", text);
    }
    throw error;
  } finally {
    progress.end();
  }
  return outcomes;
}

function show(progress: Progress, action: PlannedAction, outcome: ActionOutcome): void {
  const { id } = action;
  switch (outcome.kind) {
    case "created":
      return progress.done({ label: "Created", text: `${id} (${actionText(action)})` });
    case "changed":
      return progress.done({ label: "Changed", text: `${id}: ${actionText(action)}` });
    case "kept":
      return progress.done();
    case "failed":
      // What is blocked was shown with the plan.
      return progress.failed(action.kind === "blocked" ? undefined : `${id}: ${outcome.failure.message}`);
    case "not_tried":
      return progress.done({ label: "Skipped", text: `${id}: ${outcome.failure.message}` });
  }
}

/** After so many network failures in a row, the other repositories will fail too. */
const MOST_IN_A_ROW = 16;

/** Counts the network failures of a run. */
export class NetworkFailures {
  #inARow = 0;
  #persistent: Failure | undefined;

  /** The failure that all the others would have too. */
  get persistent(): Failure | undefined {
    return this.#persistent;
  }

  /** One more has ended: well, or with a failure. */
  learn(failure: Failure | undefined): void {
    this.#inARow = failure?.exitCode === 6 ? this.#inARow + 1 : 0;
    if (this.#inARow >= MOST_IN_A_ROW) this.#persistent = failure;
  }
}

const BAR_WIDTH = 30;

/** Shows how far the work is: a bar at a terminal, and one line for each repository elsewhere. */
export class Progress {
  readonly #context: Context;
  readonly #total: number;
  readonly #verb: string;
  #done = 0;
  #failed = 0;

  /** `verb`: what is done to each, as in `Applying`. */
  constructor(context: Context, { total, verb }: { total: number; verb: string }) {
    this.#context = context;
    this.#total = total;
    this.#verb = verb;
    this.#draw();
  }

  /** One more is done; the line is for output that is not a terminal. */
  done(line?: { readonly label: string; readonly text: string }): void {
    this.#done++;
    if (line !== undefined && !this.#isBar) this.#context.reporter.step(line.label, line.text);
    this.#draw();
  }

  /** One more has failed; `undefined` where that was shown before. */
  failed(text: string | undefined): void {
    this.#done++;
    this.#failed++;
    if (text !== undefined) this.#context.reporter.warn(cleanLine(text, { maxLength: 1_000 }));
    this.#draw();
  }

  /** Removes the bar. */
  end(): void {
    this.#context.reporter.progress(undefined);
  }

  get #isBar(): boolean {
    return this.#context.terminal.stderrIsTerminal;
  }

  #draw(): void {
    const filled = this.#total === 0 ? BAR_WIDTH : Math.floor(BAR_WIDTH * this.#done / this.#total);
    const bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
    const failed = this.#failed === 0 ? "" : `, ${this.#failed} failed`;
    this.#context.reporter.progress(`${this.#verb} [${bar}] ${this.#done} of ${this.#total}${failed}`);
  }
}
