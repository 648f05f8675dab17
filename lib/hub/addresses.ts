import { hubFailure } from "./failures.ts";

export const DEFAULT_ENDPOINT = "https://huggingface.co";

/** Where the Hub is. */
export interface Endpoint {
  /** The URL without a trailing slash; paths are appended to it. */
  readonly url: string;
  /** Scheme, host and port: the token is sent nowhere else. */
  readonly origin: string;
  /** Host, with the port if it is not the scheme's own. */
  readonly host: string;
  /** Whether it is huggingface.co itself. */
  readonly isDefault: boolean;
  /** Whether it is this machine. */
  readonly isLoopback: boolean;
}

/**
 * Reads the URL of a Hub, as given by `--endpoint` or `HF_ENDPOINT`.
 *
 * @throws Failure `endpoint_invalid` or `endpoint_not_secure`
 */
export function parseEndpoint(text: string): Endpoint {
  const trimmed = text.trim();
  const url = URL.parse(trimmed);
  // Also if it is no URL: without a scheme it can hold a password all the same.
  const endpoint = trimmed.replace(/^(\w+:\/\/)?.*@/s, "$1****@");
  const invalid = (reason: string) => hubFailure("endpoint_invalid", { endpoint, reason });
  if (url === null) throw invalid("it is not a URL");
  if (!["https:", "http:"].includes(url.protocol)) {
    throw invalid("it does not begin with https:// or http://");
  }
  if (url.username !== "" || url.password !== "") throw invalid("it contains a user name or password");
  if (trimmed.includes("?")) throw invalid("it contains a query");
  if (trimmed.includes("#")) throw invalid("it contains a fragment");
  if (!isSecureAddress(url)) throw hubFailure("endpoint_not_secure", { host: url.host });
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ""),
    origin: url.origin,
    host: url.host,
    isDefault: url.origin === DEFAULT_ENDPOINT,
    isLoopback: isLoopbackHost(url.hostname),
  };
}

/** Whether a secret can be sent to this URL: over https, or over http to this machine. */
export function isSecureAddress(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}

/** Whether a host name, as `URL` normalizes it, is this machine by definition, not by what a name server says. */
function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

export function ownerOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

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

/** What is wrong with one part of a repository id, as a clause (lib/hub/README.md#repository-names). */
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
