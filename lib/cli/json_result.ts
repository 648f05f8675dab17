import type { Failure } from "./failure.ts";

/** The number of the shape below; it changes when a field goes or means something else. */
const JSON_SCHEMA = 1;

/** What the reporter knows besides the result. */
export interface JsonTold {
  readonly warnings: readonly string[];
  readonly done: readonly string[];
  /** Makes a text fit to be shown. */
  shown(text: string): string;
}

/**
 * The JSON document that stdout carries with `--output json`: the same shape for every command.
 *
 * @param command which command ran
 * @param outcome its result, or how it failed
 * @param told what was warned of and what was changed on the way
 * @returns one line of JSON with a newline at the end
 */
export function jsonResult(
  command: string,
  outcome: { readonly result?: Readonly<Record<string, unknown>>; readonly failure?: Failure | undefined },
  told: JsonTold,
): string {
  const failed = outcome.failure;
  return `${
    JSON.stringify({
      schema: JSON_SCHEMA,
      command,
      ok: failed === undefined,
      result: outcome.result ?? null,
      warnings: told.warnings,
      changes: told.done,
      error: failed === undefined ? null : {
        code: failed.code,
        message: told.shown(failed.message),
        hint: told.shown([failed.hint, ...failed.notes].join("; ")),
        url: failed.page ?? null,
        next: failed.next,
        exit: failed.exitCode,
      },
    })
  }\n`;
}
