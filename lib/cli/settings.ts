import type { Failure } from "./failure.ts";
import { cliFailure } from "./failures.ts";
import { hubFailure } from "../hub/failures.ts";
import { type Endpoint, parseEndpoint, parseRepositoryName, problemOfName } from "../hub/addresses.ts";
import type { Environment } from "../ports/environment.ts";
import type { Visibility } from "../hub/datasets.ts";
import { type DesiredDataset, readTemplateChoice, type TemplateName } from "../dataset/desired.ts";
import type { TokenOptions } from "../account/token_sources.ts";
import {
  DEFAULT_VARIABLE,
  failureOfName,
  failureOfTrackioVariable,
  TRACKIO_DATASET_ID,
  TRACKIO_SPACE_ID,
} from "../env_file/variables.ts";
import { isTokenWord, maskUnknownWord } from "../account/token.ts";
import type { ParsedArguments } from "./parser.ts";
import { type OptionName, OUTPUT_FORMATS, type OutputFormat } from "./options.ts";

export const DEFAULT_NAME = "trackio-experiments";

export interface HubSettings {
  readonly endpoint: Endpoint;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly token: TokenOptions;
}

export interface FileSettings {
  /** `undefined` with --no-env-file. */
  readonly path: string | undefined;
  readonly variables: readonly string[];
  readonly saveToken: boolean;
  /** The Space that gets the variables too, `owner/name`. */
  readonly space?: string | undefined;
}

/** What a repository is asked to be; `undefined` where nothing was asked. */
export interface RepositorySettings {
  readonly name: string | undefined;
  readonly owner: string | undefined;
  readonly visibility: Visibility | undefined;
  readonly template: TemplateName;
  readonly templateFolder: string | undefined;
  /** Besides name, visibility and template. */
  readonly creation: DesiredDataset;
}

/** @throws Failure `endpoint_*`, `option_value_invalid`, `options_conflict` */
export function readHubSettings(parsed: ParsedArguments, environment: Environment): HubSettings {
  const argument = parsed.command === "setup" && isTokenWord(parsed.words[0]) ? parsed.words[0] : undefined;
  const sources = [
    ...(argument === undefined ? [] : ["TOKEN"]),
    ...(["token-stdin", "token-file"] as const).filter(parsed.has).map((name) => `--${name}`),
  ];
  refuseBoth(sources[0], sources[1]);
  return {
    endpoint: parseEndpoint(
      parsed.value("endpoint") ?? environment.get("HF_ENDPOINT") ?? "https://huggingface.co",
    ),
    timeoutMs: 1_000 * readNumber(parsed, "timeout", { fallback: 30, least: 0.1, most: 3_600 }),
    retries: readNumber(parsed, "retries", { fallback: 5, least: 0, most: 100, whole: true }),
    token: { argument, fromStdin: parsed.has("token-stdin"), file: parsed.value("token-file") },
  };
}

/** @throws Failure `variable_*`, `space_*`, `options_conflict` */
export function readFileSettings(parsed: ParsedArguments): FileSettings {
  const noFile = parsed.has("no-env-file");
  if (noFile && parsed.has("env-file")) refuseBoth("--env-file", "--no-env-file");
  const space = readSpace(parsed);
  if (noFile && parsed.has("save-token") && space === undefined) refuseBoth("--save-token", "--no-env-file");
  const variables = parsed.values("var");
  // Only what is about to be written is checked further: reading one of Trackio's variables is fine.
  const isWritten = parsed.command === "setup" || parsed.command === "use";
  for (const name of variables) {
    const failed = failureOfName(name) ?? (isWritten ? failureOfWriting(name, space) : undefined);
    if (failed !== undefined) throw failed;
  }
  return {
    path: noFile ? undefined : parsed.value("env-file") ?? ".env",
    variables: variables.length > 0 ? [...new Set(variables)] : [DEFAULT_VARIABLE],
    saveToken: parsed.has("save-token"),
    space,
  };
}

/** The variables with what each is to hold: the repository, and in Trackio's variable for it the Space. */
export function assignmentsFor(
  settings: Pick<FileSettings, "variables" | "space">,
  repository: string,
): readonly { readonly name: string; readonly value: string }[] {
  return settings.variables.map((name) => ({
    name,
    value: name === TRACKIO_SPACE_ID && settings.space !== undefined ? settings.space : repository,
  }));
}

function readSpace(parsed: ParsedArguments): string | undefined {
  const text = parsed.value("space");
  if (text === undefined) return undefined;
  const path = text.trim().replace(/^https?:\/\/[^/]+\//, "").replace(/^spaces\//, "").replace(/\/$/, "");
  const parts = path.split("/");
  if (parts.length !== 2 || parts.some((part) => problemOfName(part) !== undefined)) {
    throw cliFailure("space_id_invalid", { text: maskUnknownWord(text) });
  }
  return path;
}

function failureOfWriting(name: string, space: string | undefined): Failure | undefined {
  // The Hub's own rule is narrower than that of shells.
  if (space !== undefined && name.startsWith("_")) return cliFailure("space_variable_name_invalid", { name });
  return space !== undefined && name === TRACKIO_SPACE_ID ? undefined : failureOfTrackioVariable(name);
}

/** The options of a new repository, by what of it they describe: where none of them is given, none is read. */
export const CREATION_OPTIONS = {
  gated: "gated",
  license: "license",
  tags: "tag",
  prettyName: "pretty-name",
  resourceGroup: "resource-group",
  region: "region",
} as const satisfies Record<
  Exclude<keyof DesiredDataset, "visibility" | "discussions" | "removedTags" | "card">,
  OptionName
>;

/** @throws Failure `repository_name_invalid`, `option_value_invalid`, `options_conflict` */
export async function readRepositorySettings(parsed: ParsedArguments): Promise<RepositorySettings> {
  const [first, second] = parsed.words;
  const word = isTokenWord(first) ? second : first;
  const option = parsed.value("name");
  if (word !== undefined && option !== undefined) {
    refuseBoth(`The name "${maskUnknownWord(word)}"`, "--name");
  }
  const visibility = readVisibility(parsed);
  if (parsed.value("template") === "trackio" && parsed.values("var").includes(TRACKIO_DATASET_ID)) {
    refuseBoth("--template trackio", `--var ${TRACKIO_DATASET_ID}`);
  }
  const text = word ?? option;
  const named = text === undefined ? undefined : parseRepositoryName(text);
  const org = parsed.value("org");
  if (org !== undefined) {
    const problem = problemOfName(org);
    const name = `${org}/${named?.name ?? DEFAULT_NAME}`;
    if (problem !== undefined) throw hubFailure("repository_name_invalid", { name, problem });
    const isOwner = (named?.owner ?? org).toLowerCase() === org.toLowerCase();
    if (!isOwner) refuseBoth(`--org ${org}`, `the owner in "${text}"`);
  }
  return {
    name: named?.name,
    owner: named?.owner ?? org,
    visibility,
    ...readTemplateChoice(parsed.value("template"), parsed.values("var")),
    // Loaded where one of them is given: most runs use what exists.
    creation: Object.values(CREATION_OPTIONS).some(parsed.has)
      ? (await import("./creation_settings.ts")).readCreationSettings(parsed)
      : {},
  };
}

/** What a new repository is to be where neither an option nor an answer says otherwise. */
export type NewDatasetDefaults = Pick<RepositorySettings, "owner" | "visibility">;

/** @throws Failure `environment_value_invalid` */
export function readDefaults({ get }: Pick<Environment, "get">): NewDatasetDefaults {
  const owner = get("HF_DATASET_SETUP_ORG")?.trim() || undefined;
  const visibility = get("HF_DATASET_SETUP_VISIBILITY")?.trim() || undefined;
  const invalid = (variable: string, value: string, expected: string) =>
    cliFailure("environment_value_invalid", { variable, value: maskUnknownWord(value), expected });
  if (owner !== undefined && problemOfName(owner) !== undefined) {
    throw invalid("HF_DATASET_SETUP_ORG", owner, "the name of a user or an organization");
  }
  if (visibility !== undefined && visibility !== "private" && visibility !== "public") {
    throw invalid("HF_DATASET_SETUP_VISIBILITY", visibility, "private or public");
  }
  return { owner, visibility };
}

/** @throws Failure `options_conflict` */
export function readVisibility(parsed: ParsedArguments): Visibility | undefined {
  if (parsed.has("private") && parsed.has("public")) refuseBoth("--private", "--public");
  return parsed.has("private") ? "private" : parsed.has("public") ? "public" : undefined;
}

export function readOutputFormat(parsed: ParsedArguments): OutputFormat {
  const format = OUTPUT_FORMATS.find((name) => name === parsed.value("output"));
  return format ?? (parsed.command === "env" ? "sh" : "id");
}

/** @throws Failure `option_value_invalid` */
export function readConcurrency(parsed: ParsedArguments): number {
  return readNumber(parsed, "concurrency", { fallback: 8, least: 1, most: 64, whole: true });
}

function readNumber(
  parsed: ParsedArguments,
  option: "timeout" | "retries" | "concurrency",
  rule: { fallback: number; least: number; most: number; whole?: boolean },
): number {
  const text = parsed.value(option);
  if (text === undefined) return rule.fallback;
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (number >= rule.least && number <= rule.most && (!rule.whole || Number.isInteger(number))) return number;
  throw cliFailure("option_value_invalid", {
    option,
    value: maskUnknownWord(text),
    expected: `a ${rule.whole ? "whole " : ""}number from ${rule.least} to ${rule.most}`,
  });
}

export function refuseBoth(first: string | undefined, second: string | undefined): void {
  if (first !== undefined && second !== undefined) throw cliFailure("options_conflict", { first, second });
}
