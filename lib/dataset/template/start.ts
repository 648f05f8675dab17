import { checkCard } from "../card/check_card.ts";
import { editCard } from "../card/edit_card.ts";
import type { CardSettings } from "../../cli/creation_settings.ts";
import { nameOf, ownerOf } from "../../hub/repository_id.ts";
import { cardText, type TemplateName } from "./card.ts";
import type { ContentFile } from "./content.ts";
import { fillFolder } from "./fill_folder.ts";
import type { TemplateFolder } from "./read_folder.ts";

/** What a new repository starts with, all of it known before the Hub is asked for anything. */
export interface Start {
  readonly template: TemplateName;
  /** The README.md, which travels with the creation. */
  readonly card: string;
  /** What comes in the commit after it; empty for the built-in templates. */
  readonly files: readonly ContentFile[];
  /** Whether a card is the one above, made today or on another day. */
  matches(card: string): boolean;
}

/** What a start is made from. */
export interface StartFacts {
  /** `owner/name`. */
  readonly repository: string;
  readonly visibility: "private" | "public" | undefined;
  readonly template: TemplateName;
  readonly folder: TemplateFolder | undefined;
  readonly settings: CardSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Makes the card and the files of a new repository.
 *
 * @throws Failure of the template and card tables
 */
export async function makeStart(facts: StartFacts): Promise<Start> {
  const { folder, template, settings } = facts;
  if (folder === undefined) {
    const card = cardText({ ...facts, ...settings });
    return { template, card, files: [], matches: (text) => text === card };
  }
  const day = new Date(facts.now).toISOString().slice(0, 10);
  const { card, files } = await fillAndEdit(facts, folder, day);
  // A run that is completed on another day has written another date.
  const pieces = card.split(day).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const anyDay = new RegExp(`^${pieces.join("\\d{4}-\\d{2}-\\d{2}")}$`);
  return { template, card, files, matches: (text) => anyDay.test(text) };
}

/**
 * Checks a template folder as far as that is possible before it is known whose token it is.
 *
 * @param folder as it was read
 * @param options whether the visibility is known, or will be asked for
 * @throws Failure of the template and card tables
 */
export async function checkTemplate(
  folder: TemplateFolder,
  options: { visibility: "private" | "public" | undefined; visibilityIsAsked: boolean },
): Promise<void> {
  const visibility = options.visibility ?? (options.visibilityIsAsked ? "private" : undefined);
  const { card } = fillFolder(folder, {
    namespace: "namespace",
    name: "name",
    visibility,
    date: "2000-01-01",
  });
  if (card !== undefined) await checkCard(card, { card: cardName(folder) });
}

/** How the card of a template is called in errors. */
export function cardName(folder: TemplateFolder): string {
  return `README.md of the template "${folder.path}"`;
}

async function fillAndEdit(
  facts: StartFacts,
  folder: TemplateFolder,
  day: string,
): Promise<{ card: string; files: readonly ContentFile[] }> {
  const { card: own, files } = fillFolder(folder, valuesOf(facts, day));
  if (own === undefined) return { card: cardText({ ...facts, ...facts.settings }), files };
  const { license, prettyName, tags } = facts.settings;
  const card = cardName(folder);
  await checkCard(own, { card });
  const { text } = await editCard(own, { license, prettyName, addTags: tags }, { card });
  return { card: text, files };
}

function valuesOf(facts: StartFacts, date: string) {
  const { repository, visibility } = facts;
  return { namespace: ownerOf(repository), name: nameOf(repository), visibility, date };
}
