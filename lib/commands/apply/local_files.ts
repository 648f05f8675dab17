import { basename, dirname, isAbsolute, join } from "node:path";
import { Failure } from "../../cli/failure.ts";
import { readCardFile } from "../../dataset/check_card.ts";
import { checkTemplate } from "../../dataset/content.ts";
import { type PlannedRepository } from "../../dataset/plan_file.ts";
import type { Mistake } from "../../dataset/plan_file_reader.ts";
import { readTemplateFolder, type TemplateFolder } from "../../dataset/template_folder.ts";
import { fileFailure } from "../../env_file/failures.ts";
import { findVariables } from "../../env_file/read.ts";
import { readSnapshot } from "../../env_file/snapshot.ts";
import { namesDataset } from "../../env_file/variables.ts";
import type { Context } from "../context.ts";
import { checkEdit } from "../env_file_plan.ts";

/** Whether the plan comes from standard input. */
export function isStdin(path: string): boolean {
  return path === "-" || path === "/dev/stdin";
}

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

/**
 * Reads and checks every file that a plan names.
 *
 * @param plan its repositories, and the path that the others start from
 * @returns the files, and what is wrong with them, at the line of the first repository that needs them
 */
export async function readLocalFiles(
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
      { path, target, identity, values: new Map(), named: findVariables(bytes, namesDataset, { path }) };
    checkEdit(bytes, { variables: known.names }, path);
    const values = findVariables(bytes, (name) => known.names.has(name), { path });
    for (const [name, value] of values) file.values.set(name, value);
    return file;
  } catch (error) {
    throw fileFailure(error, { path, doing: "read" });
  }
}
