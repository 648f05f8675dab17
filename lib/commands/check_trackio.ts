import { PROGRAM } from "../cli/failure.ts";
import { assignmentsFor } from "../cli/settings.ts";
import {
  DATASET_ID_DEPRECATED,
  findSchemeConflict,
  isDatasetVariable,
  isTrackioSetting,
  type PlacedVariable,
  TRACKIO_DATASET_ID,
} from "../env_file/variables.ts";
import { decodeText } from "../ports/text.ts";
import { commandsFailure, type Context } from "./context.ts";
import type { EnvFilePlan } from "./env_file.ts";
import type { SpacePlan } from "./space.ts";

/**
 * Refuses a repository that both Trackio's own storage and the readers of the experiments dataset would use.
 *
 * @throws Failure `repository_in_both_schemes`
 */
export function checkSchemes(
  context: Context,
  facts: { envFile: EnvFilePlan; space: SpacePlan | undefined; repository: string },
): void {
  const { envFile, space, repository } = facts;
  const { settings } = envFile;
  const assignments = assignmentsFor(settings, repository);
  if (assignments.some(({ name }) => name === TRACKIO_DATASET_ID)) {
    context.reporter.warn(DATASET_ID_DEPRECATED);
  }
  const assigned = assignments.map(({ name, value }) => [name, value] as const);
  const inSpace = space && [...space.variables, ...assigned.filter(([name]) => !isTrackioSetting(name))];
  const inShell = [TRACKIO_DATASET_ID, ...settings.variables]
    .map((name) => [name, context.environment.get(name) ?? ""] as const);
  const places = [
    [[...envFile.named, ...assigned], `in ${envFile.path ?? "the result"}`],
    [inSpace ?? [], `in the Space ${space?.space ?? ""}`],
    [inShell, "in this shell"],
  ] as const;
  const variables = places.flatMap(([values, where]) =>
    [...new Map(values)].map(([name, value]): PlacedVariable => ({ name, value, where }))
  ).filter(({ value }) => value.toLowerCase() === repository.toLowerCase());
  const conflict = findSchemeConflict(variables);
  if (conflict !== undefined) throw commandsFailure("repository_in_both_schemes", conflict);
}

/** Where Python projects list what they need, each with how a line there names a package. */
const REQUIREMENTS: readonly { readonly file: RegExp; readonly names: RegExp }[] = [
  { file: /^requirements[\w.-]*\.(?:txt|in)$/, names: /^\s*trackio\s*(?:$|[[=<>~!;@#])/im },
  {
    file: /^(?:pyproject\.toml|setup\.py|setup\.cfg|Pipfile)$/,
    names: /^\s*trackio\s*(?:$|[[=<>~!;@#])|^[^#]*["']trackio\s*(?:["'[=<>~!;@])/im,
  },
  { file: /^environment\.ya?ml$/, names: /^\s*-\s*["']?trackio\s*(?:$|["'[=<>~!;@#])/im },
];

/** A list of packages that is longer was not written by a person. */
const LIMIT = 256 * 1024;

/**
 * Points to `hf-dataset-setup trackio` where the project uses Trackio: what setup writes changes nothing for it. A project
 * that already names a dataset has decided.
 */
export async function pointToTrackio(
  context: Pick<Context, "environment" | "files" | "reporter">,
  { settings: { variables }, values }: EnvFilePlan,
): Promise<void> {
  const [variable] = variables;
  if (variable === undefined || !variables.every(isDatasetVariable)) return;
  if (variables.some((name) => values.get(name) ?? context.environment.get(name))) return;
  const file = await findRequirement(context.files);
  if (file === undefined) return;
  context.reporter.note(
    `${file} lists trackio, which does not read ${variable}; to set up Trackio: ${PROGRAM} trackio`,
  );
}

/** The first file of the current folder that lists trackio; what cannot be read is passed over. */
async function findRequirement(files: Context["files"]): Promise<string | undefined> {
  const names = await files.list(".").catch(() => []);
  for (const name of names.toSorted()) {
    const kind = REQUIREMENTS.find(({ file }) => file.test(name));
    if (kind === undefined) continue;
    const bytes = await files.read(name, { limit: LIMIT }).catch(() => undefined);
    const text = bytes === undefined ? undefined : decodeText(bytes);
    if (text !== undefined && kind.names.test(text)) return name;
  }
  return undefined;
}
