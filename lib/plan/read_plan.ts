import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { LICENSES } from "../card/licenses.ts";
import { readTemplateChoice } from "../options/creation_settings.ts";
import { problemOfName } from "../repository/repository_id.ts";
import { problemOfVariable } from "../variables/problem_of_variable.ts";
import { Lines, NodeReader } from "./node_reader.ts";
import type { Mistake, PlannedRepository, RepositoryPlan } from "./plan.ts";

const DEFAULTABLE = [
  "visibility",
  "template",
  "license",
  "tags",
  "removeTags",
  "prettyName",
  "card",
  "gated",
  "discussions",
  "region",
  "resourceGroup",
  "envFile",
] as const;
const OF_REPOSITORY = ["repository", ...DEFAULTABLE, "variables"] as const;
const OF_PLAN = ["$schema", "namespace", "defaults", "repositories"] as const;

/** A plan of more is no plan that a person has looked at; it also bounds the memory. */
const MOST_REPOSITORIES = 100_000;

/**
 * Reads a plan: JSON in which comments and a comma after the last item may stand.
 *
 * @param text the file's content
 * @returns the plan; with any mistake, all of them in the order of the lines, and no plan
 */
export function readPlan(
  text: string,
): { readonly plan: RepositoryPlan; readonly mistakes: readonly [] } | {
  readonly plan: undefined;
  readonly mistakes: readonly Mistake[];
} {
  const lines = new Lines(text);
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, " "), errors, { allowTrailingComma: true });
  const reader = new NodeReader(lines);
  for (const { error, offset } of errors) {
    reader.mistakes.push({ ...lines.at(offset), message: syntaxMessage(printParseErrorCode(error)) });
  }
  const plan = root === undefined ? undefined : planIn(root, reader);
  if (root === undefined && errors.length === 0) {
    reader.mistakes.push({ line: 1, column: 1, message: "The plan is empty" });
  }
  if (plan !== undefined && reader.mistakes.length === 0) return { plan, mistakes: [] };
  const mistakes = reader.mistakes.toSorted((one, other) =>
    one.line - other.line || one.column - other.column
  );
  return { plan: undefined, mistakes };
}

function planIn(root: Node, reader: NodeReader): RepositoryPlan | undefined {
  const fields = reader.properties(root, OF_PLAN, "A plan");
  if (root.type !== "object") return undefined;
  const namespaceNode = fields.get("namespace");
  const namespace = reader.text(namespaceNode, "namespace");
  const problem = namespace === undefined ? undefined : problemOfName(namespace);
  if (namespaceNode !== undefined && problem !== undefined) {
    reader.mistake(namespaceNode, `The namespace "${namespace}" cannot be used: ${problem}`);
  }
  const defaultsNode = fields.get("defaults");
  const defaults = defaultsNode === undefined
    ? new Map<string, Node>()
    : reader.properties(defaultsNode, DEFAULTABLE, '"defaults"');
  // Read once for its mistakes; a value that every repository overrides must be right too.
  fieldsIn(defaults, reader);
  const list = fields.get("repositories");
  if (list === undefined) return reader.mistake(root, '"repositories" is missing');
  if (list.type !== "array") return reader.mistake(list, '"repositories" must be a list');
  const items = list.children ?? [];
  if (items.length === 0) return reader.mistake(list, '"repositories" is empty');
  if (items.length > MOST_REPOSITORIES) {
    return reader.mistake(list, `"repositories" has more than ${MOST_REPOSITORIES} items`);
  }
  const usual = fieldsIn(defaults, new NodeReader(new Lines("")));
  const repositories = items.flatMap((item) => repositoryIn(item, { reader, namespace, usual }) ?? []);
  return { repositories };
}

type Fields = ReturnType<typeof fieldsIn>;

function repositoryIn(
  item: Node,
  { reader, namespace, usual }: { reader: NodeReader; namespace: string | undefined; usual: Fields },
): PlannedRepository | undefined {
  const properties = reader.properties(item, OF_REPOSITORY, "A repository");
  if (item.type !== "object") return undefined;
  const own = fieldsIn(properties, reader);
  const node = properties.get("repository");
  if (node === undefined) return reader.mistake(item, '"repository" is missing');
  const typed = reader.text(node, "repository");
  const variables = reader.texts(properties.get("variables"), "variables", problemOfVariable) ?? [];
  const tag = own.tags?.find((one) => own.removeTags?.includes(one));
  if (tag !== undefined) reader.mistake(item, `The tag "${tag}" is to be added and to be removed`);
  if (typed === undefined) return undefined;
  const parts = typed.split("/");
  const problem = parts.length > 2
    ? "it has more than one slash"
    : parts.map(problemOfName).find((found) => found !== undefined);
  if (problem !== undefined) {
    return reader.mistake(node, `The repository name "${typed}" cannot be used: ${problem}`);
  }
  const gated = own.gated ?? usual.gated;
  const discussions = own.discussions ?? usual.discussions;
  return {
    place: reader.placeOf(node),
    name: parts.at(-1) ?? "",
    namespace: parts.length === 2 ? parts[0] : namespace,
    visibility: own.visibility ?? usual.visibility,
    ...readTemplateChoice(own.template ?? usual.template),
    creation: {
      license: own.license ?? usual.license,
      tags: own.tags ?? usual.tags ?? [],
      prettyName: own.prettyName ?? usual.prettyName,
      gated: gated === "off" ? undefined : gated,
      region: own.region ?? usual.region,
      resourceGroup: own.resourceGroup ?? usual.resourceGroup,
    },
    ungated: gated === "off",
    removedTags: own.removeTags ?? usual.removeTags ?? [],
    discussions: discussions === undefined ? undefined : discussions === "on",
    cardPath: own.card ?? usual.card,
    variables,
    envFile: own.envFile ?? usual.envFile ?? ".env",
  };
}

function fieldsIn(properties: ReadonlyMap<string, Node>, reader: NodeReader) {
  const node = (name: typeof DEFAULTABLE[number]) => properties.get(name);
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
    resourceGroup: reader.text(node("resourceGroup"), "resourceGroup"),
    envFile: reader.text(node("envFile"), "envFile"),
  };
}

function problemOfTag(tag: string): string | undefined {
  return tag.includes(",") ? `The tag "${tag}" has a comma; write one tag each` : undefined;
}

/** The parser's codes are words of its own: `PropertyNameExpected`. */
function syntaxMessage(code: string): string {
  const words = code.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return `This is not JSON: ${words}`;
}
