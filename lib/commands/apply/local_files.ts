import { dirname, isAbsolute, join } from "node:path";
import { readVariable } from "../../env_file/edit.ts";
import { fileFailure } from "../../env_file/file_failure.ts";
import { findVariables } from "../../env_file/find_variables.ts";
import { readSnapshot } from "../../env_file/snapshot.ts";
import { Failure } from "../../errors/failure.ts";
import type { Mistake, PlannedRepository } from "../../plan/plan.ts";
import { readTemplateFolder, type TemplateFolder } from "../../template/folder/read_folder.ts";
import { checkTemplate } from "../../template/start.ts";
import { isDatasetVariable } from "../../variables/dataset_variables.ts";
import { TRACKIO_DATASET_ID } from "../../variables/trackio_variables.ts";
import { readCardFile } from "../configure/run.ts";
import type { Context } from "../context.ts";

/** An env file before anything is changed. */
export interface PlannedEnvFile {
  /** The whole path. */
  readonly path: string;
  /** The values that the planned variables have now. */
  readonly values: ReadonlyMap<string, string | undefined>;
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
  const envFiles = new Map<string, PlannedEnvFile>();
  const seen = new Set<string>();
  const base = dirname(context.files.absolute(plan.path));
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
  const variables = variablesByFile(plan.repositories);
  for (const planned of plan.repositories) {
    const { templateFolder, cardPath, envFile, visibility } = planned;
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
        cards.set(cardPath, await readCardFile(context, at(cardPath)));
      });
    }
    if (planned.variables.length > 0) {
      await once(planned, `env file ${envFile}`, async () => {
        envFiles.set(
          envFile,
          await readEnvFile(context, { path: at(envFile), names: variables.get(envFile) ?? [] }),
        );
      });
    }
  }
  return { files: { folders, cards, envFiles }, mistakes };
}

function variablesByFile(repositories: readonly PlannedRepository[]): ReadonlyMap<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const { envFile, variables } of repositories) {
    if (variables.length > 0) byFile.set(envFile, [...byFile.get(envFile) ?? [], ...variables]);
  }
  return byFile;
}

async function readEnvFile(
  context: Context,
  { path, names }: { path: string; names: readonly string[] },
): Promise<PlannedEnvFile> {
  try {
    const { bytes, facts } = await readSnapshot(context.files, path);
    if (facts === undefined) await context.files.facts(dirname(path));
    const values = new Map(names.map((name) => [name, readVariable(bytes, name, { path })]));
    const isNamed = (name: string) => isDatasetVariable(name) || name === TRACKIO_DATASET_ID;
    return { path, values, named: findVariables(bytes, isNamed, { path }) };
  } catch (error) {
    throw fileFailure(error, { path, doing: "read" });
  }
}
