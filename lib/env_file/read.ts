import { Failure } from "../cli/failure.ts";
import { envFileFailure } from "./failures.ts";
import { readPlain } from "./plain.ts";
import { decodeEnvFile, lineNumberAt, type Statement } from "./text.ts";

const NAME = /^[A-Za-z_]\w*$/;

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
 * @param options `path`, how the file is called in messages
 * @returns the values of those that the file has
 * @throws {Failure} `env_file_not_text`, `env_file_ambiguous`
 */
export async function readVariables(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  { path = ".env" }: { path?: string } = {},
): Promise<ReadonlyMap<string, string>> {
  const text = decodeEnvFile(bytes, path);
  const read = await lastValues(text, (name) => names.has(name));
  for (const [name, { start, isAgreed }] of read) {
    if (isAgreed) continue;
    const reason = "programs read different values from it";
    throw envFileFailure("env_file_ambiguous", { path, name, line: lineNumberAt(text, start), reason });
  }
  return new Map([...read].map(([name, { value }]) => [name, value]));
}

/** Reads one variable, as {@linkcode readVariables} reads several. */
export async function readVariable(
  bytes: Uint8Array,
  name: string,
  options: { path?: string } = {},
): Promise<string | undefined> {
  return (await readVariables(bytes, new Set([name]), options)).get(name);
}

/**
 * Finds the variables of an env file by their names, for callers that do not know them beforehand.
 *
 * @returns the values by name; what is empty, or read differently by different programs, is left out
 */
export async function findVariables(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  try {
    const read = await lastValues(decodeEnvFile(bytes, ""), isWanted);
    return new Map(
      [...read].filter(([, { value, isAgreed }]) => isAgreed && value !== "")
        .map(([name, { value }]) => [name, value]),
    );
  } catch (error) {
    // A run that changes the file says that it is not text; one that only looks around goes on without.
    if (!(error instanceof Failure)) throw error;
    return new Map();
  }
}

/** The value of each variable, where it is set, and whether all who see it read the same. */
async function lastValues(
  text: string,
  isWanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, { value: string; start: number; isAgreed: boolean }>> {
  const found = new Map<string, { value: string; start: number; isAgreed: boolean }>();
  for (const statements of await readAll(text)) {
    const last = new Map(
      statements.filter(({ isUnsure }) => !isUnsure).map((statement) => [statement.name, statement]),
    );
    for (const [name, { value, start, expands }] of last) {
      if (value === undefined || !NAME.test(name) || !isWanted(name)) continue;
      const other = found.get(name);
      if (other?.isAgreed === false) continue;
      // python-dotenv replaces ${NAME} whatever the quotes.
      const isAgreed = !expands && !value.includes("${") && (other?.value ?? value) === value;
      found.set(name, { value, start: isAgreed ? start : Math.max(start, other?.start ?? 0), isAgreed });
    }
  }
  return found;
}

/**
 * The lines that set a variable for some reader, in the order of the file.
 *
 * @throws {Failure} `env_file_not_text`
 */
export async function setLines(
  bytes: Uint8Array,
  { path = ".env" }: { path?: string } = {},
): Promise<readonly SetLine[]> {
  const text = decodeEnvFile(bytes, path);
  const numbers = lineNumbers(text);
  const found = new Map<string, SetLine>();
  for (const statements of await readAll(text)) {
    for (const { name, value, start, end } of statements) {
      if (value === undefined || !NAME.test(name)) continue;
      const line = numbers(start);
      const key = `${line} ${name}`;
      if (!found.has(key)) found.set(key, { name, value, line, lastLine: numbers(Math.max(start, end)) });
    }
  }
  return [...found.values()].sort((one, other) => one.line - other.line);
}

/** What the readers read, once where all read the same. */
async function readAll(text: string): Promise<readonly (readonly Statement[])[]> {
  const plain = readPlain(text);
  if (plain !== undefined) return [plain];
  // Loaded for a file that is not plain, as few are.
  const { READERS } = await import("./readers.ts");
  return READERS.map((reader) => reader.read(text).statements);
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
