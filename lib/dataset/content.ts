import { nameOf, ownerOf } from "../hub/addresses.ts";
import { cardText } from "./built_in_template.ts";
import { cardFailure, checkCard, textOfFile } from "./card.ts";
import type { ContentFile, DesiredDataset, InitialContent, TemplateName } from "./desired.ts";
import { editCard } from "./edit_card.ts";
import { templateFailure, type TemplateFolder } from "./template_folder.ts";

export interface ContentFacts {
  readonly id: string;
  readonly template: TemplateName;
  readonly folder: TemplateFolder | undefined;
  readonly desired: DesiredDataset;
  readonly now: number;
}

/** What a repository starts with whose template is a folder; throws `template_*`, `card_*`. */
export async function contentOfFolder(
  folder: TemplateFolder,
  { id, template, desired, now }: Omit<ContentFacts, "folder">,
): Promise<InitialContent> {
  const date = new Date(now).toISOString().slice(0, 10);
  const values = { namespace: ownerOf(id), name: nameOf(id), visibility: desired.visibility, date };
  const filled = fillFolder(folder, values);
  let card = filled.card ?? cardText(id, template, desired);
  if (filled.card !== undefined) {
    await checkCard(card, cardName(folder));
    // As a replacement, so that its lines of dashes are as huggingface_hub reads them.
    card = (await editCard("", { ...desired, removedTags: [], card }, cardName(folder))).text;
  }
  // A run that completes an earlier one can have another date.
  const anyDay = new RegExp(`^${card.split(date).map(RegExp.escape).join("\\d{4}-\\d{2}-\\d{2}")}$`);
  return {
    template,
    card: () => Promise.resolve(card),
    files: filled.files,
    matches: (text) => anyDay.test(text),
  };
}

/** Checks a template folder as far as possible before it is known whose token it is; throws `template_*`, `card_*`. */
export async function checkTemplate(
  folder: TemplateFolder,
  visibility: DesiredDataset["visibility"],
): Promise<void> {
  const values = { namespace: "namespace", name: "name", visibility, date: "2000-01-01" };
  const { card } = fillFolder(folder, values);
  if (card !== undefined) await checkCard(card, cardName(folder));
}

/** How the card of a template is called in errors. */
export function cardName(folder: TemplateFolder): string {
  return `README.md of the template "${folder.path}"`;
}

/** Of the placeholders; only the visibility can be unknown. */
type Values = Readonly<Record<"namespace" | "name" | "visibility" | "date", string | undefined>>;

/**
 * Fills in the placeholders of a text; `\{{name}}` becomes `{{name}}`. Any other braces, as in BibTeX or in the `${{ … }}`
 * of workflows, stay.
 *
 * @throws Failure `template_visibility_unknown`
 */
export function fillPlaceholders(text: string, values: Values, file: string): string {
  return text.replaceAll(
    /(?<!\$)(\\?)\{\{\s*(namespace|name|visibility|date)\s*\}\}/g,
    (whole: string, escape: string, word: keyof Values, at: number) => {
      if (escape !== "") return whole.slice(1);
      const value = values[word];
      if (value !== undefined) return value;
      const line = text.slice(0, at).split("\n").length;
      throw templateFailure("template_visibility_unknown", { file, line });
    },
  );
}

/** The card of a template, where it has one, and its other files, with their placeholders filled in. */
function fillFolder(
  folder: TemplateFolder,
  values: Values,
): { card: string | undefined; files: readonly ContentFile[] } {
  let card: string | undefined;
  const files: ContentFile[] = [];
  for (const { path, bytes } of folder.files) {
    const text = textOfFile(bytes);
    const filled = text === undefined ? undefined : fillPlaceholders(text, values, path);
    if (path === "README.md") {
      if (filled === undefined) throw cardFailure("card_not_text", { card: cardName(folder) });
      card = filled;
    } else {
      const content = filled === undefined || filled === text ? bytes : new TextEncoder().encode(filled);
      files.push({ path, content: Uint8Array.from(content) });
    }
  }
  return { card, files };
}
