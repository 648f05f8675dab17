import { nearest } from "../account/nearest.ts";
import { Failure } from "../cli/failure.ts";
import { contentFailure } from "./content_failures.ts";
import { cutCard, loadCardReader, textOfFile } from "./card.ts";
import { LICENSES } from "./desired.ts";

import { lineOfToken } from "../account/token.ts";
import { type Files } from "../ports/files.ts";
import { readingProblem } from "../ports/file_errors.ts";

/** No card is longer. */
const LONGEST_CARD = 1_000_000;

/**
 * Reads and checks a file whose text a card is to have.
 *
 * @throws Failure `card_*`
 */
export async function readCardFile(files: Files, path: string): Promise<string> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(path, { limit: LONGEST_CARD });
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === "") throw error;
    throw contentFailure("card_file_unreadable", { path, problem }, { cause: error });
  }
  if (bytes === undefined) {
    throw contentFailure("card_file_unreadable", { path, problem: "it is larger than 1 MB" });
  }
  const card = `"${path}"`;
  const text = textOfFile(bytes);
  if (text === undefined) throw contentFailure("card_not_text", { card });
  const line = lineOfToken(bytes);
  if (line !== undefined) throw contentFailure("card_holds_token", { card, line });
  await checkCard(text, { card });
  return text;
}

/**
 * Checks the front matter of a card from a file of one's own for what is certain, without asking the Hub.
 *
 * @param text the whole README.md
 * @param options `card` names it in errors
 * @throws Failure `card_invalid`
 */
export async function checkCard(text: string, { card }: { card: string }): Promise<void> {
  const problem = await problemOf(text, card);
  if (problem !== undefined) throw contentFailure("card_invalid", { card, problem });
}

async function problemOf(text: string, card: string): Promise<string | undefined> {
  try {
    const cut = cutCard(text, { card });
    if (cut.opening === "") return undefined;
    const read = await loadCardReader({ card });
    const problems = problemsIn(read(cut.yaml));
    return problems.length === 0 ? undefined : problems.join("; ");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === "card_front_matter_open") return 'it starts with "---" and never ends';
    return error.code === "card_yaml_not_keys"
      ? "it does not consist of keys and values"
      : reasonIn(error.message);
  }
}

/** A message without the name of the card. */
function reasonIn(message: string): string {
  return message.replace(/^Cannot read .*?: (?=line \d)/s, "");
}

/** What the Hub is sure to refuse, in few words each. */
function problemsIn(data: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...listOf(data["license"]).flatMap(problemOfLicense),
    ...(listOf(data["tags"]).every(isText)
      ? []
      : ["tags must be a list of texts (quote numbers, yes and no)"]),
    ...(data["pretty_name"] === undefined || isText(data["pretty_name"])
      ? []
      : ["pretty_name must be text (quote it)"]),
  ];
}

function problemOfLicense(license: unknown): string[] {
  if (typeof license !== "string") return ["license must be a license id of the Hub (quote it)"];
  if (LICENSES.includes(license)) return [];
  const meant = nearest(license, LICENSES);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  return [`"${license}" is not a license id of the Hub${hint}`];
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
