import { inParallel } from "../../hub/in_parallel.ts";
import type { Failure } from "../../cli/failure.ts";
import type { Context } from "../context.ts";
import { foreseen } from "../foreseen.ts";
import { Hopelessness } from "./hopelessness.ts";
import { Progress } from "./progress.ts";
import { actionText, applyAction, type ApplyTools, type PlannedAction } from "./repository.ts";

/** What became of one repository. */
export type Outcome =
  | { readonly kind: "created" | "changed" | "kept" }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Not even begun, because it would have failed like those before it. */
  | { readonly kind: "not_tried"; readonly failure: Failure };

/** What the repositories of a run learn from each other. */
interface Experience {
  /** The day's creations are used up: no further one is asked for. */
  quota: Failure | undefined;
  readonly network: Hopelessness;
}

/**
 * Does what a plan needs, several repositories at a time; a failure of one does not stop the others.
 *
 * @returns what became of each
 * @throws Failure `cancelled` when somebody ends the run
 */
export async function applyAll(
  context: Context,
  actions: readonly PlannedAction[],
  { tools, concurrency }: { tools: ApplyTools; concurrency: number },
): Promise<ReadonlyMap<PlannedAction, Outcome>> {
  const outcomes = new Map<PlannedAction, Outcome>();
  const work = actions.filter(({ action }) => action.kind !== "none");
  for (const action of actions) if (action.action.kind === "none") outcomes.set(action, { kind: "kept" });
  const progress = new Progress(context, { total: work.length, verb: "Applying" });
  const reporter = context.reporter.quietly();
  const quiet: Context = { ...context, reporter };
  const quietTools: ApplyTools = { ...tools, reporter };
  const experience: Experience = { quota: undefined, network: new Hopelessness() };
  try {
    await inParallel(work, async (action) => {
      const outcome = await applyOne(quiet, action, { tools: quietTools, experience });
      outcomes.set(action, outcome);
      tell(progress, action, outcome);
    }, { concurrency });
  } catch (error) {
    tellDone(context, outcomes, { of: work.length });
    throw error;
  } finally {
    progress.end();
  }
  return outcomes;
}

/** Whoever ends the run learns how far it was: the outcomes are lost with it. */
function tellDone(
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

async function applyOne(
  context: Context,
  action: PlannedAction,
  { tools, experience }: { tools: ApplyTools; experience: Experience },
): Promise<Outcome> {
  const barred = experience.network.failure ??
    (action.action.kind === "create" ? experience.quota : undefined);
  if (barred !== undefined) return { kind: "not_tried", failure: barred };
  try {
    await applyAction(context, action, tools);
    experience.network.learn(undefined);
    return { kind: action.action.kind === "create" ? "created" : "changed" };
  } catch (error) {
    const failed = foreseen(error, context.interrupted);
    if (failed.code === "cancelled") throw failed;
    if (failed.code === "quota_used_up") experience.quota = failed;
    experience.network.learn(failed);
    return { kind: "failed", failure: failed };
  }
}

function tell(progress: Progress, action: PlannedAction, outcome: Outcome): void {
  switch (outcome.kind) {
    case "created":
      return progress.done({ label: "Created", text: `${action.id}, ${actionText(action)}` });
    case "changed":
      return progress.done({ label: "Changed", text: `${action.id}: ${actionText(action)}` });
    case "kept":
      return progress.done();
    case "failed":
      return progress.failed(
        action.action.kind === "blocked" ? undefined : `${action.id}: ${outcome.failure.message}`,
      );
    case "not_tried":
      return progress.done({ label: "Not tried", text: `${action.id}: ${outcome.failure.message}` });
  }
}
