import { Failure } from "../cli/failure.ts";
import { envFileFailure } from "./failures.ts";
import { READERS } from "./readers.ts";
import { readPlain } from "./plain.ts";
import { decodeEnvFile, lineNumberAt, type Statement } from "./text.ts";

/** Where a file sets a variable. */
export interface SetLine {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** The same, or the last line of a value of several. */
  readonly lastLine: number;
}

/**
 * Reads variables from the content of an env file, as its readers do: those that see the variable must agree.
 *
 * @param bytes the content
 * @param names the variables
 * @param options `path`, how the file is called in messages
 * @returns the values of those that the file has
 * @throws {Failure} `env_file_not_text`, `env_file_ambiguous`
 */
export function readVariables(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  { path = ".env" }: { path?: string } = {},
): ReadonlyMap<string, string> {
  const text = decodeEnvFile(bytes, path);
  const read = new Map<string, { value: string; start: number }>();
  for (const statements of readAll(text)) {
    const last = new Map(
      statements.filter(({ isUnsure }) => !isUnsure).map((statement) => [statement.name, statement]),
    );
    for (const [name, { value, start, expands }] of last) {
      if (!names.has(name) || value === undefined) continue;
      // python-dotenv replaces ${NAME} whatever the quotes.
      const other = read.get(name);
      if (expands === true || value.includes("${") || (other !== undefined && other.value !== value)) {
        const reason = "programs read different values from it";
        throw envFileFailure("env_file_ambiguous", {
          path,
          name,
          line: lineNumberAt(text, Math.max(start, other?.start ?? 0)),
          reason,
        });
      }
      read.set(name, { value, start });
    }
  }
  return new Map([...read].map(([name, { value }]) => [name, value]));
}

/** Reads one variable, as {@linkcode readVariables} reads several. */
export function readVariable(
  bytes: Uint8Array,
  name: string,
  options: { path?: string } = {},
): string | undefined {
  return readVariables(bytes, new Set([name]), options).get(name);
}

/**
 * Finds the variables of an env file by their names, for callers that do not know them beforehand.
 *
 * @param bytes the content
 * @param isWanted decides by the name
 * @param options `path`, how the file is called in messages
 * @returns the values by name; what is empty, or read differently by different programs, is left out
 */
export function findVariables(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  options: { path?: string } = {},
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  try {
    const names = new Set(setLines(bytes, options).map(({ name }) => name).filter(isWanted));
    try {
      for (const [name, value] of readVariables(bytes, names, options)) found.set(name, value);
    } catch (error) {
      if (!(error instanceof Failure) || names.size > ONE_BY_ONE_LIMIT) throw error;
      for (const name of names) {
        try {
          found.set(name, readVariable(bytes, name, options) ?? "");
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
        }
      }
    }
  } catch (error) {
    // A run that changes the variable reports it; one that only looks around goes on without.
    if (!(error instanceof Failure)) throw error;
  }
  return new Map([...found].filter(([, value]) => value !== ""));
}

/** A person's file names a few datasets; one that is made to be slow is not read once for each of its names. */
const ONE_BY_ONE_LIMIT = 50;

/**
 * The lines that set a variable for some reader, in the order of the file.
 *
 * @throws {Failure} `env_file_not_text`
 */
export function setLines(bytes: Uint8Array, { path = ".env" }: { path?: string } = {}): readonly SetLine[] {
  const text = decodeEnvFile(bytes, path);
  const numbers = lineNumbers(text);
  const found = new Map<string, SetLine>();
  for (const statements of readAll(text)) {
    for (const { name, value, start, end } of statements) {
      if (value === undefined || !/^[A-Za-z_]\w*$/.test(name)) continue;
      const line = numbers(start);
      const key = `${line} ${name}`;
      if (!found.has(key)) found.set(key, { name, value, line, lastLine: numbers(Math.max(start, end)) });
    }
  }
  return [...found.values()].sort((one, other) => one.line - other.line);
}

/** What the readers read, once where all read the same. */
function readAll(text: string): readonly (readonly Statement[])[] {
  const plain = readPlain(text);
  return plain === undefined ? READERS.map((reader) => reader.read(text).statements) : [plain];
}

/** The number of the line of a position, for many positions. */
function lineNumbers(text: string): (position: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (position) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
