import { readDataset } from "../hub/datasets.ts";
import { changeSettings, putInResourceGroup, resourceGroupOf } from "../hub/repositories.ts";
import { refusedByHub } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { HubAnswerError } from "../hub/failures.ts";
import { filesOf } from "./content.ts";
import { type DatasetTools, type DesiredDataset, type InitialContent, UNCHANGED } from "./desired.ts";
import { type EnsuredDataset, isBare, isContentMissing } from "./ensure.ts";
import { datasetFailure } from "./failures.ts";
import { closes, type DatasetPlan, planChanges } from "./plan.ts";
import { FIRST_ROW_PATH } from "./trackio_row.ts";
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
  const { license, tags, prettyName, card } = desired;
  const gated = desired.gated === false ? undefined : desired.gated;
  const edits = { license, prettyName, addTags: tags, replacement: card };
  const plan = planChanges(
    { ...UNCHANGED, gated, discussions: isNew ? desired.discussions : undefined },
    {
      info: dataset.info ?? { ...UNREAD, id, visibility },
      group: undefined,
      card: isNew && card !== undefined
        ? await editCard(await content.card(), edits, { card: `README.md of ${id}` })
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

const UNREAD = { gated: undefined, revision: undefined, tags: [], prettyName: undefined, files: undefined };

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
    throw explained(error, plan.id, tools);
  }
}

async function changeSettingsOf(plan: DatasetPlan, { hub, reporter }: DatasetTools): Promise<void> {
  const { id, settings } = plan;
  const names = Object.keys(settings);
  if (names.length === 0) return;
  const answer = await changeSettings(hub, id, settings);
  const isAnswered = names.every((name) => answer[name] !== undefined || name === "discussionsDisabled");
  const now = isAnswered ? undefined : await readDataset(hub, id);
  const present = new Map<string, unknown>([["visibility", now?.visibility], ["gated", now?.gated]]);
  for (const [name, value] of Object.entries(settings)) {
    const actual = answer[name] ?? present.get(name);
    if (actual === undefined && name === "discussionsDisabled") {
      reporter.warn("The Hub accepted the setting for discussions but does not report its value");
    } else if (actual !== value) {
      throw datasetFailure("change_unconfirmed", { repository: id, setting: SETTINGS[name] ?? name });
    }
  }
  const words = plan.changes.filter(({ setting }) => Object.values(SETTINGS).includes(setting))
    .map(({ setting, to }) => `${setting} ${to}`);
  reporter.change("Settings", `Updated ${id}: ${words.join(", ")}`);
}

/** What each setting of the Hub is called here. */
const SETTINGS: Readonly<Record<string, string>> = {
  visibility: "visibility",
  gated: "gated",
  discussionsDisabled: "discussions",
};

/** Adds the initial content and the new card in one commit: an interrupted run leaves both or neither. */
async function commitTo(
  tools: DatasetTools,
  { id, revision, card }: DatasetPlan,
  content: InitialContent | undefined,
): Promise<AddedContent> {
  const { hub, reporter, interrupted } = tools;
  const keys = card?.changes.map(({ key }) => key).join(", ");
  const added = content === undefined ? [] : await filesOf(content, tools);
  const edited = card === undefined ? [] : [{
    path: "README.md",
    content: new TextEncoder().encode(card.text),
  }];
  if (added.length + edited.length === 0) return NOTHING;
  const isTrackio = content?.template === "trackio";
  const title = content === undefined
    ? `Edit the card: ${keys}`
    : isTrackio
    ? "Add the first row, so that readers find the columns"
    : "Add the files of the template";
  try {
    // Loaded here and not before, with the library that it takes.
    const { commitFiles } = await import("../hub/commits.ts");
    await commitFiles(hub, id, { title, files: [...added, ...edited], revision });
  } catch (error) {
    if (interrupted.aborted || !(error instanceof Failure) || content === undefined) throw error;
    if (error.code === "repository_changed_meanwhile" && card === undefined && await hasContent(hub, id)) {
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

/** Whether there is more than what a creation leaves; then nothing is added. */
async function hasContent(hub: DatasetTools["hub"], id: string): Promise<boolean> {
  return isBare((await readDataset(hub, id))?.files) === false;
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

/** A refusal for lack of rights says whose token it is and what it lacks. */
function explained(error: unknown, id: string, { whoami, endpoint }: DatasetTools): unknown {
  if (!(error instanceof HubAnswerError) || error.code !== "forbidden") return error;
  return refusedByHub(whoami, { endpoint, repository: id }, error.said, { cause: error });
}
