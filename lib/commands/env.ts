import { shellFailure } from "../shell/render.ts";
import { readFileSettings } from "../cli/settings.ts";
import { DEFAULT_VARIABLE, isDatasetVariable, TRACKIO_SPACE_ID } from "../env_file/variables.ts";
import type { CommandResult, Context } from "./context.ts";
import { inspectEnvFile } from "./env_file.ts";

/**
 * Prints the variables of the env file for a shell to load: the whole set of those that name datasets and what `trackio`
 * wrote, or those of `--var`. It asks the Hub nothing and needs no token.
 *
 * @throws Failure `variable_not_set` where the file does not have one of them
 */
export async function runEnv(context: Context): Promise<CommandResult> {
  const settings = readFileSettings(context.parsed);
  const variables = [...settings.variables, TRACKIO_SPACE_ID];
  const { path = ".env", values, named } = await inspectEnvFile(context, { ...settings, variables }, {
    forWriting: false,
  });
  // Without --var it is the whole set; the default variable is asked for even where it is missing: readers that miss it
  // use the dataset of another user.
  const isWhole = context.parsed.values("var").length === 0;
  const others = [
    ...[...named.keys()].filter((name) => isDatasetVariable(name) && name !== DEFAULT_VARIABLE),
    ...(values.get(TRACKIO_SPACE_ID) ? [TRACKIO_SPACE_ID] : []),
  ];
  const isDefaultMissing = !values.get(DEFAULT_VARIABLE);
  if (isWhole && isDefaultMissing && others.some(isDatasetVariable)) {
    context.reporter.warn(`${DEFAULT_VARIABLE} is not set in ${path}; the others are printed`);
  }
  const wanted = !isWhole
    ? settings.variables
    : isDefaultMissing && others.length > 0
    ? others
    : [...settings.variables, ...others];
  const assignments = wanted.map((name) => {
    const value = values.get(name) ?? named.get(name);
    if (!value) throw shellFailure("variable_not_set", { name, path });
    if (context.redactor.holdsToken(value)) throw shellFailure("variable_holds_token", { name, path });
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
