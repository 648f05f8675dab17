import type { Failure } from "./failure.ts";

/** The number of the shape below, which `result.schema.json` describes; it changes when a field goes or means something else. */
const JSON_SCHEMA = 1;

/** What the reporter knows besides the result. */
export interface JsonReport {
  readonly warnings: readonly string[];
  readonly done: readonly string[];
  readonly next: readonly string[];
  /** Whether a person reads it. */
  readonly isAtTerminal: boolean;
  /** Makes a text fit to be shown. */
  shown(text: string): string;
}

/**
 * The JSON document that stdout carries with `--output json`: the same shape for every command.
 *
 * @param command which command ran
 * @param outcome its result, or how it failed
 * @param report what was warned of and what was changed on the way
 * @returns one line of JSON, or at a terminal one a person can read, with a newline at the end
 */
export function jsonResult(
  command: string,
  outcome: { readonly result?: Readonly<Record<string, unknown>>; readonly failure?: Failure | undefined },
  report: JsonReport,
): string {
  const { failure, result = null } = outcome;
  const document = {
    schema: JSON_SCHEMA,
    command,
    ok: failure === undefined,
    result,
    warnings: report.warnings,
    changes: report.done,
    next: failure?.next ?? report.next,
    error: failure === undefined ? null : {
      code: failure.code,
      message: report.shown(failure.message),
      hint: report.shown([failure.hint, ...failure.notes].join("; ")),
      url: failure.page ?? null,
      next: failure.next,
      exit: failure.exitCode,
    },
  };
  return `${JSON.stringify(document, null, report.isAtTerminal ? 2 : undefined)}\n`;
}
