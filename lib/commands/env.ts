import { failure } from "../errors/table.ts";
import { readFileSettings } from "../options/settings.ts";
import type { CommandResult, Context } from "./context.ts";
import { inspectEnvFile } from "./env_file_plan.ts";

/**
 * Prints the variables of the env file for a shell to take over. It asks the Hub nothing and needs no token.
 *
 * @throws Failure `variable_not_set` where the file does not have one of them
 */
export async function runEnv(context: Context): Promise<CommandResult> {
  const settings = readFileSettings(context.parsed);
  const { path, values } = await inspectEnvFile(context, settings);
  const assignments = settings.variables.map((name) => {
    const value = values.get(name);
    if (value === undefined || value === "") {
      throw failure("variable_not_set", { name, path: path ?? ".env" });
    }
    return { name, value };
  });
  return {
    id: assignments[0]?.value ?? "",
    assignments,
    json: {
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: { path },
    },
  };
}
