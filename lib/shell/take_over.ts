import type { Assignment } from "../env_file/edit.ts";
import { PROGRAM } from "../cli/failure.ts";
import { DEFAULT_VARIABLE } from "../env_file/dataset_variables.ts";
import { renderTypedLines } from "./render.ts";
import { type Shell, takeOverLine } from "./shell.ts";

/**
 * The line by which the shell that runs this program takes variables over: by its `env` where the file and the variable
 * are the usual ones, else without this program.
 *
 * @param shell the kind of shell
 * @param facts the env file as it was named (`undefined` without one), the variables asked for, and what is to be set
 * @throws {Failure} `shell_value_impossible`
 */
export function takeOver(
  shell: Shell,
  facts: {
    readonly envFile: string | undefined;
    readonly variables: readonly string[];
    readonly assignments: readonly Assignment[];
  },
): string {
  const { envFile, variables, assignments } = facts;
  const isUsual = envFile === ".env" && variables.length === 1 && variables[0] === DEFAULT_VARIABLE;
  if (isUsual) return takeOverLine(shell, PROGRAM);
  // One line, because a message is one: its line ends become spaces, behind which a shell sees no new command.
  const lines = assignments.map((assignment) => renderTypedLines(shell, [assignment]).trim());
  return lines.join(shell === "cmd" ? " & " : "; ");
}
