import type { Mistake, PlannedRepository } from "../../plan/plan.ts";
import { findSchemeConflict, type PlacedVariable } from "../../variables/trackio_variables.ts";
import type { LocalFiles } from "./local_files.ts";

/**
 * Finds what the repositories of a plan say against each other.
 *
 * @param repositories as they were read
 * @param options `owner`: the namespace of names without one, once it is known
 */
export function contradictionsIn(
  repositories: readonly PlannedRepository[],
  { owner }: { owner: string | undefined },
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const names = new Map<string, number>();
  const variables = new Map<string, number>();
  for (const planned of repositories) {
    const { place } = planned;
    const id = idOf(planned, owner ?? "");
    const before = names.get(id.toLowerCase());
    if (before !== undefined) {
      mistakes.push({
        ...place,
        message: `"${id.replace(/^\//, "")}" is planned twice; it is on line ${before} too`,
      });
    } else names.set(id.toLowerCase(), place.line);
    for (const name of planned.variables) {
      const key = `${planned.envFile}\n${name}`;
      const other = variables.get(key);
      if (other === undefined) variables.set(key, place.line);
      else if (before === undefined) {
        mistakes.push({
          ...place,
          message: `${name} of ${planned.envFile} is to name another repository on line ${other}`,
        });
      }
    }
  }
  return mistakes;
}

/**
 * Finds the repositories that Trackio's own storage and the readers of the experiments dataset would share.
 *
 * @param repositories as they were read
 * @param known the env files as they are, and the namespace of names without one
 */
export function schemeMistakesIn(
  repositories: readonly PlannedRepository[],
  { files, owner }: { files: LocalFiles; owner: string },
): readonly Mistake[] {
  const planned = new Map<string, PlacedVariable>();
  for (const repository of repositories) {
    for (const name of repository.variables) {
      const { envFile } = repository;
      planned.set(`${envFile}\n${name}`, { name, value: idOf(repository, owner), where: `in ${envFile}` });
    }
  }
  const kept = [...files.envFiles].flatMap(([envFile, { named }]) =>
    [...named].filter(([name]) => !planned.has(`${envFile}\n${name}`))
      .map(([name, value]): PlacedVariable => ({ name, value, where: `in ${envFile}` }))
  );
  const variables = Map.groupBy([...kept, ...planned.values()], ({ value }) => value.toLowerCase());
  return repositories.flatMap((repository) => {
    if (repository.variables.length === 0) return [];
    const id = idOf(repository, owner);
    const conflict = findSchemeConflict(variables.get(id.toLowerCase()) ?? []);
    if (conflict === undefined) return [];
    const { trackio, experiments } = conflict;
    const message = `"${id}" would be used by both schemes (${trackio.name} ${trackio.where}, ` +
      `${experiments.name} ${experiments.where}): Trackio would wipe its history`;
    return [{ ...repository.place, message }];
  });
}

/** `namespace/name`. */
export function idOf(planned: PlannedRepository, owner: string): string {
  return `${planned.namespace ?? owner}/${planned.name}`;
}
