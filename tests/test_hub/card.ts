/** The card of a dataset, README.md, as the Hub reads it: front matter in YAML between two lines of dashes. */
import { parseDocument } from "yaml";
import { LICENSES } from "./licenses.ts";

/** What the Hub finds in a card. */
export interface CardReport {
  /** The front matter, where there is one that can be read. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

const MISSING = "empty or missing yaml metadata in repo card";

/** Reads and judges a card. */
export function readCard(content: string): CardReport {
  const yaml = frontMatterOf(content);
  if (yaml === undefined || yaml.trim() === "") return { data: undefined, warnings: [MISSING], errors: [] };
  const document = parseDocument(yaml, { prettyErrors: false });
  const broken = document.errors.map((error) => `YAML Metadata Error: ${error.message}`);
  if (broken.length > 0) return { data: undefined, warnings: [], errors: broken };
  const value: unknown = document.toJS();
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { data: undefined, warnings: [], errors: ["YAML Metadata Error: the metadata must be an object"] };
  }
  const data = Object.fromEntries(Object.entries(value));
  return { data, warnings: [], errors: errorsIn(data) };
}

/** The text between the two lines of dashes, or undefined. */
function frontMatterOf(content: string): string | undefined {
  return /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m.exec(content)?.[1];
}

const SIZES = (
  "n<1K 1K<n<10K 10K<n<100K 100K<n<1M 1M<n<10M 10M<n<100M 100M<n<1B 1B<n<10B 10B<n<100B 100B<n<1T n>1T"
).split(" ");

/** What is wrong with the keys that the Hub knows; it leaves the others alone. */
function errorsIn(data: Readonly<Record<string, unknown>>): string[] {
  return [
    ...wordsOutside(LICENSES, { license: data.license }),
    ...(data.license_name === undefined || /^[a-z0-9-.]+$/.test(String(data.license_name))
      ? []
      : ['"license_name" must match /^[a-z0-9-.]+$/']),
    ...notStrings(data.tags, "tags"),
    ...notStrings(data.language, "language"),
    ...(data.pretty_name === undefined || typeof data.pretty_name === "string"
      ? []
      : ['"pretty_name" must be a string']),
    ...wordsOutside(SIZES, { "size_categories": data.size_categories }),
    ...badConfigs(data.configs),
  ];
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function wordsOutside(allowed: readonly string[], values: Readonly<Record<string, unknown>>): string[] {
  const isAllowed = (word: unknown) => typeof word === "string" && allowed.includes(word);
  return Object.entries(values).flatMap(([key, value]) =>
    listOf(value).every(isAllowed) ? [] : [`"${key}" must be one of [${allowed.join(", ")}]`]
  );
}

function notStrings(value: unknown, key: string): string[] {
  return listOf(value).every((item) => typeof item === "string")
    ? []
    : [`"${key}" must be an array of strings`];
}

function badConfigs(configs: unknown): string[] {
  if (configs === undefined) return [];
  if (!Array.isArray(configs)) return ['"configs" must be an array'];
  return configs.flatMap((config: unknown, index) =>
    typeof config === "object" && config !== null && "config_name" in config &&
      typeof config.config_name === "string"
      ? []
      : [`"configs[${index}].config_name" must be a string`]
  );
}
