import { Ajv2020 } from "ajv/2020";
import { assertEquals } from "@std/assert";
import schema from "../../lib/cli/result.schema.json" with { type: "json" };
import type { ProgramRun } from "./program.ts";

const isResult = new Ajv2020({ allErrors: true, strict: false }).compile(Object(closed(schema)));

/** The one JSON document on stdout, which the schema of the release describes whole. */
export function jsonOf(
  run: ProgramRun,
): {
  readonly [name: string]: unknown;
  readonly error: { readonly code: string; readonly hint: string } | null;
} {
  const errors = isResult(JSON.parse(run.stdout)) ? null : isResult.errors;
  assertEquals(errors, null, `${JSON.stringify(errors, null, 1)}\n${run.stdout}`);
  return JSON.parse(run.stdout);
}

/** The schema without room for fields that it does not name: programs must accept them, but here one is forgotten. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const parts = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  return "type" in part && part.type === "object" && "required" in part
    ? { additionalProperties: false, ...parts }
    : parts;
}
