import { cliFailure } from "./failures.ts";
import { type DesiredCard, type DesiredDataset, LICENSES } from "../dataset/desired.ts";
import { isResourceGroupId } from "../account/rights.ts";
import { nearest } from "../account/nearest.ts";
import { maskUnknownWord } from "../account/token.ts";
import type { ParsedArguments } from "./parser.ts";

/** What a new repository is asked to be, besides its name, visibility and template. */
export interface CreationSettings extends DesiredCard, Pick<DesiredDataset, "region"> {
  /** `undefined` where no gate was asked for. */
  readonly gated: "auto" | "manual" | undefined;
  readonly resourceGroup: string | undefined;
}

/** @throws Failure `option_value_invalid` */
export function readCreationSettings(parsed: ParsedArguments): CreationSettings {
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
export function readCardSettings(parsed: ParsedArguments): DesiredCard {
  return {
    license: readLicense(parsed.value("license")),
    tags: [...new Set(parsed.values("tag").map((tag) => readWord(tag, "tag")))],
    prettyName: readPrettyName(parsed.value("pretty-name")),
  };
}

/**
 * The id of `--resource-group`; whoami lists only the groups that the user is in, so the Hub decides about the others.
 *
 * @throws Failure `option_value_invalid`
 */
export function readResourceGroup(parsed: ParsedArguments): string | undefined {
  const text = parsed.value("resource-group")?.trim();
  if (text === undefined || isResourceGroupId(text) || (text === "none" && parsed.command === "configure")) {
    return text?.toLowerCase();
  }
  throw cliFailure("option_value_invalid", {
    option: "resource-group",
    value: maskUnknownWord(text),
    expected: "an id of 24 hexadecimal digits; whoami --output json lists them",
  });
}

/** The tags of `--remove-tag`. */
export function readRemovedTags(parsed: ParsedArguments): readonly string[] {
  return [...new Set(parsed.values("remove-tag").map((tag) => readWord(tag, "remove-tag")))];
}

function readLicense(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const id = text.trim();
  if (LICENSES.includes(id)) return id;
  throw cliFailure("option_value_invalid", {
    option: "license",
    value: maskUnknownWord(id),
    expected: "one of the Hub's license ids, listed at https://huggingface.co/docs/hub/repositories-licenses",
    nearest: nearest(id, LICENSES),
  });
}

function readWord(text: string, option: "tag" | "remove-tag"): string {
  const tag = text.trim();
  if (!hasControls(tag) && !tag.includes(",")) return tag;
  throw cliFailure("option_value_invalid", {
    option,
    value: maskUnknownWord(onOneLine(tag)),
    expected: `one tag on one line without commas; repeat --${option} for each`,
  });
}

function readPrettyName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const name = text.trim();
  if (!hasControls(name)) return name;
  throw cliFailure("option_value_invalid", {
    option: "pretty-name",
    value: maskUnknownWord(onOneLine(name)),
    expected: "one line of text",
  });
}

function hasControls(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text);
}

function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
