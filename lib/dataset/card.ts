import { nearest } from "../ports/text.ts";
import { Failure, failuresOf } from "../cli/failure.ts";
import { readingProblem } from "../ports/file_errors.ts";
import type { Files } from "../ports/files.ts";

interface InCard {
  /** Which card: a file, or a repository's README.md. */
  readonly card: string;
}

export const cardFailure = failuresOf(() => ({
  card_front_matter_open: ({ card }: InCard) => ({
    exitCode: 5,
    message: `The front matter of ${card} starts with "---" and never ends`,
    hint: "Add a line of three dashes below it and run it again; nothing was changed",
  }),
  card_yaml_broken: ({ card, line, problem }: InCard & { line: number; problem: string }) => ({
    exitCode: 5,
    message: `Cannot read the front matter of ${card}: line ${line}: ${problem}`,
    hint: `Fix line ${line} and run it again; nothing was changed`,
  }),
  card_yaml_not_keys: ({ card }: InCard) => ({
    exitCode: 5,
    message: `The front matter of ${card} does not consist of keys and values`,
    hint: 'Write it as lines such as "license: mit" and run it again; nothing was changed',
  }),
  card_not_editable: ({ card, key, reason }: InCard & { key: string; reason: string }) => ({
    exitCode: 5,
    message: `Cannot change "${key}" in the front matter of ${card}: ${reason}`,
    hint: "Edit the card on the page of the dataset; nothing was changed",
  }),
  card_not_text: ({ card }: InCard) => ({
    exitCode: 5,
    message: `${card} is not UTF-8 text`,
    hint: "Save it as UTF-8 and run it again; nothing was changed",
  }),
  card_holds_token: ({ card, line }: InCard & { line: number }) => ({
    exitCode: 2,
    message: `Line ${line} of ${card} contains what looks like a token`,
    hint: "Remove it, and revoke the token if anyone may have seen it; nothing was changed",
  }),
  card_invalid: ({ card, problem }: InCard & { problem: string }) => ({
    exitCode: 2,
    message: `The front matter of ${card} is invalid: ${problem}`,
    hint: "Fix the file and run it again; nothing was changed",
  }),
  card_file_unreadable: ({ path, problem }: { path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot read the card "${path}": ${problem}`,
    hint: "Check the path and permissions of the --card file; nothing was changed",
  }),
}));

/** A card, cut around its front matter. */
export interface CutCard {
  /** The line of dashes above the front matter; empty where there is no front matter. */
  readonly opening: string;
  readonly yaml: string;
  /** The line of dashes below it. */
  readonly closing: string;
  readonly body: string;
  /** How added lines end. */
  readonly lineEnd: "\n" | "\r\n";
}

/**
 * Cuts a card around its front matter, the YAML between two lines of dashes at its beginning.
 *
 * A byte order mark or spaces on the first line make `huggingface_hub` take the front matter for text
 * (https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/repocard.py), though a person sees one.
 * Such lines of dashes are handed out as they should be written.
 *
 * @throws Failure `card_front_matter_open`
 */
export function cutCard(text: string, card: string): CutCard {
  const start = /^([\s\x85]*)---([ \t]*)(\r\n|[\r\n]|$)/.exec(text);
  if (start === null) {
    const body = text.replace(/^\uFEFF/, "");
    const lineEnd = /\r?\n/.exec(body)?.[0] === "\r\n" ? "\r\n" : "\n";
    return { opening: "", yaml: "", closing: "", body, lineEnd };
  }
  const [whole, before = "", spaces, end] = start;
  const lineEnd = end === "\r\n" ? "\r\n" : "\n";
  const rest = text.slice(whole.length);
  const close = /(?:^|(?<=[\r\n]))---[ \t]*(\r\n|[\r\n]|$)/.exec(rest);
  if (close === null) throw cardFailure("card_front_matter_open", { card });
  const isRead = !before.includes("\uFEFF") && spaces === "" && end !== "";
  return {
    opening: isRead ? whole : `---${lineEnd}`,
    yaml: rest.slice(0, close.index),
    closing: close[1] === "\r" ? `---${lineEnd}` : close[0],
    body: rest.slice(close.index + close[0].length),
    lineEnd,
  };
}

/** What the keys of a front matter say. */
export type CardData = Readonly<Record<string, unknown>>;

/** Loads what reads the lines between the dashes, and throws `card_yaml_broken` or `card_yaml_not_keys`. */
export async function loadCardReader(card: string): Promise<(yaml: string) => CardData> {
  const { readYaml } = await import("../ports/yaml.ts");
  return (yaml) => {
    // PyYAML ends a line at each of these.
    const reading = readYaml(yaml.replaceAll(/\r\n|[\r\x85\u2028\u2029]/g, "\n"));
    // The line of dashes above counts.
    if ("problem" in reading) {
      throw cardFailure("card_yaml_broken", { ...reading, card, line: reading.line + 1 });
    }
    const { value } = reading;
    if (typeof value !== "object" || Array.isArray(value)) {
      throw cardFailure("card_yaml_not_keys", { card });
    }
    // A key can have any name: "constructor" exists only where the card has it.
    return { __proto__: null, ...value };
  };
}

/** A text as YAML on one line, quoted unless it can be read as nothing else: by Python (1.1), the Hub (1.2), in brackets. */
export function yamlScalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_.+/-]*(?: [A-Za-z0-9(][A-Za-z0-9_.+/()-]*)*$/;
  if (plain.test(text) && !OTHER_TYPES.test(text)) return text;
  // Characters that PyYAML takes for line ends, and those that no terminal shows.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Words that YAML 1.1 reads as truth values or as nothing. */
const OTHER_TYPES = /^(?:y|n|yes|no|true|false|on|off|null)$/i;

/** The text of a file, a byte order mark included; `undefined` where it is not UTF-8 text. */
export function textOfFile(bytes: Uint8Array): string | undefined {
  // What git, too, takes for the mark of a binary file.
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const LONGEST_CARD = 1_000_000;

/** Reads and checks a file whose text a card is to have; throws `card_*`. */
export async function readCardFile(files: Files, path: string): Promise<string> {
  const bytes = await files.read(path, { limit: LONGEST_CARD }).catch((error) => {
    const problem = readingProblem(error);
    throw problem === "" ? error : cardFailure("card_file_unreadable", { path, problem }, { cause: error });
  });
  if (bytes === undefined) {
    throw cardFailure("card_file_unreadable", { path, problem: "it is larger than 1 MB" });
  }
  const card = `"${path}"`;
  const text = textOfFile(bytes);
  if (text === undefined) throw cardFailure("card_not_text", { card });
  const line = lineOfToken(bytes);
  if (line !== undefined) throw cardFailure("card_holds_token", { card, line });
  await checkCard(text, card);
  return text;
}

/**
 * Checks the front matter of a card from a file of one's own for what is certain, without asking the Hub.
 *
 * @throws Failure `card_invalid`
 */
export async function checkCard(text: string, card: string): Promise<void> {
  let problem = "";
  try {
    const { opening, yaml } = cutCard(text, card);
    if (opening !== "") problem = problemsIn((await loadCardReader(card))(yaml)).join("; ");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Without the name of the card.
    problem = error.message.replace(`The front matter of ${card}`, "it")
      .replace(/^Cannot read .*?: (?=line \d)/s, "");
  }
  if (problem !== "") throw cardFailure("card_invalid", { card, problem });
}

/** What the Hub is sure to refuse, in few words each. */
function problemsIn({ license = [], tags = [], pretty_name: prettyName = "" }: CardData): readonly string[] {
  const isTags = [tags].flat().every((tag) => typeof tag === "string");
  return [
    ...[license].flat().flatMap(problemOfLicense),
    ...(isTags ? [] : ["tags must be a list of texts (quote numbers, yes and no)"]),
    ...(typeof prettyName === "string" ? [] : ["pretty_name must be text (quote it)"]),
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

/** The number of the first line with something like a token in it; Windows writes the output of a command as UTF-16. */
export function lineOfToken(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder("latin1").decode(bytes).replaceAll("\0", "");
  const at = text.search(TOKEN);
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}
