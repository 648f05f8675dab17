import { nameOf, ownerOf } from "../hub/addresses.ts";
import type { Clock } from "../ports/world.ts";
import type { ContentFile, DesiredDataset, InitialContent, TemplateName } from "./desired.ts";
import { textOfFile } from "./card.ts";
import { checkCard } from "./check_card.ts";
import { editCard } from "./edit_card.ts";
import { contentFailure } from "./content_failures.ts";
import { cardText } from "./new_card.ts";
import type { TemplateFolder } from "./template_folder.ts";
import { FIRST_ROW_PATH, firstRow, rowAsParquet } from "./trackio_row.ts";

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
 * What a repository starts with whose template is a folder.
 *
 * @throws Failure `template_*`, `card_*`
 */
export async function contentOfFolder(
  folder: TemplateFolder,
  { id, template, desired, now }: Omit<ContentFacts, "folder">,
): Promise<InitialContent> {
  const date = new Date(now).toISOString().slice(0, 10);
  const values = { namespace: ownerOf(id), name: nameOf(id), visibility: desired.visibility, date };
  const filled = fillFolder(folder, values);
  const card = filled.card === undefined
    ? cardText({ ...desired, id, template })
    : await editFolderCard(folder, filled.card, desired);
  // A run that completes an earlier one can have another date.
  const pieces = card.split(date).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const anyDay = new RegExp(`^${pieces.join("\\d{4}-\\d{2}-\\d{2}")}$`);
  return {
    template,
    card: () => Promise.resolve(card),
    files: filled.files,
    matches: (text) => anyDay.test(text),
  };
}

async function editFolderCard(
  folder: TemplateFolder,
  text: string,
  { license, prettyName, tags }: ContentFacts["desired"],
): Promise<string> {
  const card = cardName(folder);
  await checkCard(text, { card });
  // As a replacement, so that its lines of dashes are as huggingface_hub reads them.
  const edits = { replacement: text, license, prettyName, addTags: tags };
  return (await editCard("", edits, { card })).text;
}

/**
 * Checks a template folder as far as possible before it is known whose token it is.
 *
 * @throws Failure `template_*`, `card_*`
 */
export async function checkTemplate(
  folder: TemplateFolder,
  options: { visibility: DesiredDataset["visibility"]; visibilityIsAsked: boolean },
): Promise<void> {
  const visibility = options.visibility ?? (options.visibilityIsAsked ? "private" : undefined);
  const values = { namespace: "namespace", name: "name", visibility, date: "2000-01-01" };
  const { card } = fillFolder(folder, values);
  if (card === undefined) return;
  await checkCard(card, { card: cardName(folder) });
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

/** The values of the placeholders; a visibility can be unknown. */
interface PlaceholderValues {
  readonly namespace: string;
  readonly name: string;
  readonly visibility: string | undefined;
  /** The day in UTC, `2026-01-31`. */
  readonly date: string;
}

/**
 * Fills in the placeholders of a text; `\{{name}}` becomes `{{name}}`. Any other braces, as in BibTeX or in the `${{ … }}`
 * of workflows, stay.
 *
 * @param options `file` names it in errors
 * @throws Failure `template_visibility_unknown`
 */
export function fillPlaceholders(
  text: string,
  values: PlaceholderValues,
  { file }: { file: string },
): string {
  const known = new Map(Object.entries(values));
  return text.replaceAll(
    /(?<!\$)(\\?)\{\{\s*(namespace|name|visibility|date)\s*\}\}/g,
    (whole: string, escape: string, word: string, at: number) => {
      if (escape !== "") return whole.slice(1);
      const value: string | undefined = known.get(word);
      if (value !== undefined) return value;
      const line = text.slice(0, at).split("\n").length;
      throw contentFailure("template_visibility_unknown", { file, line });
    },
  );
}

/** The card of a template, where it has one, and its other files, with their placeholders filled in. */
function fillFolder(
  folder: TemplateFolder,
  values: PlaceholderValues,
): { card: string | undefined; files: readonly ContentFile[] } {
  let card: string | undefined;
  const files: ContentFile[] = [];
  for (const { path, bytes } of folder.files) {
    const text = textOfFile(bytes);
    const filled = text === undefined ? undefined : fillPlaceholders(text, values, { file: path });
    if (path === "README.md") {
      if (filled === undefined) throw contentFailure("card_not_text", { card: cardName(folder) });
      card = filled;
    } else {
      const content = filled === undefined || filled === text ? bytes : new TextEncoder().encode(filled);
      files.push({ path, content: Uint8Array.from(content) });
    }
  }
  return { card, files };
}
