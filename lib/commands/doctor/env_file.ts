import { listed } from "../../account/denials.ts";
import { lineOfToken } from "../../dataset/card.ts";
import { Failure } from "../../cli/failure.ts";
import { EditSearch } from "../../env_file/edit_search.ts";
import { findVariables, readSnapshot, readVariables } from "../../env_file/read.ts";
import { type SetLine, setLines } from "../../env_file/readers.ts";
import { fileFailure } from "../../env_file/failures.ts";
import { type GitState, gitStateOfFile } from "../../env_file/git_state.ts";
import { decodeEnvFile, lineNumberAt } from "../../env_file/text.ts";
import type { Environment } from "../../ports/environment.ts";
import { checkEdit } from "../env_file.ts";
import {
  bad,
  badOfFailure,
  type Checkup,
  type Finding,
  good,
  orFailure,
  ownCommand,
  type Place,
  warning,
} from "./finding.ts";

/** The env file, as far as it could be read. */
export interface CheckedEnvFile {
  readonly findings: readonly Finding[];
  readonly path: string;
  readonly exists: boolean;
  /** Whether its lines could be read; of a file that does not exist, they could. */
  readonly isRead: boolean;
  /** Its variables that have a value, where it could be read. */
  readonly values: ReadonlyMap<string, string>;
}

/** Checks the env file: that it exists, that all programs read it alike, who can read it, and what git does with it. */
export async function checkEnvFile(checkup: Checkup): Promise<CheckedEnvFile> {
  const { files, redactor, environment: { system }, envFile } = checkup;
  const path = files.absolute(envFile);
  let holdsToken = false;
  const read = await orFailure(checkup, async () => {
    const { bytes, facts } = await readSnapshot(files, path).catch((error) => {
      throw fileFailure(error, { path, doing: "read" });
    });
    const found = [...await findVariables(bytes, () => true)];
    const values = new Map(
      found.flatMap(([name, value]) => value.trim() === "" ? [] : [[name, value.trim()] as const]),
    );
    const token = values.get("HF_TOKEN") ?? values.get("HUGGING_FACE_HUB_TOKEN");
    if (token !== undefined) redactor.addToken(token);
    holdsToken = token !== undefined || lineOfToken(bytes) !== undefined;
    return { facts, values, lines: await checkLines(bytes, { path, place: checkup }) };
  });
  const git = checkGit(await gitStateOfFile(checkup, envFile), envFile, holdsToken);
  if (read instanceof Failure) {
    const findings = [badOfFailure("env_file", read), git];
    return { findings, path, exists: true, isRead: false, values: new Map() };
  }
  const { facts, lines, values } = read;
  const findings = facts === undefined
    ? [
      warning("env_file", `${envFile} does not exist`, {
        fix: "Set up a dataset to create it:",
        command: ownCommand("", checkup),
      }),
    ]
    : [
      good("env_file", envFile),
      ...lines,
      ...checkMode(facts.mode ?? undefined, { holdsToken, place: checkup, system }),
      git,
    ];
  return { findings, path, exists: facts !== undefined, isRead: true, values };
}

const HARMLESS = /^\s*(?:#.*|export(?:\s+[A-Za-z_]\w*)+\s*)?$/;

/**
 * Checks that every line sets something for all programs, and every name but once; throws Failure `env_file_not_text`, and
 * `env_file_ambiguous` about a variable of this run.
 */
export async function checkLines(
  bytes: Uint8Array,
  { path, place }: { path: string; place: Place },
): Promise<readonly Finding[]> {
  const { envFile, variables } = place;
  const values = await readVariables(bytes, new Set(variables), { path });
  await checkEdit(bytes, { variables }, path);
  const text = decodeEnvFile(bytes, path);
  const covered = new Set<number>();
  const sets = setLines(text);
  for (const { line, lastLine } of sets) {
    for (let number = line; number <= lastLine; number++) covered.add(number);
  }
  const odd = text.split("\n").flatMap((line, index) =>
    covered.has(index + 1) || HARMLESS.test(line.replace(/\r+$/, "")) ? [] : [index + 1]
  );
  const known = new Map([...values].filter(([, value]) => value !== ""));
  const unread = new EditSearch(text, known).problem();
  return [
    odd.length === 0 ? good("env_file_syntax", "every line is NAME=value or a comment") : warning(
      "env_file_syntax",
      `${envFile}: ${odd.length === 1 ? `line ${odd[0]} is` : `lines ${listed(odd.map(String))} are`} ` +
        "neither NAME=value nor a comment, so programs ignore it or fail",
      `Correct or remove line ${odd[0]}`,
    ),
    ...unread === undefined ? [] : [
      warning(
        "env_file_syntax",
        `${envFile}: line ${lineNumberAt(text, unread.at)} conflicts with ${unread.name}: ${unread.reason}`,
        { fix: "Write the variable where all programs read it:", command: ownCommand("use", place) },
      ),
    ],
    ...[...Map.groupBy(sets, ({ name }) => name)].flatMap(([name, same]) => checkRepeated(name, same, place)),
  ];
}

function checkRepeated(name: string, sets: readonly SetLine[], place: Place): readonly Finding[] {
  const { envFile, variables } = place;
  if (new Set(sets.map(({ value }) => value)).size < 2) return [];
  const text =
    `${envFile}: ${name} has different values on lines ${listed(sets.map(({ line }) => String(line)))}; ` +
    "some programs use the first, most use the last";
  if (!variables.includes(name)) return [warning("env_file_duplicates", text, "Keep one of these lines")];
  return [
    bad("env_file_duplicates", text, 7, {
      fix: "Keep one of these lines, or give all of them the same value:",
      command: ownCommand("use", place),
    }),
  ];
}

/** Checks who can read and change the file. */
export function checkMode(
  mode: number | undefined,
  { holdsToken, place: { envFile }, system }: {
    holdsToken: boolean;
    place: Pick<Place, "envFile">;
    system: Environment["system"];
  },
): readonly Finding[] {
  // Windows keeps permissions elsewhere.
  if (mode === undefined || system === "windows") return [];
  const octal = mode.toString(8).padStart(3, "0");
  if (holdsToken && (mode & 0o077) !== 0) {
    const text = `${envFile} has a token, and other users can read it (mode ${octal})`;
    return [warning("env_file_mode", text, "Make it readable by you only (mode 600)")];
  }
  if ((mode & 0o022) !== 0) {
    const text = `Other users can change ${envFile} (mode ${octal})`;
    return [warning("env_file_mode", text, "Make it writable by you only (mode 600 or 644)")];
  }
  return [good("env_file_mode", `mode ${octal}`)];
}

function checkGit(git: GitState, envFile: string, holdsToken: boolean): Finding {
  switch (git.state) {
    case "outside":
      return good("env_file_git", "not in a git repository");
    case "ignored":
      return good("env_file_git", "ignored by git");
    case "unknown": {
      const text = `Cannot tell what git does with ${envFile}: ${git.reason}`;
      return warning("env_file_git", text, "Ask git itself, with git status --ignored");
    }
    case "tracked": {
      if (!holdsToken) {
        const text = `Git tracks ${envFile}, so everything written to it is committed`;
        return warning("env_file_git", text, "Untrack the file (git rm --cached), and add it to .gitignore");
      }
      // The index has it for certain; whether a commit has it too is not read.
      const text = `Git tracks ${envFile}, which has a token, so the token may be committed`;
      const fix = "Revoke the token and create another, untrack the file (git rm --cached), and ignore it";
      return bad("env_file_git", text, 7, fix);
    }
    case "exposed": {
      const text = holdsToken
        ? `Git does not ignore ${envFile}, which has a token, so the next commit may include it`
        : `Git does not ignore ${envFile}, so a secret added to it later may be committed`;
      return warning("env_file_git", text, `Add ${git.ignoreLine} to ${git.ignoreFile}`);
    }
  }
}
