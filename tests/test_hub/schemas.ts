/**
 * The schemas of the Hub's own specification (lib/hub/README.md), where a copy of it lies beside the project.
 *
 * The copy is reference data and no part of the project; without it the tests that need it are left out by name.
 */
import Ajv from "ajv/2020";

const SPECIFICATION = new URL("../../../shared/hub/openapi.json", import.meta.url);

type Json = Readonly<Record<string, unknown>>;

/** What is wrong with an answer; nothing where it fits its schema. */
export type Check = (answer: { status: number; json: unknown }) => string[];

/** Finds the schemas of answers. */
export interface Specification {
  /** The check for the answers of a route, `"GET /api/whoami-v2"`, with the parts in braces as in the specification. */
  checkOf(route: string): Check;
  /** A value inside the document, by its keys. */
  at(...keys: string[]): unknown;
}

/** Reads the specification, or tells that it is not there. */
export async function readSpecification(): Promise<Specification | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(SPECIFICATION);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const document: unknown = JSON.parse(text);
  // Formats are left to the patterns that stand beside them; the specification has keywords that are not of JSON Schema.
  const ajv = new Ajv.default({ strict: false, validateFormats: false, allErrors: true });
  return {
    at: (...keys) => valueAt(document, keys),
    checkOf(route) {
      const [method = "", path = ""] = route.split(" ");
      const responses = valueAt(document, ["paths", path, method.toLowerCase(), "responses"]);
      if (!isObject(responses)) throw new Error(`The specification has no "${route}"`);
      return ({ status, json }) => {
        const schema = valueAt(responses, [String(status), "content", "application/json", "schema"]);
        if (!isObject(schema)) return [`The specification has no schema for status ${status}`];
        const validate = ajv.compile(schema);
        if (validate(json)) return [];
        return (validate.errors ?? []).map(({ instancePath, message, params }) =>
          `${instancePath} ${message}${
            "additionalProperty" in params ? ` (${params.additionalProperty})` : ""
          }`
        );
      };
    },
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((here, key) => isObject(here) ? here[key] : undefined, value);
}
