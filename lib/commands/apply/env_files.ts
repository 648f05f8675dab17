import { updateEnvFile } from "../../env_file/write.ts";
import { Failure } from "../../cli/failure.ts";
import type { Context } from "../context.ts";
import { reportReaders, shownValue } from "../write_variables.ts";
import type { LocalFiles } from "./local_files.ts";
import type { PlannedAction } from "./repository.ts";

/** One variable of an env file, as the plan wants it. */
export interface PlannedVariable {
  readonly name: string;
  readonly value: string;
  /** The value now. */
  readonly previous: string | undefined;
}

/** What is to be done about an env file. */
export interface EnvFileAction {
  /** The whole path. */
  readonly path: string;
  /** Where the content is: the path itself, or what its link leads to. */
  readonly target: string;
  readonly variables: readonly PlannedVariable[];
  readonly isChanged: boolean;
}

/** Compares the env files with the plan; a repository that cannot be is named in none. */
export function planEnvFiles(actions: readonly PlannedAction[], files: LocalFiles): readonly EnvFileAction[] {
  const byFile = Map.groupBy(
    actions.filter(({ planned, action }) => planned.variables.length > 0 && action.kind !== "blocked"),
    ({ planned }) => files.envFiles.get(planned.envFile),
  );
  return [...byFile].flatMap(([file, some]) => {
    if (file === undefined) return [];
    const variables = some.flatMap(({ planned, id }) =>
      planned.variables.map((name) => ({ name, value: id, previous: file.values.get(name) }))
    );
    return [{
      path: file.path,
      target: file.target,
      variables,
      isChanged: variables.some(({ value, previous }) => value !== previous),
    }];
  });
}

/** Shows what would be written. */
export function reportEnvFiles(
  files: readonly EnvFileAction[],
  { note }: { note: (text: string) => void },
): void {
  for (const { path, variables } of files) {
    for (const { name, value, previous } of variables) {
      if (value === previous) continue;
      const before = previous === undefined ? "" : ` (now: ${shownValue(previous)})`;
      note(`  write     ${name}=${value} in ${path}${before}`);
    }
  }
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
      const update = await updateEnvFile(context, { path, assignments, secret: false });
      reportReaders(context, { update, saveToken: false });
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
