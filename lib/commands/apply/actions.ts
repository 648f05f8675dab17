import { canWrite } from "../../account/rights.ts";
import { spellOwner } from "../../account/whoami.ts";
import { Failure } from "../../cli/failure.ts";
import { type InitialContent, withoutPresent } from "../../dataset/desired.ts";
import { rightToCreate } from "../../dataset/create.ts";
import { contentFor, ensureDataset, isContentMissing } from "../../dataset/ensure.ts";
import { completeDataset, executePlan } from "../../dataset/execute.ts";
import { type DatasetPlan, planDataset } from "../../dataset/plan.ts";
import { idOf } from "../../dataset/plan_file.ts";
import { updateEnvFile } from "../../env_file/write.ts";
import type { TemplateFolder } from "../../dataset/template_folder.ts";
import { type DatasetInfo, readDataset } from "../../hub/datasets.ts";
import { ownerOf } from "../../hub/addresses.ts";
import type { Context, SignedIn } from "../context.ts";
import { reportLineEnds } from "../env_file.ts";
import type { LocalRepository } from "./read_plan.ts";

/** What must be done about one repository of a plan. */
type Action =
  | { readonly kind: "create" }
  | { readonly kind: "change"; readonly plan: DatasetPlan; readonly isContentMissing: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "blocked"; readonly failure: Failure };

/** One repository of a plan, and what must be done about it. */
export type PlannedAction = Action & {
  readonly planned: LocalRepository;
  /** `owner/name`, in the Hub's spelling where it exists. */
  readonly id: string;
};

/**
 * Compares one repository of a plan with the Hub: one request, and more only for what that one does not show (a resource
 * group, a card that will change).
 */
export async function inspectRepository(planned: LocalRepository, account: SignedIn): Promise<PlannedAction> {
  const { hub, whoami, interrupted } = account;
  const asked = idOf(planned, whoami.name);
  let id = `${spellOwner(whoami, ownerOf(asked))}/${planned.name}`;
  try {
    const info = await readDataset(hub, id);
    id = info?.id ?? id;
    if (info !== undefined) return { planned, id, ...await compare(planned, info, account) };
    const right = rightToCreate({ id, desired: planned.desired }, account);
    if (right instanceof Failure) throw right;
    return { planned, id, kind: "create" };
  } catch (error) {
    if (interrupted.aborted || !(error instanceof Failure)) throw error;
    return { planned, id, kind: "blocked", failure: error };
  }
}

async function compare(planned: LocalRepository, info: DatasetInfo, account: SignedIn): Promise<Action> {
  const { hub, whoami, endpoint } = account;
  // The Hub does not say whether discussions are on: set at creation only, or every run would change something.
  const desired = { ...withoutPresent(planned.desired, info), discussions: undefined };
  const plan = await planDataset(account, info, desired);
  const { id } = info;
  const content = await contentFor({ ...planned, id, now: account.clock.now() });
  const isMissing = await isContentMissing(hub, { id, outcome: "exists", info }, content);
  if (plan.changes.length === 0 && !isMissing) return { kind: "none" };
  const right = canWrite(whoami, { repository: id, endpoint });
  if (right instanceof Failure) throw right;
  return { kind: "change", plan, isContentMissing: isMissing };
}

/**
 * Takes the steps of setup or configure; interrupted after any of them, the next run finds what is left to do.
 *
 * @throws Failure those of setup and configure
 */
export async function applyAction(
  action: Exclude<PlannedAction, { readonly kind: "none" }>,
  account: SignedIn,
  checkCard: (folder: TemplateFolder, content: InitialContent) => Promise<void>,
): Promise<void> {
  const { planned, id } = action;
  const { desired, folder } = planned;
  if (action.kind === "blocked") throw action.failure;
  if (action.kind === "change" && !action.isContentMissing) return await executePlan(account, action.plan);
  const content = await contentFor({ ...planned, id, now: account.clock.now() });
  if (action.kind === "change") return await executePlan(account, action.plan, content);
  const beforeCreation = async () => folder && await checkCard(folder, content);
  // It was looked for a moment ago.
  const dataset = await ensureDataset({ id, desired, content, present: null, beforeCreation }, account);
  await completeDataset(account, dataset, { desired, content });
}

/** What is to be done about an env file. */
export interface EnvFileAction {
  readonly path: string;
  /** Where the content is: the path itself, or what its link leads to. */
  readonly target: string;
  readonly variables: readonly {
    readonly name: string;
    readonly value: string;
    /** The value now. */
    readonly previous: string | undefined;
  }[];
  readonly isChanged: boolean;
}

/** Compares the env files with the plan; a repository that cannot be is named in none. */
export function planEnvFiles(actions: readonly PlannedAction[]): readonly EnvFileAction[] {
  const byFile = Map.groupBy(actions.filter(({ kind }) => kind !== "blocked"), ({ planned }) => planned.file);
  return [...byFile].flatMap(([file, some]) => {
    if (file === undefined) return [];
    const variables = some.flatMap(({ planned, id }) =>
      planned.variables.map((name) => ({ name, value: id, previous: file.values.get(name) }))
    );
    const isChanged = variables.some(({ value, previous }) => value !== previous);
    return [{ path: file.path, target: file.target, variables, isChanged }];
  });
}

/** Writes the env files without the repositories that failed; returns what could not be written, the others were. */
export async function writeEnvFiles(
  context: Context,
  files: readonly EnvFileAction[],
  failed: ReadonlySet<string>,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const { path, variables } of files) {
    const assignments = variables.filter(({ value }) => !failed.has(value));
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
