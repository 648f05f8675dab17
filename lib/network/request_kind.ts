/**
 * Whether a request may be sent again when nobody knows what became of it.
 *
 * - `free`: sending it twice leaves the same state as sending it once.
 * - `checked`: it may have taken effect, and a second one would do something else (a second commit, a 409 that hides
 *   whose repository it is); the caller has to look first.
 */
export type Repetition = "free" | "checked";

/** What a successful answer must look like. */
export type ExpectedAnswer = "json" | "any";

/** What is known about a request from its method and path. */
export interface RequestKind {
  readonly repetition: Repetition;
  readonly answer: ExpectedAnswer;
  /** Whether it makes a repository, which has a quota of its own. */
  readonly isCreation: boolean;
  /** Whether it reads a file, which the Hub may hand over to a storage host. */
  readonly isFile: boolean;
}

interface Row {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly repetition: Repetition;
  readonly answer: ExpectedAnswer;
}

const READING = ["GET", "HEAD", "OPTIONS"];

// Paths of hub-api 1 to 8, relative to the endpoint. What is not here: reading and PUT are free, everything else is checked.
const ROWS: readonly Row[] = [
  row(["GET"], /^\/api\/[^?]*\/auth-check(?:\/write)?$/, "free", "any"),
  row(["GET"], /^\/api\//, "free", "json"),
  row(["POST"], /^\/api\/repos\/create$/, "checked", "json"),
  row(["POST"], /^\/api\/[^?]*\/preupload\//, "free", "json"),
  row(["POST"], /^\/api\/[^?]*\/commit\//, "checked", "json"),
  row(["POST"], /^\/api\/[^?]*\/paths-info\//, "free", "json"),
  row(["POST"], /^\/api\/validate-yaml$/, "free", "json"),
  row(["POST"], /\.git\/info\/lfs\/objects\/batch$/, "free", "json"),
  // "Already has access" is a success for the caller (hub-api 7), and an upsert is one by nature (hub-api 8).
  row(["POST"], /\/user-access-request\/grant$/, "free", "any"),
  row(["POST", "DELETE"], /^\/api\/spaces\/[^/]+\/[^/]+\/(?:variables|secrets)$/, "free", "any"),
  row(["POST"], /^\/api\/[^?]*\/resource-group$/, "free", "any"),
];

/**
 * Looks a request up in the table of the Hub's routes.
 *
 * @param method in upper case
 * @param path relative to the endpoint, without the query
 * @returns how it may be repeated and what its answer must be
 */
export function kindOfRequest(method: string, path: string): RequestKind {
  const found = ROWS.find((candidate) => candidate.methods.includes(method) && candidate.path.test(path));
  const isReading = READING.includes(method);
  return {
    repetition: found?.repetition ?? (isReading || method === "PUT" ? "free" : "checked"),
    answer: found?.answer ?? "any",
    isCreation: method === "POST" && path === "/api/repos/create",
    isFile: isReading && !path.startsWith("/api/") && path.includes("/resolve/"),
  };
}

function row(methods: readonly string[], path: RegExp, repetition: Repetition, answer: ExpectedAnswer): Row {
  return { methods, path, repetition, answer };
}
