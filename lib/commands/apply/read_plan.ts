import { basename, dirname, isAbsolute, join } from "node:path";
import { errorRow, Failure, failuresOf, PROGRAM } from "../../cli/failure.ts";
import { readCardFile } from "../../dataset/check_card.ts";
import { checkTemplate } from "../../dataset/content.ts";
import { idOf, type PlannedRepository, readPlan } from "../../dataset/plan_file.ts";
import type { Mistake } from "../../dataset/plan_file.ts";
import { readTemplateFolder, type TemplateFolder } from "../../dataset/template_folder.ts";
import { fileFailure } from "../../env_file/failures.ts";
import { findVariables } from "../../env_file/read.ts";
import { readSnapshot } from "../../env_file/snapshot.ts";
import { findSchemeConflict, namesDataset, type PlacedVariable } from "../../env_file/variables.ts";
import { readingProblem } from "../../ports/file_errors.ts";
import { decodeText } from "../../ports/text.ts";
import type { Context } from "../context.ts";
import { checkEdit } from "../env_file.ts";

/** What `apply` ends with. */
export const planFailure = failuresOf(() => ({
  plan_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the plan "${path}": ${problem}`,
    hint: ({ path }) =>
      path.startsWith("/dev/") || path === "-"
        ? `Pipe the plan in: ${PROGRAM} apply - < plan.json`
        : "Check the path and permissions of the plan",
  }),
  plan_invalid: errorRow<{ path: string; count: number; first: string }>({
    exit: 2,
    message: ({ path, count, first }) =>
      `The plan "${path}" has ${count === 1 ? "1 mistake" : `${count} mistakes`}, the first at ${first}`,
    hint: () => "Fix these lines and run it again; nothing was changed",
  }),
  /** `command`: as it is typed into this shell. */
  plan_not_in_order: errorRow<{ command: string; create: number; change: number; files: number }>({
    exit: 5,
    message: ({ create, change, files }) =>
      `Out of date: ${create} to create, ${change} to change, ${files} env ${
        files === 1 ? "file" : "files"
      } to write`,
    hint: () => "Apply the plan:",
    next: ({ command }) => [command],
  }),
  plan_incomplete: errorRow<{ failed: number; of: number; first: Failure }>({
    // The exit code of the first failure is used instead.
    exit: 1,
    message: ({ failed, of, first }) =>
      `Failed for ${failed} of ${of} repositories, first with: ${first.message}`,
    hint: ({ first }) => first.hint,
    page: ({ first }) => first.page,
    next: ({ first }) => first.next,
  }),
}));

/** An env file before anything is changed; the same object for every word of the plan that leads to it. */
export interface PlannedEnvFile {
  /** The whole path, as the first word of the plan has it. */
  readonly path: string;
  /** Where the content is: the path itself, or what its link leads to. */
  readonly target: string;
  /** The values that the planned variables have now. */
  readonly values: ReadonlyMap<string, string>;
  /** All of its variables that name datasets. */
  readonly named: ReadonlyMap<string, string>;
}

/** The files that a plan names, read before the Hub is asked for anything; each is there once, by the plan's word. */
export interface LocalFiles {
  readonly folders: ReadonlyMap<string, TemplateFolder>;
  readonly cards: ReadonlyMap<string, string>;
  readonly envFiles: ReadonlyMap<string, PlannedEnvFile>;
}

/** The plan, its files, and everything that is wrong with them: in the order of the lines, empty where all is good. */
export async function readPlanAndFiles(
  context: Context,
  path: string,
): Promise<{
  readonly repositories: readonly PlannedRepository[];
  readonly files: LocalFiles;
  readonly mistakes: readonly Mistake[];
}> {
  const { repositories, mistakes } = readPlan(await readText(context, path));
  const local = await readLocalFiles(context, { path, repositories });
  const { files } = local;
  const all = [
    ...mistakes,
    ...local.mistakes,
    ...contradictionsIn(repositories, { files, owner: undefined }),
  ].sort((one, other) => one.line - other.line || one.column - other.column);
  return { repositories, files, mistakes: all };
}

/** Ten thousand repositories take about two. */
const LONGEST_PLAN = 50_000_000;

/** Whether the plan comes from standard input. */
function isStdin(path: string): boolean {
  return path === "-" || path === "/dev/stdin";
}

async function readText({ files, terminal }: Context, path: string): Promise<string> {
  const unreadable = (problem: string, cause?: unknown) =>
    planFailure("plan_unreadable", { path, problem }, { cause });
  if (isStdin(path) && terminal.stdinIsTerminal) throw unreadable("standard input is the terminal");
  let bytes: Uint8Array | undefined;
  try {
    bytes = isStdin(path)
      ? await terminal.readStdin(LONGEST_PLAN)
      : await files.read(path, { limit: LONGEST_PLAN });
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === "") throw error;
    throw unreadable(problem, error);
  }
  if (bytes === undefined || bytes.length > LONGEST_PLAN) throw unreadable("it is larger than 50 MB");
  try {
    return decodeText(bytes, { fatal: true });
  } catch (error) {
    throw unreadable("it is not UTF-8 or UTF-16 text; save it as UTF-8", error);
  }
}

/**
 * Reads and checks every file that a plan names.
 *
 * @param plan its repositories, and the path that the others start from
 * @returns the files, and what is wrong with them, at the line of the first repository that needs them
 */
async function readLocalFiles(
  context: Context,
  plan: { readonly path: string; readonly repositories: readonly PlannedRepository[] },
): Promise<{ readonly files: LocalFiles; readonly mistakes: readonly Mistake[] }> {
  const mistakes: Mistake[] = [];
  const folders = new Map<string, TemplateFolder>();
  const cards = new Map<string, string>();
  const envFiles = new Map<string, FoundEnvFile>();
  const byFile = Map.groupBy(plan.repositories, ({ envFile }) => envFile);
  const seen = new Set<string>();
  const base = dirname(context.files.absolute(isStdin(plan.path) ? "-" : plan.path));
  const at = (path: string) => isAbsolute(path) ? path : join(base, path);
  async function once(planned: PlannedRepository, what: string, work: () => Promise<void>): Promise<void> {
    if (seen.has(what)) return;
    seen.add(what);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      mistakes.push({ ...planned.place, message: error.message });
    }
  }
  for (const planned of plan.repositories) {
    const { templateFolder, cardPath, envFile, desired: { visibility } } = planned;
    if (templateFolder !== undefined) {
      await once(planned, `folder ${visibility} ${templateFolder}`, async () => {
        const folder = folders.get(templateFolder) ??
          await readTemplateFolder(context.files, at(templateFolder));
        folders.set(templateFolder, folder);
        await checkTemplate(folder, { visibility, visibilityIsAsked: false });
      });
    }
    if (cardPath !== undefined) {
      await once(planned, `card ${cardPath}`, async () => {
        cards.set(cardPath, await readCardFile(context.files, at(cardPath)));
      });
    }
    if (planned.variables.length > 0) {
      await once(planned, `env file ${envFile}`, async () => {
        const names = new Set(byFile.get(envFile)?.flatMap((other) => other.variables));
        envFiles.set(envFile, await findEnvFile(context, at(envFile), { envFiles, names }));
      });
    }
  }
  return { files: { folders, cards, envFiles }, mistakes };
}

interface FoundEnvFile extends PlannedEnvFile {
  /** The same for all paths that lead to one file. */
  readonly identity: string;
  readonly values: Map<string, string>;
}

/** Reads an env file, or finds that it is one of those that were read: by a link, or by another spelling of its path. */
async function findEnvFile(
  context: Context,
  path: string,
  known: { envFiles: ReadonlyMap<string, FoundEnvFile>; names: ReadonlySet<string> },
): Promise<FoundEnvFile> {
  try {
    const { bytes, facts, target } = await readSnapshot(context.files, path);
    // Of a file that is not there yet, the folder is what can be compared.
    const identity = facts === undefined
      ? join(await context.files.realPath(dirname(path)), basename(path))
      : facts.identity ?? await context.files.realPath(path);
    const file = known.envFiles.values().find((other) => other.identity === identity) ??
      { path, target, identity, values: new Map(), named: await findVariables(bytes, namesDataset) };
    await checkEdit(bytes, { variables: known.names }, path);
    const values = await findVariables(bytes, (name) => known.names.has(name));
    for (const [name, value] of values) file.values.set(name, value);
    return file;
  } catch (error) {
    throw fileFailure(error, { path, doing: "read" });
  }
}

/**
 * Finds where the repositories of a plan contradict each other, or would share data with Trackio's own storage.
 *
 * @param known the env files as they are, and the owner of names without one, once it is known
 */
export function contradictionsIn(
  repositories: readonly PlannedRepository[],
  { files, owner = "" }: { readonly files: LocalFiles; readonly owner: string | undefined },
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const lines = new Map<string, number>();
  const planned = new Map<PlannedEnvFile | string, Map<string, PlacedVariable & { readonly line: number }>>();
  for (const repository of repositories) {
    const { place, envFile } = repository;
    const id = idOf(repository, owner);
    const before = lines.get(id.toLowerCase());
    if (before === undefined) lines.set(id.toLowerCase(), place.line);
    else mistakes.push({ ...place, message: `"${shownId(id)}" is also on line ${before}` });
    const file = files.envFiles.get(envFile) ?? envFile;
    const inFile = planned.get(file) ?? new Map<string, PlacedVariable & { readonly line: number }>();
    planned.set(file, inFile);
    for (const name of repository.variables) {
      const other = inFile.get(name);
      if (other === undefined) {
        inFile.set(name, { name, value: id, where: `in ${envFile}`, line: place.line });
      } else if (before === undefined) {
        mistakes.push({
          ...place,
          message: `${name} in ${envFile} names another repository on line ${other.line}`,
        });
      }
    }
  }
  const kept = [...files.envFiles].flatMap(([envFile, file]) =>
    [...file.named].filter(([name]) => planned.get(file)?.has(name) !== true)
      .map(([name, value]): PlacedVariable => ({ name, value, where: `in ${envFile}` }))
  );
  const inPlan = [...planned.values()].flatMap((inFile) => [...inFile.values()]);
  const byValue = Map.groupBy([...kept, ...inPlan], ({ value }) => value.toLowerCase());
  for (const repository of repositories) {
    const id = idOf(repository, owner);
    const conflict = findSchemeConflict(byValue.get(id.toLowerCase()) ?? []);
    if (conflict === undefined || repository.variables.length === 0) continue;
    const { trackio, experiments } = conflict;
    const message = `"${shownId(id)}" would be named twice (${trackio.name} ${trackio.where}, ` +
      `${experiments.name} ${experiments.where}): Trackio would wipe its history`;
    mistakes.push({ ...repository.place, message });
  }
  return mistakes;
}

/** Only the name, as in the plan, where the owner is not known yet. */
function shownId(id: string): string {
  return id.replace(/^\//, "");
}
