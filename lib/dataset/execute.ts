import { readDataset } from "../hub/datasets.ts";
import { changeSettings, putInResourceGroup, resourceGroupOf } from "../hub/repositories.ts";
import { refusedByHub } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { HubAnswerError } from "../hub/failures.ts";
import { FIRST_ROW_PATH, firstRow, rowAsParquet } from "./built_in_template.ts";
import type { ContentFile, DatasetTools, DesiredDataset, InitialContent } from "./desired.ts";
import { type EnsuredDataset, isBare, isContentMissing } from "./ensure.ts";
import { datasetFailure } from "./failures.ts";
import { closes, type DatasetPlan, planChanges } from "./plan.ts";
import { editCard } from "./edit_card.ts";

/** What was put into a repository after its creation. */
export interface AddedContent {
  readonly firstRow: boolean;
  readonly files: number;
}

const NOTHING: AddedContent = { firstRow: false, files: 0 };

/**
 * Gives a new repository the rest of what is desired: its gate first, so that data never lies open that belongs behind it,
 * then the first row or the files of the template.
 *
 * That happens to a repository that this run created, and to one that an earlier run created and could not complete; any
 * other repository is in use and stays as it is.
 *
 * @throws Failure `gate_missing`, `first_row_missing`, `template_files_missing`, and those of {@linkcode executePlan}
 */
export async function completeDataset(
  tools: DatasetTools,
  dataset: EnsuredDataset,
  { desired, content }: { desired: DesiredDataset; content: InitialContent },
): Promise<AddedContent> {
  const isNew = dataset.outcome === "created";
  const isMissing = await isContentMissing(tools.hub, dataset, content);
  if (!isNew && !isMissing) return NOTHING;
  const { id, visibility } = dataset;
  const gated = desired.gated || undefined;
  const plan = planChanges(
    { gated, discussions: isNew ? desired.discussions : undefined },
    {
      info: dataset.info ?? { id, visibility, gated: undefined, revision: undefined },
      card: isNew && desired.card !== undefined
        ? await editCard(await content.card(), { ...desired, removedTags: [] }, `README.md of ${id}`)
        : undefined,
    },
  );
  try {
    await changeSettingsOf(plan, tools);
  } catch (error) {
    if (tools.interrupted.aborted || !(error instanceof Failure) || gated === undefined) throw error;
    const details = { repository: id, gated, problem: error.message };
    throw datasetFailure("gate_missing", details, { cause: error, exitCode: error.exitCode });
  }
  return await commitTo(tools, plan, isMissing ? content : undefined);
}

/**
 * Carries a plan out, and makes sure that the Hub now says so.
 *
 * What closes the repository comes first, what opens it comes last: nothing is open for longer than desired, even where
 * the card is refused in between.
 *
 * @param content the initial content, where it is missing; it is committed together with the card
 * @throws Failure `repository_changed_meanwhile`, `change_*`, those of the account and of the network
 */
export async function executePlan(
  tools: DatasetTools,
  plan: DatasetPlan,
  content?: InitialContent,
): Promise<void> {
  try {
    if (closes(plan)) await changeSettingsOf(plan, tools);
    await commitTo(tools, plan, content);
    await changeGroup(tools, plan);
    if (!closes(plan)) await changeSettingsOf(plan, tools);
  } catch (error) {
    const isRefused = error instanceof HubAnswerError && error.code === "forbidden";
    if (!isRefused) throw error;
    // For lack of rights: it says whose token it is and what it lacks.
    const { whoami, endpoint } = tools;
    throw refusedByHub(whoami, { endpoint, repository: plan.id }, error.said, { cause: error });
  }
}

async function changeSettingsOf(plan: DatasetPlan, { hub, reporter }: DatasetTools): Promise<void> {
  const { id, settings } = plan;
  const names = Object.keys(settings);
  if (names.length === 0) return;
  const answer = await changeSettings(hub, id, settings);
  const isAnswered = names.every((name) => answer[name] !== undefined || name === "discussionsDisabled");
  const present: Readonly<Record<string, unknown>> = isAnswered ? {} : { ...await readDataset(hub, id) };
  for (const [name, value] of Object.entries(settings)) {
    const actual = answer[name] ?? present[name];
    if (actual === undefined && name === "discussionsDisabled") {
      reporter.warn("The Hub accepted the setting for discussions but does not report its value");
    } else if (actual !== value) {
      throw datasetFailure("change_unconfirmed", { repository: id, setting: name.replace("Disabled", "") });
    }
  }
  const words = plan.changes.filter(({ setting }) => ["visibility", "gated", "discussions"].includes(setting))
    .map(({ setting, to }) => `${setting} ${to}`);
  reporter.change("Settings", `Updated ${id}: ${words.join(", ")}`);
}

/** Adds the initial content and the new card in one commit: an interrupted run leaves both or neither. */
async function commitTo(
  tools: DatasetTools,
  { id, revision, card }: DatasetPlan,
  content: InitialContent | undefined,
): Promise<AddedContent> {
  const { hub, reporter, interrupted } = tools;
  const keys = card?.changes.map(({ key }) => key).join(", ");
  const isTrackio = content?.template === "trackio";
  const added: ContentFile[] = [...content?.files ?? []];
  if (isTrackio) {
    const row = await rowAsParquet(firstRow({ now: tools.clock.now(), version: tools.version }));
    added.push({ path: FIRST_ROW_PATH, content: new Uint8Array(row) });
  }
  const files = [...added];
  if (card !== undefined) files.push({ path: "README.md", content: new TextEncoder().encode(card.text) });
  if (files.length === 0) return NOTHING;
  const title = content === undefined
    ? `Edit the card: ${keys}`
    : isTrackio
    ? "Add the first row, so that readers find the columns"
    : "Add the files of the template";
  try {
    // Loaded here and not before, with the library that it takes.
    const { commitFiles } = await import("../hub/commits.ts");
    await commitFiles(hub, id, { title, files, revision });
  } catch (error) {
    if (interrupted.aborted || !(error instanceof Failure) || content === undefined) throw error;
    const isTaken = error.code === "repository_changed_meanwhile" && card === undefined &&
      isBare((await readDataset(hub, id))?.files) === false;
    if (isTaken) {
      reporter.step("Repository", `${id} already has files from another user`);
      return NOTHING;
    }
    // The hint of the cause knows the fix, such as a host that --allow-net must name.
    const code = isTrackio ? "first_row_missing" : "template_files_missing";
    throw datasetFailure(code, { repository: id, cause: error }, { cause: error, exitCode: error.exitCode });
  }
  if (isTrackio) reporter.change("First row", `Added ${FIRST_ROW_PATH} to ${id}`);
  else if (content !== undefined) {
    const count = added.length === 1 ? "1 file" : `${added.length} files`;
    reporter.change("Files", `Added ${count} of the template to ${id}`);
  }
  if (keys !== undefined) reporter.change("Card", `Changed ${keys} in the card of ${id}`);
  return { firstRow: isTrackio, files: added.length };
}

async function changeGroup({ hub, reporter }: DatasetTools, { id, group }: DatasetPlan): Promise<void> {
  if (group === undefined) return;
  await putInResourceGroup(hub, id, group);
  const now = await resourceGroupOf(hub, id);
  if ((now?.id ?? null) !== group) {
    throw datasetFailure("change_unconfirmed", { repository: id, setting: "resource group" });
  }
  const where = group === null ? "in no resource group" : `in the resource group ${now?.name ?? group}`;
  reporter.change("Group", `${id} is now ${where}`);
}
