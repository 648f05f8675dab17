import { datasetFailure } from "./failures.ts";

/** A dataset repository's full name, in the Hub's spelling: `namespace/name`. */
export interface RepositoryId {
  readonly namespace: string;
  readonly name: string;
}

/** `namespace/name`. */
export function formatRepositoryId(id: RepositoryId): string {
  return `${id.namespace}/${id.name}`;
}

/**
 * Whether a text is `namespace/name` in the letters of which the Hub makes ids (hub-api 3.4).
 *
 * An id that is told goes into addresses, the env file, terminals and shells: with any other letter in it, it is none.
 */
export function isPlainId(text: unknown): text is string {
  return typeof text === "string" && /^[\w.-]{1,96}\/[\w.-]{1,96}$/.test(text);
}

/**
 * Reads `name` or `namespace/name`, also in the forms that people copy from the browser.
 *
 * @param text as typed: `runs`, `acme/runs`, `datasets/acme/runs`, or the repository's address
 * @returns the name, and the namespace where one was given
 * @throws Failure `repository_name_invalid`
 */
export function parseRepositoryName(text: string): { namespace: string | undefined; name: string } {
  // The slash at the end of an address says nothing; behind a lone word it says that the name is missing.
  const path = text.trim().replace(/^https?:\/\/[^/]+\//, "").replace(/^datasets\//, "")
    .replace(/(\/[^/]+)\/$/, "$1");
  const parts = path.split("/");
  const problem = parts.length > 2
    ? "it has more than one slash"
    : parts.length === 2 && parts.includes("")
    ? `there is nothing ${parts[0] === "" ? "in front of" : "behind"} its slash`
    : parts.map((part) => problemOfName(part)).find((found) => found !== undefined);
  if (problem !== undefined) throw datasetFailure("repository_name_invalid", { name: text, problem });
  const name = parts.at(-1) ?? "";
  return { namespace: parts.length === 2 ? parts[0] : undefined, name };
}

/**
 * What is wrong with one part of a repository id (the rules: hub-api 3.2 and 3.4).
 *
 * @returns a clause for a sentence, or `undefined` when the Hub takes it
 */
export function problemOfName(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (/\s/.test(name)) return "it has a space in it";
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
    return "it has characters other than letters, digits, '-', '_' and '.'";
  }
  if (name.length > 96) return `it has ${name.length} characters, and 96 are allowed`;
  if (name.includes("--")) return "'--' is not allowed";
  if (name.includes("..")) return "'..' is not allowed";
  if (/^[-.]/.test(name)) return "it begins with '-' or '.'";
  if (/[-.]$/.test(name)) return "it ends with '-' or '.'";
  if (name.endsWith(".git")) return "it ends with .git";
  return undefined;
}
