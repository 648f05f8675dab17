import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { isResourceGroupId } from "../account/rights.ts";
import { problemOfName } from "../hub/repository_id.ts";
import { problemOfVariable } from "../env_file/variables.ts";
import { type DesiredDataset, readTemplateChoice, type TemplateName, UNCHANGED } from "./desired.ts";
import { LICENSES } from "./check_card.ts";
import { Lines, type Mistake, NodeReader, type PlanPosition } from "./plan_file_reader.ts";

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

const OF_PLAN = ["$schema", "namespace", "defaults", "repositories"] as const;

/** More than a person looks at; it also bounds the memory. */
const MOST_REPOSITORIES = 100_000;

/** A plan has lists in objects in a list in an object; the parser calls itself for every level. */
const MOST_LEVELS = 100;

/** A plan as it was read. */
interface ReadPlan {
  /** All of them, or with mistakes those that could be read: they may contradict each other too. */
  readonly repositories: readonly PlannedRepository[];
  /** In the order of the lines; empty where the plan is good. */
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads a plan: JSON with comments and trailing commas.
 *
 * @param text the file's content
 */
export function readPlan(text: string): ReadPlan {
  const lines = new Lines(text);
  const json = text.replace(/^\ufeff/, " ");
  const reader = new NodeReader(lines);
  const tooDeep = offsetOfTooDeep(json);
  if (tooDeep !== undefined) {
    reader.mistakes.push({ ...lines.at(tooDeep), message: `More than ${MOST_LEVELS} brackets are open` });
    return { repositories: [], mistakes: reader.mistakes };
  }
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) {
    reader.mistakes.push({ ...lines.at(offset), message: syntaxMessage(printParseErrorCode(error)) });
  }
  const repositories = root === undefined ? undefined : repositoriesIn(root, reader);
  if (root === undefined && errors.length === 0) {
    reader.mistakes.push({ line: 1, column: 1, message: "The plan is empty" });
  }
  const mistakes = reader.mistakes.toSorted((one, other) =>
    one.line - other.line || one.column - other.column
  );
  return { repositories: repositories ?? [], mistakes };
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
  const fields = reader.properties(root, OF_PLAN, "A plan");
  if (root.type !== "object") return undefined;
  const schemaNode = fields.get("$schema");
  if (schemaNode !== undefined && schemaNode.type !== "string") {
    reader.mistake(schemaNode, '"$schema" must be text');
  }
  const namespaceNode = fields.get("namespace");
  const namespace = reader.text(namespaceNode, "namespace");
  const problem = namespace === undefined ? undefined : problemOfName(namespace);
  if (namespaceNode !== undefined && problem !== undefined) {
    reader.mistake(namespaceNode, `The owner "${namespace}" is invalid: ${problem}`);
  }
  const defaultsNode = fields.get("defaults");
  const defaults = defaultsNode === undefined
    ? new Map<string, Node>()
    : reader.properties(defaultsNode, FIELD_NAMES, '"defaults"');
  // Read once for its mistakes; a value that every repository overrides must be right too.
  const usual = fieldsIn(defaults, reader);
  if (defaultsNode !== undefined) checkTags(defaultsNode, { ...usual, reader });
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
  if (own.tags !== undefined || own.removeTags !== undefined) checkTags(item, { ...fields, reader });
  const node = properties.get("repository");
  if (node === undefined) return reader.mistake(item, '"repository" is missing');
  const typed = reader.text(node, "repository");
  if (typed === undefined) return undefined;
  const parts = typed.split("/");
  const problem = parts.length > 2
    ? "it has more than one slash"
    : parts.map(problemOfName).find((found) => found !== undefined);
  if (problem !== undefined) {
    return reader.mistake(node, `The repository name "${typed}" is invalid: ${problem}`);
  }
  const isFileUnclear = properties.has("envFile") && own.envFile === undefined;
  return {
    place: reader.positionOf(node),
    name: parts.at(-1) ?? "",
    owner: parts.length === 2 ? parts[0] : namespace,
    ...readTemplateChoice(fields.template, variables),
    desired: {
      ...UNCHANGED,
      visibility: fields.visibility,
      gated: fields.gated === "off" ? false : fields.gated,
      discussions: fields.discussions === undefined ? undefined : fields.discussions === "on",
      resourceGroup: fields.resourceGroup === "none" ? null : fields.resourceGroup,
      region: fields.region,
      license: fields.license,
      tags: fields.tags ?? [],
      removedTags: fields.removeTags ?? [],
      prettyName: fields.prettyName,
    },
    cardPath: fields.card,
    variables: isFileUnclear ? [] : variables,
    envFile: fields.envFile ?? ".env",
  };
}

function checkTags(
  node: Node,
  { tags = [], removeTags = [], reader }: Pick<Fields, "tags" | "removeTags"> & { reader: NodeReader },
): void {
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
    resourceGroup: resourceGroupIn(node("resourceGroup"), reader),
    envFile: reader.text(node("envFile"), "envFile"),
  };
}

/** What a repository can say for itself, and defaults for all of them. */
const FIELD_NAMES = Object.keys(fieldsIn(new Map(), new NodeReader(new Lines(""))));

/** `none` takes a repository out of its group. */
function resourceGroupIn(node: Node | undefined, reader: NodeReader): string | undefined {
  const text = reader.text(node, "resourceGroup");
  if (node === undefined || text === undefined || text === "none" || isResourceGroupId(text)) return text;
  return reader.mistake(node, `"resourceGroup" must be an id of 24 hexadecimal digits, or "none"`);
}

function problemOfTag(tag: string): string | undefined {
  return tag.includes(",") ? `The tag "${tag}" contains a comma; write each tag on its own` : undefined;
}

/** The parser's codes are words in one: `PropertyNameExpected`. */
function syntaxMessage(code: string): string {
  return `Invalid JSON: ${code.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()}`;
}

/** `owner/name`. */
export function idOf({ owner, name }: PlannedRepository, user: string): string {
  return `${owner ?? user}/${name}`;
}
