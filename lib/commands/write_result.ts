import type { CommandResult, Context } from "./context.ts";
import { renderVariables } from "../shell/render.ts";
import type { Failure } from "../cli/failure.ts";
import type { Reporter } from "../terminal/reporter.ts";

/**
 * Writes the result of a command to stdout in the format that was asked for.
 *
 * @throws Failure `output_not_written`, `result_withheld`, `workflow_*`, those of values that a syntax cannot say
 */
export async function writeResult(
  context: Context,
  done: { command: string; result: CommandResult },
): Promise<void> {
  const { reporter } = context;
  if (done.result.isWritten) return;
  reporter.result(await renderResult(context, done), { document: context.output === "json" });
}

async function renderResult(
  context: Context,
  done: { command: string; result: CommandResult },
): Promise<string> {
  const { result } = done;
  const { output } = context;
  if (output === "id") return `${result.id}\n`;
  if (output === "json") {
    return jsonResult(done.command, { result: result.json, failure: result.failure }, context.reporter);
  }
  const { assignments = [] } = result;
  if (output !== "github") return renderVariables(output, assignments);
  const { addToWorkflow } = await import("./later.ts");
  await addToWorkflow(context, { assignments, id: result.id });
  return `${result.id}\n`;
}

/** The number of the shape below, which `lib/cli/result.schema.json` describes; it changes when a field goes or means something else. */
const JSON_SCHEMA = 1;

/**
 * The JSON document that stdout carries with `--output json`: the same shape for every command.
 *
 * @param command which command ran
 * @param outcome its result, or how it failed
 * @param reporter what was warned of and what was changed on the way
 * @returns one line of JSON, or at a terminal one a person can read, with a newline at the end
 */
export function jsonResult(
  command: string,
  outcome: { readonly result?: Readonly<Record<string, unknown>>; readonly failure?: Failure | undefined },
  reporter: Reporter,
): string {
  const { failure, result = null } = outcome;
  const document = {
    schema: JSON_SCHEMA,
    command,
    ok: failure === undefined,
    result,
    warnings: reporter.warnings,
    changes: reporter.done,
    next: failure?.next ?? reporter.next,
    error: failure === undefined ? null : {
      code: failure.code,
      message: reporter.shown(failure.message),
      hint: reporter.shown([failure.hint, ...failure.notes].join("; ")),
      url: failure.page ?? null,
      next: failure.next,
      exit: failure.exitCode,
    },
  };
  return `${JSON.stringify(document, null, reporter.isAtTerminal ? 2 : undefined)}\n`;
}
