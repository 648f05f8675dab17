import { lineOfToken } from "../../account/token.ts";
import { Failure } from "../../cli/failure.ts";
import { findUnread } from "../../env_file/edit.ts";
import { findVariables, readVariable, readVariables, type SetLine, setLines } from "../../env_file/read.ts";
import { fileFailure } from "../../env_file/failures.ts";
import { type GitState, gitStateOfFile } from "../../env_file/git_state.ts";
import { readSnapshot, type Snapshot } from "../../env_file/snapshot.ts";
import { namesDataset } from "../../env_file/variables.ts";
import type { Context } from "../context.ts";
import { checkEdit } from "../env_file_plan.ts";
import { bad, badOfFailure, type Finding, good, ownCommand, type Place, warning } from "./finding.ts";

/** The env file, as far as it could be read. */
export interface EnvFileFacts {
  readonly path: string;
  readonly exists: boolean;
  /** Why it cannot be read or edited. */
  readonly failure: Failure | undefined;
  readonly mode: number | undefined;
  readonly holdsToken: boolean;
  readonly git: GitState;
  /** The numbers of lines that are neither empty, nor a comment, nor `NAME=value`. */
  readonly oddLines: readonly number[];
  readonly repeated: readonly RepeatedName[];
  /** A line that keeps some program from reading one of the variables. */
  readonly unread: { readonly name: string; readonly line: number; readonly reason: string } | undefined;
  /** The value of a variable; `undefined` where it has none, or cannot be read. */
  readonly value: (name: string) => string | undefined;
  /** The variables that name a dataset, by either scheme. */
  readonly named: ReadonlyMap<string, string>;
}

/** A variable that an env file sets more than once. */
export interface RepeatedName {
  readonly name: string;
  readonly lines: readonly number[];
  readonly differ: boolean;
}

/** Reads the env file with everything that can be known of it. */
export async function collectEnvFile(
  context: Context,
  { envFile, variables }: Pick<Place, "envFile" | "variables">,
): Promise<EnvFileFacts> {
  const { files } = context;
  const path = files.absolute(envFile);
  const unread: EnvFileFacts = {
    path,
    exists: true,
    failure: undefined,
    mode: undefined,
    holdsToken: false,
    git: await gitStateOfFile(context, envFile),
    oddLines: [],
    repeated: [],
    unread: undefined,
    value: () => undefined,
    named: new Map(),
  };
  let snapshot: Snapshot;
  try {
    snapshot = await readSnapshot(files, path);
  } catch (error) {
    const failure = fileFailure(error, { path, doing: "read" });
    if (!(failure instanceof Failure)) throw error;
    return { ...unread, failure };
  }
  const { bytes, facts } = snapshot;
  const written = valueIn(bytes, "HF_TOKEN") ?? valueIn(bytes, "HUGGING_FACE_HUB_TOKEN");
  if (written !== undefined) context.redactor.addToken(written);
  const read = {
    ...unread,
    exists: facts !== undefined,
    mode: facts?.mode ?? undefined,
    holdsToken: written !== undefined || lineOfToken(bytes) !== undefined,
  };
  try {
    return {
      ...read,
      ...readLines(bytes, { path, wanted: variables }),
      value: (name) => valueIn(bytes, name),
      named: findVariables(bytes, namesDataset, { path }),
    };
  } catch (error) {
    if (error instanceof Failure) return { ...read, failure: error };
    throw error;
  }
}

function valueIn(bytes: Uint8Array, name: string): string | undefined {
  try {
    return readVariable(bytes, name)?.trim() || undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

const HARMLESS = /^\s*(?:#.*|export(?:\s+[A-Za-z_]\w*)+\s*)?$/;

/**
 * Reads the lines of an env file.
 *
 * @param bytes the content
 * @param options `path`, how the file is called in messages; `wanted`, the variables that count most
 * @returns the lines that set nothing and are no comment, and the names that are set more than once
 * @throws {Failure} `env_file_not_text`, `env_file_ambiguous` about a wanted variable
 */
export function readLines(
  bytes: Uint8Array,
  { path, wanted }: { path: string; wanted: readonly string[] },
): Pick<EnvFileFacts, "oddLines" | "repeated" | "unread"> {
  const values = readVariables(bytes, new Set(wanted), { path });
  checkEdit(bytes, { variables: wanted }, path);
  const known = [...values].filter(([, value]) => value !== "").map(([name, value]) => ({ name, value }));
  const lines = new TextDecoder("utf-8").decode(bytes).split("\n");
  const covered = new Set<number>();
  const places = new Map<string, SetLine[]>();
  for (const set of setLines(bytes, { path })) {
    for (let number = set.line; number <= set.lastLine; number++) covered.add(number);
    places.set(set.name, [...places.get(set.name) ?? [], set]);
  }
  return {
    unread: findUnread(bytes, known, { path }),
    oddLines: lines.flatMap((line, index) =>
      covered.has(index + 1) || HARMLESS.test(line.replace(/\r+$/, "")) ? [] : [index + 1]
    ),
    repeated: [...places].filter(([, set]) => set.length > 1).map(([name, set]) => ({
      name,
      lines: set.map(({ line }) => line),
      differ: new Set(set.map(({ value }) => value)).size > 1,
    })),
  };
}

/** Checks the env file: that it exists, that all programs read it alike, who can read it, and what git does with it. */
export function checkEnvFile(file: EnvFileFacts, place: Place): readonly Finding[] {
  if (file.failure !== undefined) return [badOfFailure("env_file", file.failure), ...checkGit(file, place)];
  if (!file.exists) {
    return [
      warning("env_file", `${place.envFile} does not exist`, {
        fix: "Set up a dataset to create it:",
        command: ownCommand("", place),
      }),
    ];
  }
  return [
    good("env_file", place.envFile),
    ...checkLines(file, place),
    ...checkMode(file, place),
    ...checkGit(file, place),
  ];
}

function checkLines({ oddLines, repeated, unread }: EnvFileFacts, place: Place): readonly Finding[] {
  const { envFile, variables } = place;
  const [first] = oddLines;
  return [
    first === undefined ? good("env_file_syntax", "every line is NAME=value or a comment") : warning(
      "env_file_syntax",
      `${envFile}: ${oddLines.length === 1 ? `line ${first} is` : `lines ${listed(oddLines)} are`} ` +
        "neither NAME=value nor a comment, so programs ignore it or fail",
      { fix: `Correct or remove line ${first}` },
    ),
    ...unread === undefined ? [] : [
      warning(
        "env_file_syntax",
        `${envFile}: line ${unread.line} is in the way of ${unread.name}: ${unread.reason}`,
        {
          fix: "Write the variable where all programs read it:",
          command: ownCommand("use", place),
        },
      ),
    ],
    ...repeated.filter(({ differ }) => differ).map(({ name, lines }) => {
      const text = `${envFile}: ${name} has different values on lines ${listed(lines)}; ` +
        "some programs use the first, most use the last";
      return variables.includes(name)
        ? bad("env_file_duplicates", text, {
          exit: 7,
          fix: "Keep one of these lines, or give all of them the same value:",
          command: ownCommand("use", place),
        })
        : warning("env_file_duplicates", text, { fix: "Keep one of these lines" });
    }),
  ];
}

function checkMode({ mode, holdsToken }: EnvFileFacts, { envFile, system }: Place): readonly Finding[] {
  if (mode === undefined || system === "windows") return [];
  const octal = mode.toString(8).padStart(3, "0");
  if (holdsToken && (mode & 0o077) !== 0) {
    return [
      warning("env_file_mode", `${envFile} has a token, and other users can read it (mode ${octal})`, {
        fix: "Make it readable by you only (mode 600)",
      }),
    ];
  }
  if ((mode & 0o022) !== 0) {
    return [
      warning("env_file_mode", `Other users can change ${envFile} (mode ${octal})`, {
        fix: "Make it writable by you only (mode 600 or 644)",
      }),
    ];
  }
  return [good("env_file_mode", `mode ${octal}`)];
}

function checkGit({ git, holdsToken }: EnvFileFacts, { envFile }: Place): readonly Finding[] {
  switch (git.state) {
    case "outside":
      return [good("env_file_git", "not in a git repository")];
    case "ignored":
      return [good("env_file_git", "ignored by git")];
    case "unknown":
      return [
        warning("env_file_git", `Cannot tell what git does with ${envFile}: ${git.reason}`, {
          fix: "Ask git itself, with git status --ignored",
        }),
      ];
    case "tracked":
      return [
        holdsToken
          // The index has it for certain; whether a commit has it too is not read.
          ? bad("env_file_git", `Git tracks ${envFile}, which has a token, so the token may be committed`, {
            exit: 7,
            fix: "Revoke the token and create another, untrack the file (git rm --cached), and ignore it",
          })
          : warning("env_file_git", `Git tracks ${envFile}, so everything written to it is committed`, {
            fix: "Untrack the file (git rm --cached), and add it to .gitignore",
          }),
      ];
    case "exposed":
      return [
        warning(
          "env_file_git",
          holdsToken
            ? `Git does not ignore ${envFile}, which has a token, so the next commit may include it`
            : `Git does not ignore ${envFile}, so a secret added to it later may be committed`,
          { fix: `Add ${git.ignoreLine} to ${git.ignoreFile}` },
        ),
      ];
  }
}

function listed(lines: readonly number[]): string {
  const shown = lines.slice(0, 4);
  const more = lines.length - shown.length;
  return more > 0
    ? `${shown.join(", ")} and ${more} more`
    : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
