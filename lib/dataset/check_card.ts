import { nearest } from "../account/nearest.ts";
import { Failure } from "../cli/failure.ts";
import { contentFailure } from "./content_failures.ts";
import { type CardData, cutCard, loadCardReader, textOfFile } from "./card.ts";
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

/** The license ids of the Hub, in its order (lib/hub/README.md#creating-a-repository). */
export const LICENSES: readonly string[] = `
  apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m
  afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5
  cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
  cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
  cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0
  lgpl lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl
  openmdw-1.0 openmdw-1.1 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr
  deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4
  grok2-community gemma unknown other
`.trim().split(/\s+/);

/** Tokens of the Hub, as scanners look for them; those of programs and organizations have prefixes. */
const TOKEN = /hf_(?:oauth|jwt)_[A-Za-z0-9._~+/=-]{20,}|(?:hf|api_org)_[A-Za-z0-9]{30,}/;

/**
 * The number of the first line with something like a token in it, or `undefined`.
 *
 * @param bytes its content, in any encoding: Windows writes UTF-16 where a shell sends a command's output to a file
 */
export function lineOfToken(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder("latin1").decode(bytes).replaceAll("\0", "");
  const at = text.search(TOKEN);
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}
