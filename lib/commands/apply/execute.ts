import { Failure } from "../../cli/failure.ts";
import { inParallel } from "../../hub/in_parallel.ts";
import { cleanLine } from "../../ports/text.ts";
import type { Context } from "../context.ts";
import { asFailure } from "../failures.ts";
import { actionText, applyAction, type ApplyTools, type PlannedAction } from "./repository.ts";

/** What became of one repository. */
export type Outcome =
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
): Promise<ReadonlyMap<PlannedAction, Outcome>> {
  const outcomes = new Map<PlannedAction, Outcome>();
  const work = actions.filter(({ action }) => action.kind !== "none");
  for (const action of actions) if (action.action.kind === "none") outcomes.set(action, { kind: "kept" });
  const progress = new Progress(context, { total: work.length, verb: "Applying" });
  const reporter = context.reporter.quietly();
  const quietTools: ApplyTools = { ...tools, reporter };
  const network = new NetworkFailures();
  let quota: Failure | undefined;
  async function execute(action: PlannedAction): Promise<Outcome> {
    const { kind } = action.action;
    const certain = network.persistent ?? (kind === "create" ? quota : undefined);
    if (certain !== undefined) return { kind: "not_tried", failure: certain };
    try {
      await applyAction({ ...context, reporter }, action, quietTools);
      network.learn(undefined);
      return { kind: kind === "create" ? "created" : "changed" };
    } catch (error) {
      const failed = asFailure(error, context.interrupted);
      if (failed.code === "cancelled") throw failed;
      // The day's creations are used up: no other one is tried.
      if (failed.code === "quota_used_up") quota = failed;
      network.learn(failed);
      return { kind: "failed", failure: failed };
    }
  }
  try {
    await inParallel(work, async (action) => {
      const outcome = await execute(action);
      outcomes.set(action, outcome);
      show(progress, action, outcome);
    }, { concurrency });
  } catch (error) {
    reportDone(context, outcomes, { of: work.length });
    throw error;
  } finally {
    progress.end();
  }
  return outcomes;
}

/** A cancelled run says how far it was: its outcomes are lost. */
function reportDone(
  context: Context,
  outcomes: ReadonlyMap<PlannedAction, Outcome>,
  { of }: { of: number },
): void {
  const count = (kind: Outcome["kind"]) =>
    [...outcomes.values()].filter((outcome) => outcome.kind === kind).length;
  const [created, changed] = [count("created"), count("changed")];
  if (created + changed === 0) return;
  context.reporter.change("Plan", `${created} created and ${changed} changed, of ${of} repositories`);
}

function show(progress: Progress, action: PlannedAction, outcome: Outcome): void {
  switch (outcome.kind) {
    case "created":
      return progress.done({ label: "Created", text: `${action.id} (${actionText(action)})` });
    case "changed":
      return progress.done({ label: "Changed", text: `${action.id}: ${actionText(action)}` });
    case "kept":
      return progress.done();
    case "failed":
      return progress.failed(
        action.action.kind === "blocked" ? undefined : `${action.id}: ${outcome.failure.message}`,
      );
    case "not_tried":
      return progress.done({ label: "Skipped", text: `${action.id}: ${outcome.failure.message}` });
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
