import { nearest } from "../account/nearest.ts";
import { Failure } from "../cli/failure.ts";
import { contentFailure } from "./content_failures.ts";
import { type CardData, cutCard, loadCardReader, textOfFile } from "./card.ts";
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
 * @throws Failure `card_invalid`
 */
export async function checkCard(text: string, { card }: { card: string }): Promise<void> {
  const problem = await problemOf(text, card);
  if (problem !== "") throw contentFailure("card_invalid", { card, problem });
}

async function problemOf(text: string, card: string): Promise<string> {
  try {
    const { opening, yaml } = cutCard(text, { card });
    if (opening === "") return "";
    const read = await loadCardReader({ card });
    return problemsIn(read(yaml)).join("; ");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === "card_front_matter_open") return 'it starts with "---" and never ends';
    if (error.code === "card_yaml_not_keys") return "it does not consist of keys and values";
    // Without the name of the card.
    return error.message.replace(/^Cannot read .*?: (?=line \d)/s, "");
  }
}

/** What the Hub is sure to refuse, in few words each. */
function problemsIn({ license, tags, pretty_name: prettyName }: CardData): readonly string[] {
  const isText = (value: unknown) => typeof value === "string";
  const listOf = (value: unknown) => value === undefined ? [] : [value].flat();
  return [
    ...listOf(license).flatMap(problemOfLicense),
    ...(listOf(tags).every(isText) ? [] : ["tags must be a list of texts (quote numbers, yes and no)"]),
    ...(listOf(prettyName).every(isText) && !Array.isArray(prettyName)
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
