import { basename, dirname, isAbsolute, join } from "node:path";
import { Failure, failuresOf, PROGRAM } from "../../cli/failure.ts";
import { readCardFile } from "../../dataset/card.ts";
import { checkTemplate } from "../../dataset/content.ts";
import { idOf, type Mistake, type PlannedRepository, readPlan } from "../../dataset/plan_file.ts";
import { readTemplateFolder, type TemplateFolder } from "../../dataset/template_folder.ts";
import { fileFailure } from "../../env_file/failures.ts";
import { findVariables, readSnapshot } from "../../env_file/read.ts";
import { findSchemeConflict, namesDataset, type PlacedVariable } from "../../env_file/variables.ts";
import { readingProblem } from "../../ports/file_errors.ts";
import type { Files } from "../../ports/files.ts";
import { decodeText } from "../../ports/text.ts";
import type { Context } from "../context.ts";
import { checkEdit } from "../env_file.ts";

/** What `apply` ends with. */
export const planFailure = failuresOf(() => ({
  plan_unreadable: ({ path, problem }: { path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot read the plan "${path}": ${problem}`,
    hint: path.startsWith("/dev/") || path === "-"
      ? `Pipe the plan in: ${PROGRAM} apply - < plan.json`
      : "Check the path and permissions of the plan",
  }),
  plan_invalid: ({ path, count, first }: { path: string; count: number; first: string }) => ({
    exitCode: 2,
    message: `The plan "${path}" has ${
      count === 1 ? "1 mistake" : `${count} mistakes`
    }, the first at ${first}`,
    hint: "Fix these lines and run it again; nothing was changed",
  }),
  /** `command`: as it is typed into this shell. */
  plan_not_in_order: (
    { create, change, files, command }: { command: string; create: number; change: number; files: number },
  ) => ({
    exitCode: 5,
    message: `Out of date: ${create} to create, ${change} to change, ${files} env ${
      files === 1 ? "file" : "files"
    } to write`,
    hint: "Apply the plan:",
    next: [command],
  }),
  plan_incomplete: ({ failed, of, first }: { failed: number; of: number; first: Failure }) => ({
    // The exit code of the first failure is used instead.
    exitCode: 1,
    message: `Failed for ${failed} of ${of} repositories, first with: ${first.message}`,
    hint: first.hint,
    page: first.page,
    next: first.next,
  }),
}));

/** An env file before anything is changed; the same object for every word of the plan that leads to it. */
interface PlannedEnvFile {
  /** The whole path, as the first word of the plan has it. */
  readonly path: string;
  /** Where the content is: the path itself, or what its link leads to. */
  readonly target: string;
  /** The same for all paths that lead to one file. */
  readonly identity: string;
  /** The values that the planned variables have now. */
  readonly values: Map<string, string>;
  /** All of its variables that name datasets. */
  readonly named: ReadonlyMap<string, string>;
  /** As the plan calls it first. */
  readonly word: string;
}

/** A repository of a plan with the files that the plan names for it, read before the Hub is asked for anything. */
export interface LocalRepository extends PlannedRepository {
  readonly folder: TemplateFolder | undefined;
  /** Where its variables are to be written, if it has any. */
  readonly file: PlannedEnvFile | undefined;
}

/** The plan with its files, and everything that is wrong with them: in the order of the lines, empty where all is good. */
export async function readPlanAndFiles(
  context: Context,
  path: string,
): Promise<{ readonly repositories: readonly LocalRepository[]; readonly mistakes: readonly Mistake[] }> {
  const read = readPlan(await readText(context, path));
  const { repositories, mistakes } = await readLocalFiles(context.files, path, read.repositories);
  const all = [...read.mistakes, ...mistakes, ...contradictionsIn(repositories)]
    .sort((one, other) => one.line - other.line || one.column - other.column);
  return { repositories, mistakes: all };
}

/** Whether the plan comes from standard input. */
function isStdin(path: string): boolean {
  return path === "-" || path === "/dev/stdin";
}

async function readText({ files, terminal }: Context, path: string): Promise<string> {
  const unreadable = (problem: string, cause?: unknown) =>
    planFailure("plan_unreadable", { path, problem }, { cause });
  if (isStdin(path) && terminal.stdinIsTerminal) throw unreadable("standard input is the terminal");
  // Ten thousand repositories take about two.
  const limit = 50_000_000;
  const reading = isStdin(path) ? terminal.readStdin(limit) : files.read(path, { limit });
  const bytes = await reading.catch((error) => {
    const problem = readingProblem(error);
    throw problem === "" ? error : unreadable(problem, error);
  });
  if (bytes === undefined || bytes.length > limit) throw unreadable("it is larger than 50 MB");
  try {
    return decodeText(bytes, { fatal: true });
  } catch (error) {
    throw unreadable("it is not UTF-8 or UTF-16 text; save it as UTF-8", error);
  }
}

/** Reads and checks the files that a plan names, each once; a mistake is at the line of the first that needs it. */
async function readLocalFiles(
  files: Files,
  planPath: string,
  planned: readonly PlannedRepository[],
): Promise<{ readonly repositories: readonly LocalRepository[]; readonly mistakes: readonly Mistake[] }> {
  const mistakes: Mistake[] = [];
  const folders = new Map<string, TemplateFolder | undefined>();
  const checked = new Map<string, unknown>();
  const cards = new Map<string, string | undefined>();
  const envFiles = new Map<string, PlannedEnvFile | undefined>();
  const byFile = Map.groupBy(planned, ({ envFile }) => envFile);
  const base = dirname(files.absolute(isStdin(planPath) ? "-" : planPath));
  const at = (path: string) => isAbsolute(path) ? path : join(base, path);

  /** Reads an env file, or finds that it is one of those that were read: by a link, or by another spelling of its path. */
  async function readEnvFile(path: string, word: string): Promise<PlannedEnvFile> {
    const names = new Set(byFile.get(word)?.flatMap(({ variables }) => variables));
    try {
      const { bytes, facts, target } = await readSnapshot(files, path);
      // Of a file that is not there yet, the folder is what can be compared.
      const identity = facts === undefined
        ? join(await files.realPath(dirname(path)), basename(path))
        : facts.identity ?? await files.realPath(path);
      const file = [...envFiles.values()].find((other) => other?.identity === identity) ??
        { word, path, target, identity, values: new Map(), named: await findVariables(bytes, namesDataset) };
      await checkEdit(bytes, { variables: names }, path);
      const values = await findVariables(bytes, (name) => names.has(name));
      for (const [name, value] of values) file.values.set(name, value);
      return file;
    } catch (error) {
      throw fileFailure(error, { path, doing: "read" });
    }
  }

  const repositories: LocalRepository[] = [];
  for (const repository of planned) {
    const { place, templateFolder, cardPath, envFile, variables, desired } = repository;
    const once = async <Result>(
      done: Map<string, Result | undefined>,
      key: string | undefined,
      work: (path: string) => Promise<Result>,
    ): Promise<Result | undefined> => {
      if (key === undefined) return undefined;
      if (done.has(key)) return done.get(key);
      const result = await work(at(key)).catch((error) => {
        if (!(error instanceof Failure)) throw error;
        mistakes.push({ ...place, message: error.message });
        return undefined;
      });
      done.set(key, result);
      return result;
    };
    const folder = await once(folders, templateFolder, (path) => readTemplateFolder(files, path));
    if (folder !== undefined) {
      const { visibility } = desired;
      await once(checked, `${visibility} ${templateFolder}`, () => checkTemplate(folder, visibility));
    }
    const card = await once(cards, cardPath, (path) => readCardFile(files, path));
    const envFileWord = variables.length > 0 ? envFile : undefined;
    const file = await once(envFiles, envFileWord, (path) => readEnvFile(path, envFile));
    repositories.push({ ...repository, desired: { ...desired, card }, folder, file });
  }
  return { repositories, mistakes };
}

/** Finds where repositories contradict each other, or would share data with Trackio's storage; `owner` once known. */
export function contradictionsIn(repositories: readonly LocalRepository[], owner = ""): readonly Mistake[] {
  const all = repositories.map((planned) => ({ planned, id: idOf(planned, owner) }));
  const mistakes = [...repeatedIn(all, (id, line) => `"${shownId(id)}" is also on line ${line}`)];
  const byFile = new Map<PlannedEnvFile | string, Map<string, PlacedVariable & { readonly line: number }>>();
  for (const { planned: { place, envFile, file = envFile, variables }, id } of all) {
    const planned = byFile.get(file) ?? new Map<string, PlacedVariable & { readonly line: number }>();
    byFile.set(file, planned);
    const where = `in ${envFile}`;
    for (const name of variables) {
      const other = planned.get(name);
      if (other === undefined) planned.set(name, { name, value: id, where, line: place.line });
      else if (other.value.toLowerCase() !== id.toLowerCase()) {
        const message = `${name} ${where} names another repository on line ${other.line}`;
        mistakes.push({ ...place, message });
      }
    }
  }
  const kept = [...byFile].flatMap(([file, planned]) =>
    typeof file === "string" ? [] : [...file.named].filter(([name]) => !planned.has(name))
      .map(([name, value]): PlacedVariable => ({ name, value, where: `in ${file.word}` }))
  );
  const inPlan = [...byFile.values()].flatMap((planned) => [...planned.values()]);
  const byValue = Map.groupBy([...kept, ...inPlan], ({ value }) => value.toLowerCase());
  for (const { planned: { place, variables }, id } of all) {
    const conflict = findSchemeConflict(byValue.get(id.toLowerCase()) ?? []);
    if (conflict === undefined || variables.length === 0) continue;
    const { trackio, experiments } = conflict;
    const message = `"${shownId(id)}" would be named twice (${trackio.name} ${trackio.where}, ` +
      `${experiments.name} ${experiments.where}): Trackio would wipe its history`;
    mistakes.push({ ...place, message });
  }
  return mistakes;
}

/** Finds those that have the id of one before them, in any case; `say` says it of the id and the line of the first. */
export function repeatedIn(
  all: readonly { readonly planned: PlannedRepository; readonly id: string }[],
  say: (id: string, line: number) => string,
): readonly Mistake[] {
  const lines = new Map<string, number>();
  return all.flatMap(({ planned: { place }, id }) => {
    const before = lines.get(id.toLowerCase());
    if (before !== undefined) return [{ ...place, message: say(id, before) }];
    lines.set(id.toLowerCase(), place.line);
    return [];
  });
}

/** Only the name, as in the plan, where the owner is not known yet. */
function shownId(id: string): string {
  return id.replace(/^\//, "");
}
