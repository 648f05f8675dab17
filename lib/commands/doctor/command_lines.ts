import { quoted } from "../../shell/quoted.ts";
import { DEFAULT_VARIABLE } from "../../env_file/dataset_variables.ts";
import { PROGRAM } from "../../cli/failure.ts";
import type { Place } from "./facts.ts";

/** A command line of this program that looks at the same file, variables and Hub as this run. */
export function ownCommand(words: string, place: Place): string {
  const plain = place.variables.length === 1 && place.variables[0] === DEFAULT_VARIABLE;
  return [
    PROGRAM,
    ...(words === "" ? [] : [words]),
    ...(place.envFile === ".env" ? [] : [`--env-file ${quoted(place.envFile, place)}`]),
    ...(plain ? [] : place.variables.map((name) => `--var ${name}`)),
    ...(place.endpointOption === undefined ? [] : [`--endpoint ${quoted(place.endpointOption, place)}`]),
  ].join(" ");
}

/** The line by which the shell forgets a variable. */
export function unsetLine(place: Place, name: string): string {
  switch (place.shell) {
    case "sh":
      return `unset ${name}`;
    case "fish":
      return `set -e ${name}`;
    case "powershell":
      return `Remove-Item Env:${name}`;
    case "cmd":
      return `set ${name}=`;
    case "nushell":
      return `hide-env ${name}`;
  }
}

/** The line by which the shell gives a variable another name; its value is not in it. */
export function renameLine(place: Pick<Place, "shell">, names: { from: string; to: string }): string {
  const { from, to } = names;
  switch (place.shell) {
    case "sh":
      return `export ${to}="$${from}"; unset ${from}`;
    case "fish":
      return `set -gx ${to} $${from}; set -e ${from}`;
    case "powershell":
      return `$env:${to} = $env:${from}; Remove-Item Env:${from}`;
    case "cmd":
      return `set "${to}=%${from}%" & set ${from}=`;
    case "nushell":
      return `$env.${to} = $env.${from}; hide-env ${from}`;
  }
}

/** The command that adds a line to the end of a file. */
export function appendLine(place: Pick<Place, "shell">, facts: { line: string; file: string }): string {
  const line = quoted(facts.line, place);
  const file = quoted(facts.file, place);
  switch (place.shell) {
    case "sh":
    case "fish":
      return `echo ${line} >> ${file}`;
    case "powershell":
      // Its own ">>" writes UTF-16 up to version 5, which git does not read.
      return `Add-Content ${file} ${line}`;
    case "cmd":
      // In front: a digit at the end of the line would be taken for the number of a stream.
      return `>> ${file} echo ${facts.line}`;
    case "nushell":
      return `${JSON.stringify(`${facts.line}\n`)} | save --append ${file}`;
  }
}
