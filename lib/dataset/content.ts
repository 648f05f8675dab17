import type { HubClient } from "../hub/client.ts";
import { nameOf, ownerOf } from "../hub/repository_id.ts";
import type { Clock } from "../ports/clock.ts";
import { checkCard } from "./check_card.ts";
import { editCard } from "./edit_card.ts";
import type { DesiredDataset, TemplateName } from "./desired.ts";
import type { EnsuredDataset } from "./ensure.ts";
import { CARD_TAG, cardText } from "./new_card.ts";
import { type ContentFile, fillFolder } from "./template_folder.ts";
import type { TemplateFolder } from "./template_folder.ts";
import { FIRST_ROW_PATH, firstRow, rowAsParquet } from "./trackio_row.ts";

/** What a new repository starts with, all of it known before the Hub is asked for anything. */
export interface InitialContent {
  readonly template: TemplateName;
  /** The README.md, which travels with the creation. */
  readonly card: string;
  /** The files of a template folder, which come in the commit after it. */
  readonly files: readonly ContentFile[];
  /** Whether a card is the one above, made today or on another day. */
  matches(card: string): boolean;
}

/** What the initial content is made from. */
export interface ContentFacts {
  /** `owner/name`. */
  readonly id: string;
  readonly template: TemplateName;
  readonly folder: TemplateFolder | undefined;
  readonly desired: Pick<DesiredDataset, "visibility" | "license" | "tags" | "prettyName">;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Makes the card and the files of a new repository.
 *
 * @throws Failure `template_*`, `card_*`
 */
export async function makeContent(
  { id, template, folder, desired, now }: ContentFacts,
): Promise<InitialContent> {
  const ownCard = () => cardText({ ...desired, id, template });
  if (folder === undefined) {
    const card = ownCard();
    return { template, card, files: [], matches: (text) => text === card };
  }
  const day = new Date(now).toISOString().slice(0, 10);
  const values = { namespace: ownerOf(id), name: nameOf(id), visibility: desired.visibility, date: day };
  const filled = fillFolder(folder, values);
  const card = filled.card === undefined ? ownCard() : await editFolderCard(folder, filled.card, desired);
  // A run that completes an earlier one may have another date.
  const pieces = card.split(day).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const anyDay = new RegExp(`^${pieces.join("\\d{4}-\\d{2}-\\d{2}")}$`);
  return { template, card, files: filled.files, matches: (text) => anyDay.test(text) };
}

async function editFolderCard(
  folder: TemplateFolder,
  text: string,
  { license, prettyName, tags }: ContentFacts["desired"],
): Promise<string> {
  const card = cardName(folder);
  await checkCard(text, { card });
  return (await editCard(text, { license, prettyName, addTags: tags }, { card })).text;
}

/**
 * Checks a template folder as far as possible before it is known whose token it is.
 *
 * @param folder as it was read
 * @param options the visibility, and whether it is asked for where it is not known
 * @throws Failure `template_*`, `card_*`
 */
export async function checkTemplate(
  folder: TemplateFolder,
  options: { visibility: DesiredDataset["visibility"]; visibilityIsAsked: boolean },
): Promise<void> {
  const visibility = options.visibility ?? (options.visibilityIsAsked ? "private" : undefined);
  const values = { namespace: "namespace", name: "name", visibility, date: "2000-01-01" };
  const { card } = fillFolder(folder, values);
  if (card !== undefined) await checkCard(card, { card: cardName(folder) });
}

/** How the card of a template is called in errors. */
export function cardName(folder: TemplateFolder): string {
  return `README.md of the template "${folder.path}"`;
}

/** The files of the commit that follows the creation. */
export async function filesOf(
  content: InitialContent,
  { clock, version }: { clock: Clock; version: string },
): Promise<readonly ContentFile[]> {
  if (content.template !== "trackio") return content.files;
  const row = await rowAsParquet(firstRow({ now: clock.now(), version }));
  return [{ path: FIRST_ROW_PATH, content: new Uint8Array(row) }];
}

/** Whether there is nothing but what a creation leaves. */
export function isBare(files: readonly string[] | undefined): boolean | undefined {
  return files?.every((path) => path === "README.md" || path === ".gitattributes");
}

/**
 * Whether the initial content is missing: in a repository that this run created, and in one that an earlier run created
 * and could not complete. A repository with any other file is in use, and stays as it is.
 */
export async function isContentMissing(
  hub: Pick<HubClient, "readFile">,
  dataset: EnsuredDataset,
  content: InitialContent,
): Promise<boolean> {
  const { info, outcome } = dataset;
  const hasFiles = content.template === "trackio" || content.files.length > 0;
  if (!hasFiles || outcome === "would create") return false;
  if (outcome === "created" && info?.files === undefined) return true;
  if (info === undefined || isBare(info.files) !== true) return false;
  if (content.template === "trackio") return info.tags.includes(CARD_TAG) && info.tags.includes("trackio");
  if (info.files?.includes("README.md") !== true) return false;
  const revision = info.revision ?? "main";
  const card = await hub.readFile(dataset.id, { path: "README.md", revision });
  if (card === undefined || !content.matches(new TextDecoder("utf-8", { ignoreBOM: true }).decode(card))) {
    return false;
  }
  const [only, second] = content.files;
  if (only?.path !== ".gitattributes" || second !== undefined) return true;
  // Every repository has one from the Hub: whether it is the template's, only its content can tell.
  const present = await hub.readFile(dataset.id, { path: only.path, revision });
  return present?.length !== only.content.length ||
    present.some((byte, index) => byte !== only.content[index]);
}
