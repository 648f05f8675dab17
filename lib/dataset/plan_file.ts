import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { nearest } from "../ports/text.ts";
import { isResourceGroupId } from "../account/rights.ts";
import { problemOfName } from "../hub/addresses.ts";
import { problemOfVariable } from "../env_file/variables.ts";
import { type DesiredDataset, readTemplateChoice, type TemplateName } from "./desired.ts";
import { LICENSES } from "./card.ts";

/** A place in the plan, counted from 1. */
interface PlanPosition {
  readonly line: number;
  readonly column: number;
}

/** What is wrong in the plan, and where. */
export interface Mistake extends PlanPosition {
  readonly message: string;
}

/** One repository of a plan. */
export interface PlannedRepository {
  readonly place: PlanPosition;
  readonly name: string;
  /** `undefined` where it is the user whose token it is. */
  readonly owner: string | undefined;
  readonly template: TemplateName;
  /** As the plan says it. */
  readonly templateFolder: string | undefined;
  /** Its card is read from `cardPath`. */
  readonly desired: DesiredDataset;
  /** The file that replaces the card, as the plan says it. */
  readonly cardPath: string | undefined;
  readonly variables: readonly string[];
  readonly envFile: string;
}

/** `owner/name`. */
export function idOf({ owner, name }: PlannedRepository, user: string): string {
  return `${owner ?? user}/${name}`;
}

/** More than a person looks at; it also bounds the memory. */
const MOST_REPOSITORIES = 100_000;

/** A plan has lists in objects in a list in an object; the parser calls itself for every level. */
const MOST_LEVELS = 100;

/** Reads a plan: JSON with comments and trailing commas. With mistakes, it has the repositories that could be read. */
export function readPlan(
  text: string,
): { readonly repositories: readonly PlannedRepository[]; readonly mistakes: readonly Mistake[] } {
  const json = text.replace(/^\ufeff/, " ");
  const reader = new NodeReader(json);
  const { mistakes } = reader;
  const tooDeep = offsetOfTooDeep(json);
  if (tooDeep !== undefined) {
    reader.mistake({ offset: tooDeep }, `More than ${MOST_LEVELS} brackets are open`);
    return { repositories: [], mistakes };
  }
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) {
    // The parser's codes are words in one: `PropertyNameExpected`.
    const words = printParseErrorCode(error).replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
    reader.mistake({ offset }, `Invalid JSON: ${words}`);
  }
  if (root === undefined && errors.length === 0) reader.mistake({ offset: 0 }, "The plan is empty");
  return { repositories: (root && repositoriesIn(root, reader)) ?? [], mistakes };
}

function offsetOfTooDeep(json: string): number | undefined {
  const scanner = createScanner(json, true);
  let levels = 0;
  while (true) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const first = json[offset];
    if (first === undefined) return undefined;
    if (first === "{" || first === "[") levels++;
    else if (first === "}" || first === "]") levels--;
    if (levels > MOST_LEVELS) return offset;
  }
}

function repositoriesIn(root: Node, reader: NodeReader): readonly PlannedRepository[] | undefined {
  const fields = reader.properties(root, ["$schema", "namespace", "defaults", "repositories"], "A plan");
  if (root.type !== "object") return undefined;
  const schema = fields.get("$schema");
  if (schema !== undefined && schema.type !== "string") reader.mistake(schema, '"$schema" must be text');
  const namespace = reader.text(fields.get("namespace"), "namespace", (text) => {
    const problem = problemOfName(text);
    return problem && `The owner "${text}" is invalid: ${problem}`;
  });
  const defaults = fields.get("defaults");
  // Read once for its mistakes; a value that every repository overrides must be right too.
  const usual = fieldsIn(reader.properties(defaults, FIELD_NAMES, '"defaults"'), reader);
  if (defaults !== undefined) checkTags(defaults, usual, reader);
  const list = fields.get("repositories");
  if (list === undefined) return reader.mistake(root, '"repositories" is missing');
  if (list.type !== "array") return reader.mistake(list, '"repositories" must be a list');
  const items = list.children ?? [];
  if (items.length === 0) return reader.mistake(list, '"repositories" is empty');
  if (items.length > MOST_REPOSITORIES) {
    return reader.mistake(list, `"repositories" has more than ${MOST_REPOSITORIES} items`);
  }
  return items.flatMap((item) => repositoryIn(item, { reader, namespace, usual }) ?? []);
}

type Fields = ReturnType<typeof fieldsIn>;

function repositoryIn(
  item: Node,
  { reader, namespace, usual }: { reader: NodeReader; namespace: string | undefined; usual: Fields },
): PlannedRepository | undefined {
  const properties = reader.properties(item, ["repository", ...FIELD_NAMES, "variables"], "A repository");
  if (item.type !== "object") return undefined;
  const own = fieldsIn(properties, reader);
  const fields = {
    ...usual,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
  };
  const variables = reader.texts(properties.get("variables"), "variables", problemOfVariable) ?? [];
  // Contradicting defaults are reported once, where they are.
  if (own.tags !== undefined || own.removeTags !== undefined) checkTags(item, fields, reader);
  const node = properties.get("repository");
  if (node === undefined) return reader.mistake(item, '"repository" is missing');
  const typed = reader.text(node, "repository", (text) => {
    const parts = text.split("/");
    const problem = parts.length > 2
      ? "it has more than one slash"
      : parts.map(problemOfName).find((found) => found !== undefined);
    return problem && `The repository name "${text}" is invalid: ${problem}`;
  });
  if (typed === undefined) return undefined;
  const [name = "", owner = namespace] = typed.split("/").reverse();
  const isFileUnclear = properties.has("envFile") && own.envFile === undefined;
  return {
    place: reader.locate(node.offset),
    name,
    owner,
    ...readTemplateChoice(fields.template, variables),
    desired: {
      visibility: fields.visibility,
      gated: fields.gated === "off" ? false : fields.gated,
      discussions: fields.discussions === undefined ? undefined : fields.discussions === "on",
      resourceGroup: fields.resourceGroup === "none" ? null : fields.resourceGroup,
      region: fields.region,
      license: fields.license,
      tags: fields.tags,
      removedTags: fields.removeTags,
      prettyName: fields.prettyName,
    },
    cardPath: fields.card,
    variables: isFileUnclear ? [] : variables,
    envFile: fields.envFile ?? ".env",
  };
}

function checkTags(node: Node, { tags = [], removeTags = [] }: Fields, reader: NodeReader): void {
  const tag = tags.find((one) => removeTags.includes(one));
  if (tag !== undefined) reader.mistake(node, `The tag "${tag}" is both added and removed`);
}

function fieldsIn(properties: ReadonlyMap<string, Node>, reader: NodeReader) {
  const node = (name: string) => properties.get(name);
  return {
    visibility: reader.choice(node("visibility"), "visibility", ["private", "public"]),
    template: reader.text(node("template"), "template"),
    license: reader.choice(node("license"), "license", LICENSES),
    tags: reader.texts(node("tags"), "tags", problemOfTag),
    removeTags: reader.texts(node("removeTags"), "removeTags", problemOfTag),
    prettyName: reader.text(node("prettyName"), "prettyName"),
    card: reader.text(node("card"), "card"),
    gated: reader.choice(node("gated"), "gated", ["auto", "manual", "off"]),
    discussions: reader.choice(node("discussions"), "discussions", ["on", "off"]),
    region: reader.choice(node("region"), "region", ["us", "eu"]),
    // `none` takes a repository out of its group.
    resourceGroup: reader.text(
      node("resourceGroup"),
      "resourceGroup",
      (text) =>
        text === "none" || isResourceGroupId(text)
          ? undefined
          : `"resourceGroup" must be an id of 24 hexadecimal digits, or "none"`,
    ),
    envFile: reader.text(node("envFile"), "envFile"),
  };
}

function problemOfTag(tag: string): string | undefined {
  return tag.includes(",") ? `The tag "${tag}" contains a comma; write each tag on its own` : undefined;
}

/** Finds the line and column of any offset in a text. */
export function locatorOf(text: string): (offset: number) => PlanPosition {
  const starts = [0, ...text.matchAll(/\r\n|[\r\n]/g).map((match) => match.index + match[0].length)];
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Reads values out of the tree of a plan, and notes every mistake instead of ending at the first. */
class NodeReader {
  readonly mistakes: Mistake[] = [];
  readonly locate: (offset: number) => PlanPosition;

  constructor(json: string) {
    this.locate = locatorOf(json);
  }

  /** Notes a mistake; returns `undefined`, as what cannot be read is. */
  mistake({ offset }: Pick<Node, "offset">, message: string): undefined {
    this.mistakes.push({ ...this.locate(offset), message });
  }

  /** The properties of an object by name; unknown and repeated ones are mistakes. */
  properties(node: Node | undefined, known: readonly string[], what: string): ReadonlyMap<string, Node> {
    const found = new Map<string, Node>();
    if (node === undefined) return found;
    if (node.type !== "object") this.mistake(node, `${what} must be an object, in braces`);
    for (const { children: [key, value] = [] } of node.type === "object" ? node.children ?? [] : []) {
      if (key === undefined || value === undefined) continue;
      const name = String(key.value);
      if (found.has(name)) this.mistake(key, `"${name}" appears twice`);
      else if (known.includes(name)) found.set(name, value);
      else {
        const meant = nearest(name, known);
        const hint = meant === undefined ? `known fields: ${known.join(", ")}` : `did you mean "${meant}"?`;
        this.mistake(key, `Unknown field "${name}"; ${hint}`);
      }
    }
    return found;
  }

  /** A text of one line that is not empty, and without spaces around it, which would be part of a name or path. */
  text(
    node: Node | undefined,
    what: string,
    problemOf: (text: string) => string | undefined = () => undefined,
  ): string | undefined {
    if (node === undefined) return undefined;
    const value: unknown = node.value;
    if (typeof value !== "string") return this.mistake(node, `"${what}" must be text`);
    if (value.trim() === "") return this.mistake(node, `"${what}" is empty`);
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) return this.mistake(node, `"${what}" must be a single line`);
    if (value !== value.trim()) return this.mistake(node, `"${what}" starts or ends with a space`);
    const problem = problemOf(value);
    return problem === undefined ? value : this.mistake(node, problem);
  }

  /** One of several words. */
  choice<Word extends string>(
    node: Node | undefined,
    what: string,
    words: readonly Word[],
  ): Word | undefined {
    if (node === undefined) return undefined;
    const use = words.length > 5 ? "" : ` (use ${words.join(", ")})`;
    if (node.type !== "string") return this.mistake(node, `"${what}" must be text${use}`);
    const value = this.text(node, what);
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined || value === undefined) return word;
    const meant = nearest(value, words);
    const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
    return this.mistake(node, `Invalid value "${value}" for "${what}"${hint}${use}`);
  }

  /** A list of texts; `problemOf` says what is wrong with one. */
  texts(
    node: Node | undefined,
    what: string,
    problemOf: (text: string) => string | undefined,
  ): readonly string[] | undefined {
    if (node === undefined) return undefined;
    if (node.type !== "array") return this.mistake(node, `"${what}" must be a list`);
    const found: string[] = [];
    for (const item of node.children ?? []) {
      const text = this.text(item, what, problemOf);
      if (text === undefined) continue;
      if (found.includes(text)) this.mistake(item, `"${text}" appears twice`);
      else found.push(text);
    }
    return found;
  }
}

/** What a repository can say for itself, and defaults for all of them. */
export const FIELD_NAMES = Object.keys(fieldsIn(new Map(), new NodeReader("")));
