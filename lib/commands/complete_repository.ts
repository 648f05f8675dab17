import { Failure } from "../cli/failure.ts";
import { commandsFailure } from "./failures.ts";
import { datasetFailure } from "../dataset/failures.ts";
import { detectShell } from "../shell/shell.ts";
import type { CreationSettings } from "../cli/creation_settings.ts";
import { PROGRAM } from "../cli/failure.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import type { HubClient } from "../hub/hub_client.ts";
import type { ContentFile } from "../dataset/template/content.ts";
import { needsFirstRow } from "../dataset/template/first_row.ts";
import type { Start } from "../dataset/template/start.ts";
import { FIRST_ROW_PATH, firstRow, rowAsParquet } from "../dataset/template/trackio_row.ts";
import type { Context } from "./context.ts";
import { unappliedOptions } from "./unapplied_options.ts";

/** What is to be completed. */
export interface RepositoryToComplete {
  readonly hub: HubClient;
  readonly dataset: EnsuredDataset;
  readonly start: Start;
  readonly creation: CreationSettings;
}

/** What was put into the repository after its creation. */
export interface Completion {
  readonly firstRow: boolean;
  readonly files: number;
  readonly gated: boolean;
}

const NOTHING: Completion = { firstRow: false, files: 0, gated: false };

/**
 * Gives a repository the rest of what it starts with: the gate, then the first row or the files of the template.
 *
 * That happens to a repository that this run created, and to one that an earlier run created and could not complete;
 * any other is somebody's and stays as it is. The gate comes first: data never lies open that was to be behind it.
 *
 * @returns what was done; a failure is returned, not thrown, so that the env file is still written
 */
export async function completeRepository(
  context: Context,
  facts: RepositoryToComplete,
): Promise<Completion | Failure> {
  try {
    return await complete(context, facts);
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}

async function complete(context: Context, facts: RepositoryToComplete): Promise<Completion> {
  const { dataset, creation } = facts;
  const due = await isContentDue(facts);
  if (dataset.outcome !== "created") warnOfUnapplied(context, facts, { due });
  if (dataset.outcome !== "created" && !due) return NOTHING;
  let gated = false;
  if (creation.gated !== undefined && dataset.info?.gated !== creation.gated) {
    await setGate(context, facts, creation.gated);
    gated = true;
  }
  if (!due) return { ...NOTHING, gated };
  const { template } = facts.start;
  const files = template === "trackio" ? [await firstRowFile(context)] : facts.start.files;
  if (!await commitStart(context, facts, files)) return { ...NOTHING, gated };
  return { firstRow: template === "trackio", files: files.length, gated };
}

/** Whether there is more than what a creation leaves; then it is not ours to add to. */
async function hasContent(hub: HubClient, id: string): Promise<boolean> {
  const info = await hub.readDataset(id);
  return info?.files?.some((path) => path !== "README.md" && path !== ".gitattributes") === true;
}

/** Whether what a repository starts with is missing: it was created by a run that could not complete it. */
export async function isContentDue(facts: RepositoryToComplete): Promise<boolean> {
  const { dataset, start, hub } = facts;
  if (start.template !== "folder") return needsFirstRow(start.template, dataset);
  if (start.files.length === 0) return false;
  const { info } = dataset;
  if (dataset.outcome === "created" && info?.files === undefined) return true;
  if (info?.files?.every((path) => path === "README.md" || path === ".gitattributes") !== true) return false;
  if (!info.files.includes("README.md")) return false;
  const revision = info.revision ?? "main";
  const card = await hub.readFile(dataset.id, { path: "README.md", revision });
  if (card === undefined || !start.matches(new TextDecoder("utf-8", { ignoreBOM: true }).decode(card))) {
    return false;
  }
  const [only, second] = start.files;
  if (only?.path !== ".gitattributes" || second !== undefined) return true;
  // Every repository has one from the Hub: whether it is the template's, only its content can tell.
  const present = await hub.readFile(dataset.id, { path: only.path, revision });
  return present?.length !== only.content.length ||
    present.some((byte, index) => byte !== only.content[index]);
}

async function setGate(
  context: Context,
  facts: RepositoryToComplete,
  gated: "auto" | "manual",
): Promise<void> {
  const { hub, dataset: { id: repository } } = facts;
  try {
    const told = await hub.changeSettings(repository, { gated });
    const now = told["gated"] ?? (await hub.readDataset(repository))?.gated;
    if (now !== gated) throw commandsFailure("change_unconfirmed", { repository, setting: "gate" });
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    const details = { repository, gated, problem: error.message };
    throw datasetFailure("gate_missing", details, { cause: error, exitCode: error.exitCode });
  }
  const who = gated === "auto" ? "and get it at once" : "and you decide";
  context.reporter.change("Gate", `Readers of ${repository} must ask for access, ${who}`);
}

async function firstRowFile(context: Context): Promise<ContentFile> {
  const row = firstRow({ now: context.clock.now(), version: context.version });
  return { path: FIRST_ROW_PATH, content: new Uint8Array(await rowAsParquet(row)) };
}

/** Whether the files are in: false where somebody else was quicker to put something into it. */
async function commitStart(
  context: Context,
  facts: RepositoryToComplete,
  files: readonly ContentFile[],
): Promise<boolean> {
  const { hub, dataset, start } = facts;
  const { id: repository } = dataset;
  const isTrackio = start.template === "trackio";
  const title = isTrackio
    ? "Add the first row, so that readers find the columns"
    : "Add the files of the template";
  try {
    await hub.commitFiles(repository, { title, files, revision: dataset.info?.revision });
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    if (error.code === "repository_changed_meanwhile" && await hasContent(hub, repository)) {
      context.reporter.step("Repository", `${repository} got its first files from somebody else meanwhile`);
      return false;
    }
    // The hint of the cause knows what mends it, such as a host that --allow-net must name.
    const details = { repository, problem: error.message, mend: error.hint };
    const { exitCode } = error;
    throw datasetFailure(isTrackio ? "first_row_missing" : "template_files_missing", details, {
      cause: error,
      exitCode,
    });
  }
  if (isTrackio) context.reporter.change("First row", `Written to ${FIRST_ROW_PATH} of ${repository}`);
  else {
    const count = files.length === 1 ? "1 file" : `${files.length} files`;
    context.reporter.change("Files", `Added ${count} of the template to ${repository}`);
  }
  return true;
}

/**
 * Warns of the options of creation that change nothing of a repository that was there before.
 *
 * @param options `due`: what it starts with is missing; the card was made by an earlier run, and the gate is set now
 */
export function warnOfUnapplied(
  context: Context,
  facts: Pick<RepositoryToComplete, "dataset" | "creation">,
  { due }: { due: boolean },
): void {
  const { id, info } = facts.dataset;
  const creation = due ? { ...facts.creation, gated: undefined } : facts.creation;
  const { given, configure } = unappliedOptions(creation, info, { shell: detectShell(context.environment) });
  if (given.length === 0) return;
  const mend = configure.length === 0
    ? `${given.length === 1 ? "it counts" : "they count"} only when a repository is created`
    : `to change it: ${PROGRAM} configure ${id} ${configure.join(" ")}`;
  context.reporter.warn(`${id} was already there, so ${given.join(", ")} changed nothing; ${mend}`);
}
