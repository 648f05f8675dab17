import { envFileFailure } from "./failures.ts";
import {
  decodeEnvFile,
  hasWindowsLineEnds,
  lineNumberAt,
  readPlain,
  type Statement,
  type TextEdit,
  withPieces,
} from "./text.ts";

/** A variable and the value that it gets. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** An env file with its variables set. */
export interface EnvEdit {
  readonly bytes: Uint8Array;
  /** What became of each variable. */
  readonly changes: readonly {
    readonly name: string;
    /** The value before, undefined where the file had none. */
    readonly previous: string | undefined;
    readonly value: string;
    readonly action: "added" | "replaced" | "kept";
  }[];
  /** The lines end as on Windows: shells read a carriage return at the end of each value. */
  readonly hasWindowsLineEnds: boolean;
}

/** What every reader takes without quotes, which Docker would take for a part of the value. */
const BARE = /^[A-Za-z0-9_./:@-]+$/;

/**
 * Gives variables their values in the content of an env file.
 *
 * A line of a variable becomes `NAME=value`, behind `export` where it was, without quotes; where the file is for Docker
 * too, a comment behind the value moves to a line of its own. All lines of a variable get the value, since some readers take the first and some the last. A variable that
 * the file lacks goes to its end, or in front of the line that keeps some reader from seeing the end. Each candidate is read as all
 * readers would: they must find the values, and every other variable as before.
 *
 * @returns the new content (the same object when nothing changes), and what became of each variable
 * @throws {Failure} `env_file_not_text`, `env_file_ambiguous`, `env_value_not_portable`
 */
export async function editEnvBytes(
  bytes: Uint8Array,
  assignments: readonly Assignment[],
  { path = ".env" }: { path?: string } = {},
): Promise<EnvEdit> {
  const values = new Map(assignments.map(({ name, value }) => [name, value]));
  for (const [name, value] of values) {
    if (!BARE.test(value)) {
      throw envFileFailure("env_value_not_portable", { name, reason: "characters that need quotes" });
    }
  }
  const text = decodeEnvFile(bytes, path);
  const statements = readPlain(text);
  const edit = statements === undefined
    // Loaded for a file that is not plain, as few are.
    ? new (await import("./edit_search.ts")).EditSearch(text, values).find()
    : editPlain(text, statements, values);
  if ("reason" in edit) {
    const { name, reason, at } = edit;
    throw envFileFailure("env_file_ambiguous", { path, line: lineNumberAt(text, at), name, reason });
  }
  const { pieces, changed } = edit;
  const changes = assignments.map(({ name, value }) => {
    const previous = edit.previous(name);
    const action = previous === undefined ? "added" : changed.has(name) ? "replaced" : "kept";
    return { name, value, previous, action } as const;
  });
  return {
    bytes: pieces.length === 0 ? bytes : new TextEncoder().encode(withPieces(text, pieces)),
    changes,
    hasWindowsLineEnds: hasWindowsLineEnds(text),
  };
}

/** Gives variables their values in a file of plain lines, which stays one. */
function editPlain(
  text: string,
  statements: readonly Statement[],
  values: ReadonlyMap<string, string>,
): TextEdit {
  const previous = new Map(statements.map(({ name, value }) => [name, value]));
  const replaced = statements.filter(({ name, value }) => (values.get(name) ?? value) !== value);
  const pieces = replaced.map(({ name, value = "", end }) => ({
    start: end - value.length,
    end,
    text: values.get(name) ?? "",
  }));
  const added = [...values].filter(([name]) => !previous.has(name));
  if (added.length > 0) {
    const lines = added.map(([name, value]) => `${name}=${value}\n`).join("");
    const end = text.length;
    pieces.push({ start: end, end, text: text === "" || text.endsWith("\n") ? lines : `\n${lines}` });
  }
  return {
    pieces,
    changed: new Set([...replaced.map(({ name }) => name), ...added.map(([name]) => name)]),
    previous: (name) => previous.get(name),
  };
}
