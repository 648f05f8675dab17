import { failure } from "../errors/table.ts";
import type { Context } from "./context.ts";

/**
 * Refuses the formats for shells, for commands that set no variables.
 *
 * @throws Failure `option_value_invalid`
 */
export function checkIdOrJson(context: Context): void {
  const { output, parsed: { command } } = context;
  if (output === "id" || output === "json") return;
  throw failure("option_value_invalid", {
    option: "output",
    value: output,
    expected: `id or json with ${command}`,
  });
}
