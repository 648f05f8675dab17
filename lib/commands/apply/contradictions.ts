import { idOf, type PlannedRepository } from "../../dataset/plan_file.ts";
import type { Mistake } from "../../dataset/plan_file_reader.ts";
import { findSchemeConflict, type PlacedVariable } from "../../env_file/variables.ts";
import type { LocalFiles, PlannedEnvFile } from "./local_files.ts";
import type { PlannedAction } from "./repository.ts";

/**
 * Finds where the repositories of a plan contradict each other, or would share data with Trackio's own storage.
 *
 * @param known the env files as they are, and the owner of names without one, once it is known
 */
export function contradictionsIn(
  repositories: readonly PlannedRepository[],
  known: { readonly files: LocalFiles; readonly owner: string | undefined },
): readonly Mistake[] {
  return [...duplicatesIn(repositories, known), ...schemeMistakesIn(repositories, known)];
}

function duplicatesIn(
  repositories: readonly PlannedRepository[],
  { files, owner }: { files: LocalFiles; owner: string | undefined },
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const names = new Map<string, number>();
  const variables = new Map<PlannedEnvFile | string, Map<string, number>>();
  for (const planned of repositories) {
    const { place } = planned;
    const id = idOf(planned, owner ?? "");
    const before = names.get(id.toLowerCase());
    if (before !== undefined) {
      mistakes.push({
        ...place,
        message: `"${shownId(id)}" is also on line ${before}`,
      });
    } else names.set(id.toLowerCase(), place.line);
    for (const name of planned.variables) {
      const file = files.envFiles.get(planned.envFile) ?? planned.envFile;
      const lines = variables.get(file) ?? new Map<string, number>();
      variables.set(file, lines);
      const other = lines.get(name);
      if (other === undefined) lines.set(name, place.line);
      else if (before === undefined) {
        mistakes.push({
          ...place,
          message: `${name} in ${planned.envFile} names another repository on line ${other}`,
        });
      }
    }
  }
  return mistakes;
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

/** Finds repositories that Trackio and the readers of the experiments dataset would share. */
function schemeMistakesIn(
  repositories: readonly PlannedRepository[],
  { files, owner }: { files: LocalFiles; owner: string | undefined },
): readonly Mistake[] {
  const planned = new Map<PlannedEnvFile, Map<string, PlacedVariable>>();
  for (const repository of repositories) {
    const file = files.envFiles.get(repository.envFile);
    if (file === undefined) continue;
    const inFile = planned.get(file) ?? new Map<string, PlacedVariable>();
    planned.set(file, inFile);
    const value = idOf(repository, owner ?? "");
    for (const name of repository.variables) {
      inFile.set(name, { name, value, where: `in ${repository.envFile}` });
    }
  }
  const words = new Map([...files.envFiles].map(([envFile, file]) => [file, envFile]));
  const kept = [...words].flatMap(([file, envFile]) =>
    [...file.named].filter(([name]) => planned.get(file)?.has(name) !== true)
      .map(([name, value]): PlacedVariable => ({ name, value, where: `in ${envFile}` }))
  );
  const inPlan = [...planned.values()].flatMap((inFile) => [...inFile.values()]);
  const variables = Map.groupBy([...kept, ...inPlan], ({ value }) => value.toLowerCase());
  return repositories.flatMap((repository) => {
    if (repository.variables.length === 0) return [];
    const id = idOf(repository, owner ?? "");
    const conflict = findSchemeConflict(variables.get(id.toLowerCase()) ?? []);
    if (conflict === undefined) return [];
    const { trackio, experiments } = conflict;
    const message = `"${shownId(id)}" would be used by both schemes (${trackio.name} ${trackio.where}, ` +
      `${experiments.name} ${experiments.where}): Trackio would wipe its history`;
    return [{ ...repository.place, message }];
  });
}

/** Only the name, as in the plan, where the owner is not known yet. */
function shownId(id: string): string {
  return id.replace(/^\//, "");
}
