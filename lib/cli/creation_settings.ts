import { isResourceGroupId } from "../account/rights.ts";
import { nearest } from "../ports/text.ts";
import { maskUnknownWord } from "../account/token.ts";
import { LICENSES } from "../dataset/card.ts";
import type { DesiredDataset } from "../dataset/desired.ts";
import { cliFailure } from "./failures.ts";
import type { OptionName } from "./options.ts";
import type { ParsedArguments } from "./parser.ts";

/** What a new repository is asked to be, besides its name, visibility and template; throws `option_value_invalid`. */
export function readCreationSettings(parsed: ParsedArguments): DesiredDataset {
  const region = parsed.value("region");
  return {
    ...readCardSettings(parsed),
    gated: readGate(parsed) || undefined,
    region: region === "us" || region === "eu" ? region : undefined,
    resourceGroup: readResourceGroup(parsed),
  };
}

/** `false` for `--gated off`. */
export function readGate(parsed: ParsedArguments): DesiredDataset["gated"] {
  const gated = parsed.value("gated");
  return gated === "auto" || gated === "manual" ? gated : gated === undefined ? undefined : false;
}

/** @throws Failure `option_value_invalid` */
export function readCardSettings(parsed: ParsedArguments): DesiredDataset {
  const [license] = readTexts(parsed, "license", {
    isRight: (text) => LICENSES.includes(text),
    expected: "one of the Hub's license ids, listed at https://huggingface.co/docs/hub/repositories-licenses",
    known: LICENSES,
  });
  const [prettyName] = readTexts(parsed, "pretty-name", { isRight: isOneLine, expected: "one line of text" });
  return { license, tags: readTags(parsed, "tag"), prettyName };
}

/**
 * The id of `--resource-group`; whoami lists only the groups that the user is in, so the Hub decides about the others.
 *
 * @throws Failure `option_value_invalid`
 */
export function readResourceGroup(parsed: ParsedArguments): string | undefined {
  return readTexts(parsed, "resource-group", {
    isRight: (text) => isResourceGroupId(text) || (text === "none" && parsed.command === "configure"),
    expected: "an id of 24 hexadecimal digits; whoami --output json lists them",
  })[0]?.toLowerCase();
}

/** @throws Failure `option_value_invalid` */
export function readTags(parsed: ParsedArguments, option: "tag" | "remove-tag"): readonly string[] {
  return readTexts(parsed, option, {
    isRight: (text) => isOneLine(text) && !text.includes(","),
    expected: `one tag on one line without commas; repeat --${option} for each`,
  });
}

/** The values of an option, each once and without spaces around it. */
function readTexts(
  parsed: ParsedArguments,
  option: OptionName,
  { isRight, expected, known = [] }: {
    isRight: (text: string) => boolean;
    expected: string;
    known?: readonly string[];
  },
): readonly string[] {
  const texts = [...new Set(parsed.values(option).map((text) => text.trim()))];
  const wrong = texts.find((text) => !isRight(text));
  if (wrong === undefined) return texts;
  const value = maskUnknownWord(wrong.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " "));
  throw cliFailure("option_value_invalid", { option, value, expected, nearest: nearest(wrong, known) });
}

function isOneLine(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}
