import type { CommandResult, Context } from "../commands/context.ts";
import { Failure } from "../errors/failure.ts";
import { failure } from "../errors/table.ts";
import { renderVariables } from "../hand_off/render.ts";
import { jsonResult } from "./json_result.ts";

/**
 * Writes the result of a command to stdout in the format that was asked for.
 *
 * @throws Failure `option_value_invalid` where the command has no variables to print, `output_not_written`, `workflow_*`
 */
export async function writeResult(
  context: Context,
  done: { command: string; result: CommandResult },
): Promise<void> {
  const { reporter } = context;
  if (done.result.isWritten) return;
  const text = await renderResult(context, done);
  try {
    reporter.result(text, { document: context.output === "json" });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw failure("output_not_written", { problem: error instanceof Error ? error.message : String(error) }, {
      cause: error,
    });
  }
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
  const { addToWorkflow } = await import("../hand_off/workflow.ts");
  await addToWorkflow(context, { assignments, id: result.id });
  return `${result.id}\n`;
}
