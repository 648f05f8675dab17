import { canWrite } from "../../account/rights.ts";
import { spellOwner } from "../../account/owners.ts";
import { Failure } from "../../cli/failure.ts";
import { contentFor, isContentMissing } from "../../dataset/initial_content.ts";
import {
  type DatasetTools,
  type DesiredDataset,
  type InitialContent,
  withoutPresent,
} from "../../dataset/desired.ts";
import { ensureDataset, rightToCreate } from "../../dataset/ensure.ts";
import { completeDataset, executePlan } from "../../dataset/execute.ts";
import { type DatasetPlan, opens, planDataset } from "../../dataset/plan.ts";
import { idOf, type PlannedRepository } from "../../dataset/plan_file.ts";
import type { DatasetInfo } from "../../hub/datasets.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import type { Context } from "../context.ts";
import { checkCardAtHub } from "../start_content.ts";
import type { LocalFiles } from "./local_files.ts";

/** What must be done about one repository of a plan. */
export type Action =
  | { readonly kind: "create" }
  | { readonly kind: "change"; readonly plan: DatasetPlan; readonly isContentMissing: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "blocked"; readonly failure: Failure };

/** One repository of a plan, and what must be done about it. */
export interface PlannedAction {
  readonly planned: PlannedRepository;
  /** `owner/name`, in the Hub's spelling where it exists. */
  readonly id: string;
  readonly action: Action;
}

/** What the work on each repository needs. */
export interface ApplyTools extends DatasetTools {
  readonly files: LocalFiles;
  /** Template folders whose card the Hub has checked: one check for all repositories that start from one folder. */
  readonly checkedFolders: Map<string, Promise<void>>;
}

/**
 * Compares one repository of a plan with the Hub: one request, and more only for what that one does not show (a resource
 * group, a card that will change).
 *
 * @returns what must be done; what forbids it is in the result
 */
export async function inspectRepository(
  planned: PlannedRepository,
  tools: ApplyTools,
): Promise<PlannedAction> {
  const { hub, whoami, interrupted } = tools;
  const asked = idOf(planned, whoami.name);
  const id = `${spellOwner(whoami, ownerOf(asked))}/${planned.name}`;
  try {
    const info = await hub.readDataset(id);
    if (info !== undefined) return { planned, id: info.id, action: await compare(planned, info, tools) };
    const right = rightToCreate({ id, desired: planned.desired }, tools);
    const action: Action = right instanceof Failure
      ? { kind: "blocked", failure: right }
      : { kind: "create" };
    return { planned, id, action };
  } catch (error) {
    if (interrupted.aborted || !(error instanceof Failure)) throw error;
    return { planned, id, action: { kind: "blocked", failure: error } };
  }
}

async function compare(planned: PlannedRepository, info: DatasetInfo, tools: ApplyTools): Promise<Action> {
  const { hub, whoami, endpoint } = tools;
  const desired = withoutPresent(desiredOf(planned, tools), info);
  // The Hub does not say whether discussions are on: set at creation only, or every run would change something.
  const plan = await planDataset(tools, info, { ...desired, discussions: undefined });
  const dataset = { ...existing(info, tools), info };
  const isMissing = await isContentMissing(hub, dataset, await contentOf(planned, info.id, tools));
  if (plan.changes.length === 0 && !isMissing) return { kind: "none" };
  const right = canWrite(whoami, { repository: info.id, endpoint });
  if (right instanceof Failure) return { kind: "blocked", failure: right };
  return { kind: "change", plan, isContentMissing: isMissing };
}

function existing({ id, visibility }: DatasetInfo, { endpoint }: ApplyTools) {
  return { id, url: `${endpoint}/datasets/${id}`, outcome: "exists" as const, visibility };
}

function desiredOf({ desired, cardPath }: PlannedRepository, { files }: ApplyTools): DesiredDataset {
  return cardPath === undefined ? desired : { ...desired, card: files.cards.get(cardPath) };
}

async function contentOf(
  { template, templateFolder, desired }: PlannedRepository,
  id: string,
  { clock, files }: ApplyTools,
): Promise<InitialContent> {
  const folder = templateFolder === undefined ? undefined : files.folders.get(templateFolder);
  return await contentFor({ id, template, folder, desired, now: clock.now() });
}

/**
 * Does what one repository of a plan needs.
 *
 * Each step is one that setup or configure takes; interrupted after any of them, the next run finds what is left to do.
 *
 * @throws Failure those of setup and configure
 */
export async function applyAction(
  context: Context,
  { planned, id, action }: PlannedAction,
  tools: ApplyTools,
): Promise<void> {
  switch (action.kind) {
    case "none":
      return;
    case "blocked":
      throw action.failure;
    case "change":
      return await executePlan(
        tools,
        action.plan,
        action.isContentMissing ? await contentOf(planned, id, tools) : undefined,
      );
    case "create": {
      const { templateFolder } = planned;
      const content = await contentOf(planned, id, tools);
      const desired = desiredOf(planned, tools);
      const dataset = await ensureDataset({
        id,
        desired,
        content,
        // It was looked for a moment ago.
        known: null,
        async beforeCreation() {
          const folder = templateFolder === undefined ? undefined : tools.files.folders.get(templateFolder);
          if (templateFolder === undefined || folder === undefined) return;
          const check = tools.checkedFolders.get(templateFolder) ??
            checkCardAtHub(context, { hub: tools.hub, content, folder });
          tools.checkedFolders.set(templateFolder, check);
          await check;
        },
      }, tools);
      await completeDataset(tools, dataset, { desired, content });
    }
  }
}

/** Whether an action lets more people see or read the repository than before. */
export function opensUp({ action }: PlannedAction): boolean {
  return action.kind === "change" && opens(action.plan);
}

/** What will happen, in a few words. */
export function actionText({ planned, action }: PlannedAction): string {
  switch (action.kind) {
    case "create": {
      const { desired: { visibility, gated, resourceGroup }, template, templateFolder } = planned;
      return [
        visibility ?? "default visibility",
        `template ${templateFolder ?? template}`,
        ...(gated === undefined || gated === false ? [] : [`gated ${gated}`]),
        ...(typeof resourceGroup === "string" ? [`resource group ${resourceGroup}`] : []),
      ].join(", ");
    }
    case "change":
      return [
        ...action.plan.changes.map(({ setting, from, to }) => `${setting} ${from} -> ${to}`),
        ...(action.isContentMissing ? ["its initial content is missing"] : []),
      ].join("; ");
    case "none":
      return "as planned";
    case "blocked":
      return action.failure.message;
  }
}
