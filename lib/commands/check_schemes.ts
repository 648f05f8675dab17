import type { Failure } from "../cli/failure.ts";
import { commandsFailure } from "./failures.ts";
import { assignmentsFor, type FileSettings } from "../cli/settings.ts";
import {
  DATASET_ID_DEPRECATED,
  findSchemeConflict,
  isTrackioSetting,
  type PlacedVariable,
  type SchemeConflict,
  TRACKIO_DATASET_ID,
} from "../env_file/variables.ts";
import type { Context } from "./context.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import type { SpacePlan } from "./space_step.ts";

/**
 * Makes sure that the repository will not be used by Trackio's own storage and by the readers of the experiments dataset
 * at once, before anything is changed.
 *
 * @throws Failure `repository_in_both_schemes`
 */
export function checkSchemes(
  context: Context,
  facts: {
    settings: FileSettings;
    envFile: EnvFilePlan;
    space: SpacePlan | undefined;
    repository: string;
  },
): void {
  const { settings, envFile, space, repository } = facts;
  const assignments = assignmentsFor(settings, repository);
  if (assignments.some(({ name }) => name === TRACKIO_DATASET_ID)) {
    context.reporter.warn(DATASET_ID_DEPRECATED);
  }
  const file = settings.path === undefined ? "the result" : envFile.path ?? settings.path;
  const inFile = new Map([...envFile.named, ...assignments.map(({ name, value }) => [name, value] as const)]);
  const inSpace = new Map(
    space === undefined ? [] : [
      ...space.variables,
      ...assignments.filter(({ name }) => !isTrackioSetting(name))
        .map(({ name, value }) => [name, value] as const),
    ],
  );
  const inShell = [TRACKIO_DATASET_ID, ...settings.variables].flatMap((name) => {
    const value = context.environment.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const variables = [
    ...placed(inFile, `in ${file}`),
    ...placed(inSpace, `in the Space ${space?.space ?? ""}`),
    ...placed(inShell, "in this shell"),
  ].filter(({ value }) => value.toLowerCase() === repository.toLowerCase());
  const conflict = findSchemeConflict(variables);
  if (conflict !== undefined) throw schemeConflictFailure(conflict);
}

/** The failure of setup, and an error of the doctor. */
export function schemeConflictFailure({ repository, trackio, experiments }: SchemeConflict): Failure {
  const say = ({ name, where }: PlacedVariable) => `${name} ${where}`;
  return commandsFailure("repository_in_both_schemes", {
    repository,
    trackio: say(trackio),
    experiments: say(experiments),
  });
}

function placed(
  variables: Iterable<readonly [name: string, value: string]>,
  where: string,
): readonly PlacedVariable[] {
  return [...variables].map(([name, value]) => ({ name, value, where }));
}
