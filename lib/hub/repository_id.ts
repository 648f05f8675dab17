import { hubFailure } from "./failures.ts";

/** The owner in a repository id (`owner/name`). */
export function ownerOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

/** The name in a repository id (`owner/name`). */
export function nameOf(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}

/**
 * Whether a value is `owner/name` in the characters that the Hub uses.
 *
 * An id goes into URLs, the env file, terminals and shells, so anything else in it makes it unusable. The Hub's rules for
 * new names are stricter ({@linkcode problemOfName}); older repositories do not all follow them.
 */
export function isRepositoryId(value: unknown): value is string {
  return typeof value === "string" && /^(?!\.+\/)[\w.-]{1,96}\/(?!\.+$)[\w.-]{1,96}$/.test(value);
}

/**
 * Reads `name` or `owner/name`, also in the forms that people copy from the browser.
 *
 * @param text as typed: `runs`, `acme/runs`, `datasets/acme/runs`, or the repository's URL
 * @throws Failure `repository_name_invalid`
 */
export function parseRepositoryName(text: string): { owner: string | undefined; name: string } {
  // A slash at the end of a URL means nothing; after a single word it means that the name is missing.
  const path = text.trim().replace(/^https?:\/\/[^/]+\//, "").replace(/^datasets\//, "")
    .replace(/(\/[^/]+)\/$/, "$1");
  const parts = path.split("/");
  const problem = parts.length > 2
    ? "it has more than one slash"
    : parts.length === 2 && parts.includes("")
    ? `nothing ${parts[0] === "" ? "precedes" : "follows"} the slash`
    : parts.map((part) => problemOfName(part)).find((found) => found !== undefined);
  if (problem !== undefined) throw hubFailure("repository_name_invalid", { name: text, problem });
  const name = parts.at(-1) ?? "";
  return { owner: parts.length === 2 ? parts[0] : undefined, name };
}

/**
 * What is wrong with one part of a repository id (lib/hub/README.md#repository-names).
 *
 * @returns a clause for a sentence, or `undefined` if the Hub accepts it
 */
export function problemOfName(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (/\s/.test(name)) return "it contains a space";
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
    return "it contains characters other than letters, digits, '-', '_' and '.'";
  }
  if (name.length > 96) return `it has ${name.length} characters (at most 96 are allowed)`;
  if (name.includes("--")) return "'--' is not allowed";
  if (name.includes("..")) return "'..' is not allowed";
  if (/^[-.]/.test(name)) return "it begins with '-' or '.'";
  if (/[-.]$/.test(name)) return "it ends with '-' or '.'";
  if (name.endsWith(".git")) return "it ends with .git";
  return undefined;
}
