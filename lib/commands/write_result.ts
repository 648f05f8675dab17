import type { CommandResult, Context } from "./context.ts";
import { renderVariables } from "../shell/render.ts";
import { jsonResult } from "../cli/json_result.ts";

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
