import { failuresOf, PROGRAM } from "../cli/failure.ts";
import type { Assignment } from "../env_file/edit.ts";
import { envFileFailure } from "../env_file/failures.ts";
import type { Environment } from "../ports/environment.ts";
import { errorNameOf, systemProblem } from "../ports/file_errors.ts";
import type { Files } from "../ports/files.ts";
import { quoted, type Shell } from "./shell.ts";

/** What goes wrong when variables are handed to a shell or a workflow. */
export const shellFailure = failuresOf(() => ({
  shell_value_impossible: ({ name, format, reason }: { name: string; format: string; reason: string }) => ({
    exitCode: 7,
    message: `The value of ${name} cannot be written for ${format}: it has ${reason}`,
    hint: "Choose another output format, such as --output json",
  }),
  variable_not_set: ({ name, path }: { name: string; path: string }) => ({
    exitCode: 7,
    message: `${name} is not set in "${path}"`,
    hint: "Use another file or variable (--env-file, --var), or set up a dataset first:",
    next: [PROGRAM],
  }),
  workflow_file_missing: ({ name }: { name: string }) => ({
    exitCode: 2,
    message: `"--output github" needs ${name}, which is not set`,
    hint: "Run it in a GitHub Actions workflow, or use another --output",
  }),
  workflow_file_not_written: ({ name, path, problem }: { name: string; path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot write to "${path}" (${name}): ${problem}`,
    hint: "Check the permissions of that file, or use --output sh",
  }),
  variable_holds_token: ({ name, path }: { name: string; path: string }) => ({
    exitCode: 2,
    message: `${name} in "${path}" is a token, and tokens are never printed`,
    hint: "Use --var only with variables that name repositories",
  }),
}));

/** The syntaxes in which variables can be handed to another program. */
export type ShellFormat = "sh" | "fish" | "powershell" | "cmd" | "nushell" | "dotenv";

/** What nearly every shell takes without quotes. */
const BARE = /^[A-Za-z0-9_./:@%+,-]+$/;

/** The longest line that cmd takes. */
const CMD_LIMIT = 8191;

/**
 * Writes variables as commands of a shell, or as lines of an env file.
 *
 * `sh` is also right for bash, zsh, dash and ksh. `cmd` is meant to be run by `for /f`, which replaces no `%` and no `!`
 * in what it runs, so they stand for themselves. nushell runs no text at all: it gets a record, for `from json`.
 *
 * @returns the text, with a line end behind each line; "" where there are no variables
 * @throws {Failure} `shell_value_impossible` where the syntax has no way to say a value, `env_value_not_portable`
 */
export function renderVariables(format: ShellFormat, assignments: readonly Assignment[]): string {
  for (const { name, value } of assignments) {
    // No environment variable can hold these.
    if (value.includes("\0")) throw impossible(format, { name, reason: "a NUL character" });
    if (!value.isWellFormed()) throw impossible(format, { name, reason: "half of a character" });
  }
  if (format === "nushell") {
    const record = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
    return assignments.length === 0 ? "" : `${JSON.stringify(record)}\n`;
  }
  return assignments.map((assignment) => LINES[format](assignment)).join("");
}

const LINES: Readonly<Record<Exclude<ShellFormat, "nushell">, (assignment: Assignment) => string>> = {
  sh: ({ name, value }) =>
    `export ${name}=${BARE.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`}\n`,
  fish: ({ name, value }) =>
    `set -gx ${name} ${BARE.test(value) ? value : `'${value.replaceAll(/[\\']/g, "\\$&")}'`}\n`,
  powershell: ({ name, value }) => `$env:${name} = ${powershellText(value)}\n`,
  cmd: cmdLine,
  dotenv: (assignment) => `${assignment.name}=${dotenvValue(assignment)}\n`,
};

/**
 * Everything beyond printable ASCII goes by number: Windows decodes a program's output in the code page of the console,
 * lines are joined with the system's own line end, and PowerShell takes typographic quotes for quotes.
 */
function powershellText(value: string): string {
  const parts = value.match(/[ -~]+|[^ -~]/g) ?? [""];
  const texts = parts.map((part) =>
    /^[ -~]*$/.test(part) ? `'${part.replaceAll("'", "''")}'` : `[char]${part.charCodeAt(0)}`
  );
  // A leading number would make the sum one of characters.
  return (texts[0]?.startsWith("[char]") ? ["''", ...texts] : texts).join(" + ");
}

/** Writes the line that a person types into a shell to set a variable, without this program. */
export function typedLine(shell: Exclude<Shell, "unknown">, assignment: Assignment): string {
  const { name, value } = assignment;
  if (shell === "csh" || shell === "elvish" || shell === "xonsh") {
    if (/[\r\n]/.test(value)) throw impossible(shell, { name, reason: "a line end" });
    const word = quoted(value, { shell });
    return shell === "csh"
      ? `setenv ${name} ${word}`
      : shell === "elvish"
      ? `set-env ${name} ${word}`
      : `$${name} = ${JSON.stringify(value)}`;
  }
  const text = renderVariables(shell, [assignment]).trimEnd();
  if (shell !== "nushell") return text;
  // Its own strings are like those of JSON but for the braces around a character's number.
  return `load-env ${
    text.replaceAll(/\\(?:u([0-9a-f]{4})|.)/g, (all, number?: string) => number ? `\\u{${number}}` : all)
  }`;
}

function cmdLine({ name, value }: Assignment): string {
  if (/[\r\n]/.test(value)) throw impossible("cmd", { name, reason: "a line end" });
  if (/[^\t -~]/.test(value)) {
    throw impossible("cmd", {
      name,
      reason: "characters beyond ASCII, which depend on the code page of the console",
    });
  }
  const line = `set "${name}=${value}"`;
  if (line.length > CMD_LIMIT) throw impossible("cmd", { name, reason: `more than ${CMD_LIMIT} characters` });
  return `${line}\r\n`;
}

function impossible(format: string, details: { name: string; reason: string }): Error {
  return shellFailure("shell_value_impossible", { format, ...details });
}

// deno-lint-ignore no-control-regex -- control characters are what this refuses
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]/;

/** Writes a value as every reader of env files understands it. */
function dotenvValue({ name, value }: Assignment): string {
  if (value === "") return "''";
  if (/^[A-Za-z0-9_./:@-]+$/.test(value)) return value;
  const isPlain = !CONTROL.test(value);
  // python-dotenv replaces ${NAME} and halves double backslashes even here; npm dotenv takes \\' as one character;
  // @std/dotenv drops a line end next to a quote.
  if (isPlain && !/'|\$\{|\\\\|\\$|^\n|\n$/.test(value)) return `'${value}'`;
  // bash acts on $, ` and \\; the others each know different escapes.
  if (isPlain && !/["$`\\\n]/.test(value)) return `"${value}"`;
  const reason = isPlain
    ? "quotes, backslashes or other characters that programs read differently"
    : "control characters";
  throw envFileFailure("env_value_not_portable", { name, reason });
}

/**
 * Hands variables to the later steps of a GitHub Actions job: as variables by `$GITHUB_ENV`, and as outputs of the step
 * by `$GITHUB_OUTPUT`, where `repository` is the repository's id.
 *
 * @throws {Failure} `workflow_file_missing`, `workflow_file_not_written`
 */
export async function addToWorkflow(
  { files, environment }: { files: Files; environment: Pick<Environment, "get"> },
  { assignments, id }: { assignments: readonly Assignment[]; id: string },
): Promise<void> {
  const texts = {
    GITHUB_ENV: renderGithubFile(assignments),
    GITHUB_OUTPUT: renderGithubFile([{ name: "repository", value: id }, ...assignments]),
  };
  for (const { name, path } of workflowFiles(environment)) {
    try {
      await files.append(path, new TextEncoder().encode(texts[name]));
    } catch (error) {
      const problem = errorNameOf(error) === "NotFound" ? "there is no such file" : systemProblem(error);
      throw shellFailure("workflow_file_not_written", { name, path, problem }, { cause: error });
    }
  }
}

/** @throws {Failure} `workflow_file_missing` */
export function workflowFiles({ get }: Pick<Environment, "get">) {
  return (["GITHUB_ENV", "GITHUB_OUTPUT"] as const).map((name) => {
    const path = get(name);
    if (path === undefined) throw shellFailure("workflow_file_missing", { name });
    return { name, path };
  });
}

/** Writes variables as GitHub Actions reads them from its files. */
export function renderGithubFile(assignments: readonly Assignment[]): string {
  return assignments.map(({ name, value }) => {
    if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
    let number = 0;
    while (value.includes(`END_OF_VALUE_${number}`)) number++;
    const mark = `END_OF_VALUE_${number}`;
    return `${name}<<${mark}\n${value}\n${mark}\n`;
  }).join("");
}
