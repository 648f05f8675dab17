import { canWrite } from "../../account/rights.ts";
import { spellOwner } from "../../account/whoami.ts";
import { Failure } from "../../cli/failure.ts";
import { type DesiredDataset, type InitialContent, withoutPresent } from "../../dataset/desired.ts";
import { rightToCreate } from "../../dataset/create.ts";
import { contentFor, ensureDataset, isContentMissing } from "../../dataset/ensure.ts";
import { completeDataset, executePlan } from "../../dataset/execute.ts";
import { type DatasetPlan, opens, planDataset } from "../../dataset/plan.ts";
import { idOf, type PlannedRepository } from "../../dataset/plan_file.ts";
import type { Mistake } from "../../dataset/plan_file.ts";
import { updateEnvFile } from "../../env_file/write.ts";
import type { TemplateFolder } from "../../dataset/template_folder.ts";
import { type DatasetInfo, readDataset } from "../../hub/datasets.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import type { Context } from "../context.ts";
import { checkCardAtHub } from "../template.ts";
import type { SignedIn } from "../sign_in.ts";
import { reportLineEnds } from "../env_file.ts";
import type { LocalFiles, PlannedEnvFile } from "./read_plan.ts";

/** What must be done about one repository of a plan. */
type Action =
  | { readonly kind: "create" }
  | { readonly kind: "change"; readonly plan: DatasetPlan; readonly isContentMissing: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "blocked"; readonly failure: Failure };

/** One repository of a plan, and what must be done about it. */
export type PlannedAction = Action & {
  readonly planned: PlannedRepository;
  /** `owner/name`, in the Hub's spelling where it exists. */
  readonly id: string;
};

/** How many are of a kind. */
export function countOf<Kind>(all: Iterable<{ readonly kind: Kind }>, kind: NoInfer<Kind>): number {
  return [...all].filter((each) => each.kind === kind).length;
}

/** What the work on each repository needs. */
export interface ApplyTools extends SignedIn {
  readonly files: LocalFiles;
  /** Template folders whose card the Hub has checked: one check for all repositories that start from one folder. */
  readonly checkedFolders: Map<TemplateFolder, Promise<void>>;
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
  let id = `${spellOwner(whoami, ownerOf(asked))}/${planned.name}`;
  try {
    const info = await readDataset(hub, id);
    id = info?.id ?? id;
    if (info !== undefined) return { planned, id, ...await compare(planned, info, tools) };
    const right = rightToCreate({ id, desired: planned.desired }, tools);
    if (right instanceof Failure) throw right;
    return { planned, id, kind: "create" };
  } catch (error) {
    if (interrupted.aborted || !(error instanceof Failure)) throw error;
    return { planned, id, kind: "blocked", failure: error };
  }
}

async function compare(planned: PlannedRepository, info: DatasetInfo, tools: ApplyTools): Promise<Action> {
  const { hub, whoami, endpoint } = tools;
  const desired = withoutPresent(desiredOf(planned, tools), info);
  // The Hub does not say whether discussions are on: set at creation only, or every run would change something.
  const plan = await planDataset(tools, info, { ...desired, discussions: undefined });
  const { id, visibility } = info;
  const dataset = { id, url: `${endpoint}/datasets/${id}`, outcome: "exists" as const, visibility, info };
  const isMissing = await isContentMissing(hub, dataset, await contentOf(planned, id, tools));
  if (plan.changes.length === 0 && !isMissing) return { kind: "none" };
  const right = canWrite(whoami, { repository: id, endpoint });
  if (right instanceof Failure) throw right;
  return { kind: "change", plan, isContentMissing: isMissing };
}

function desiredOf({ desired, cardPath }: PlannedRepository, { files }: ApplyTools): DesiredDataset {
  return cardPath === undefined ? desired : { ...desired, card: files.cards.get(cardPath) };
}

async function contentOf(
  planned: PlannedRepository,
  id: string,
  tools: ApplyTools,
): Promise<InitialContent> {
  const { template, desired } = planned;
  const folder = folderOf(planned, tools);
  return await contentFor({ id, template, folder, desired, now: tools.clock.now() });
}

function folderOf({ templateFolder }: PlannedRepository, { files }: ApplyTools): TemplateFolder | undefined {
  return templateFolder === undefined ? undefined : files.folders.get(templateFolder);
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
  action: PlannedAction,
  tools: ApplyTools,
): Promise<void> {
  const { planned, id } = action;
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
      const content = await contentOf(planned, id, tools);
      const desired = desiredOf(planned, tools);
      const dataset = await ensureDataset({
        id,
        desired,
        content,
        // It was looked for a moment ago.
        present: null,
        async beforeCreation() {
          const folder = folderOf(planned, tools);
          if (folder === undefined) return;
          const check = tools.checkedFolders.get(folder) ??
            checkCardAtHub(context, { hub: tools.hub, content, folder });
          tools.checkedFolders.set(folder, check);
          await check;
        },
      }, tools);
      await completeDataset(tools, dataset, { desired, content });
    }
  }
}

/** Whether an action lets more people see or read the repository than before. */
export function opensUp(action: PlannedAction): boolean {
  return action.kind === "change" && opens(action.plan);
}

/** What will happen, in a few words. */
export function actionText(action: PlannedAction): string {
  switch (action.kind) {
    case "create": {
      const { desired: { visibility, gated, resourceGroup }, template, templateFolder } = action.planned;
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

/** Finds repositories that are the same on the Hub, although the plan has two names for it: one was renamed. */
export function sameAtHub(actions: readonly PlannedAction[]): readonly Mistake[] {
  const lines = new Map<string, number>();
  return actions.flatMap(({ planned: { place }, id }) => {
    const before = lines.get(id.toLowerCase());
    if (before === undefined) lines.set(id.toLowerCase(), place.line);
    return before === undefined ? [] : [{
      ...place,
      message: `This is ${id} on the Hub, and so is the repository on line ${before}`,
    }];
  });
}

/** What is to be done about an env file. */
export interface EnvFileAction extends Pick<PlannedEnvFile, "path" | "target"> {
  readonly variables: readonly {
    readonly name: string;
    readonly value: string;
    /** The value now. */
    readonly previous: string | undefined;
  }[];
  readonly isChanged: boolean;
}

/** Compares the env files with the plan; a repository that cannot be is named in none. */
export function planEnvFiles(actions: readonly PlannedAction[], files: LocalFiles): readonly EnvFileAction[] {
  const byFile = Map.groupBy(
    actions.filter(({ planned, kind }) => planned.variables.length > 0 && kind !== "blocked"),
    ({ planned }) => files.envFiles.get(planned.envFile),
  );
  return [...byFile].flatMap(([file, some]) => {
    if (file === undefined) return [];
    const variables = some.flatMap(({ planned, id }) =>
      planned.variables.map((name) => ({ name, value: id, previous: file.values.get(name) }))
    );
    const isChanged = variables.some(({ value, previous }) => value !== previous);
    return [{ path: file.path, target: file.target, variables, isChanged }];
  });
}

/**
 * Writes the env files, each in one step.
 *
 * @param files what is to be written; variables of repositories that failed are left out
 * @param isUsable whether a repository is there
 * @returns what could not be written; the others were
 */
export async function writeEnvFiles(
  context: Context,
  files: readonly EnvFileAction[],
  isUsable: (id: string) => boolean,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const { path, variables } of files) {
    const assignments = variables.filter(({ value }) => isUsable(value));
    if (assignments.length === 0) continue;
    try {
      context.reporter.begin();
      const update = await updateEnvFile(context, { path, assignments, secret: false });
      reportLineEnds(context, update);
      const changed = update.changes.filter(({ action }) => action !== "kept").map(({ name }) => name);
      if (changed.length > 0) context.reporter.change("Env file", `${changed.join(", ")} set in ${path}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      context.reporter.warn(error.message);
      failures.push(error);
    }
  }
  return failures;
}
