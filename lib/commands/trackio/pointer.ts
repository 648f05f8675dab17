import { isDatasetVariable } from "../../env_file/variables.ts";
import { PROGRAM } from "../../cli/failure.ts";
import type { FileSettings } from "../../cli/settings.ts";
import { decodeText } from "../../ports/text.ts";
import type { Context } from "../context.ts";
import type { EnvFilePlan } from "../env_file_plan.ts";

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
  facts: { readonly settings: FileSettings; readonly envFile: EnvFilePlan },
): Promise<void> {
  const { settings: { variables }, envFile } = facts;
  const [variable] = variables;
  if (variable === undefined || !variables.every(isDatasetVariable)) return;
  if (variables.some((name) => envFile.values.get(name) ?? context.environment.get(name))) return;
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
