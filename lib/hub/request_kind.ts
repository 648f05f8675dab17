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
  { methods: ["GET"], path: /^\/api\/[^?]*\/auth-check(?:\/write)?$/, repetition: "free", answer: "any" },
  { methods: ["GET"], path: /^\/api\//, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /^\/api\/repos\/create$/, repetition: "checked", answer: "json" },
  { methods: ["POST"], path: /^\/api\/buckets\/[^/]+\/[^/]+$/, repetition: "checked", answer: "json" },
  { methods: ["POST"], path: /^\/api\/[^?]*\/preupload\//, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /^\/api\/[^?]*\/commit\//, repetition: "checked", answer: "json" },
  { methods: ["POST"], path: /^\/api\/[^?]*\/paths-info\//, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /^\/api\/validate-yaml$/, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /\.git\/info\/lfs\/objects\/batch$/, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /\/user-access-request\/batch$/, repetition: "checked", answer: "json" },
  // "Already has access" is a success for the caller (hub-api 7), and an upsert is one by nature (hub-api 8).
  { methods: ["POST"], path: /\/user-access-request\/grant$/, repetition: "free", answer: "any" },
  {
    methods: ["POST", "DELETE"],
    path: /^\/api\/spaces\/[^/]+\/[^/]+\/variables$/,
    repetition: "free",
    answer: "json",
  },
  {
    methods: ["POST", "DELETE"],
    path: /^\/api\/spaces\/[^/]+\/[^/]+\/secrets$/,
    repetition: "free",
    answer: "any",
  },
  { methods: ["POST"], path: /^\/api\/[^?]*\/resource-group$/, repetition: "free", answer: "any" },
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
