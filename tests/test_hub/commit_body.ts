/** What a commit is asked to do, in JSON lines (lib/hub/README.md#files-and-commits). */
import { invalidInput } from "./answers.ts";
import { asBase64, asObject, asOneOf, asString, type HubRequest, textOf } from "./exchange.ts";

/** A file of a commit: with its content, or with the id by which the storage has it. */
export type Change =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly oid: string };

/** A commit to be made. */
export interface CommitToMake {
  readonly summary: string;
  readonly description: string;
  /** The commit that must still be the last one. */
  readonly parentCommit: string | undefined;
  readonly changes: readonly Change[];
}

/** Reads the body of a commit: `{"key":"header",…}` first, then one line for each file. */
export function readCommit(request: HubRequest): CommitToMake {
  const lines = textOf(request).split("\n").filter((line) => line.trim() !== "").map((line, index) => {
    try {
      const item = asObject(JSON.parse(line), `line ${index + 1}`);
      return {
        key: asString(item.key, `line ${index + 1}`),
        value: asObject(item.value, `line ${index + 1}`),
      };
    } catch (error) {
      if (error instanceof SyntaxError) throw invalidInput("Invalid JSON", `line ${index + 1}`);
      throw error;
    }
  });
  const [header, ...rest] = lines;
  if (header?.key !== "header") throw invalidInput("The first line must be the header", "line 1");
  return {
    ...readHeader(header.value),
    changes: rest.map((line, index) => readChange(line, `line ${index + 2}`)),
  };
}

function readHeader(header: Readonly<Record<string, unknown>>): Omit<CommitToMake, "changes"> {
  const { summary, description, parentCommit } = header;
  if (parentCommit !== undefined && !/^[0-9a-f]{40}$/.test(asString(parentCommit, "parentCommit"))) {
    throw invalidInput("Invalid commit id", "parentCommit");
  }
  return {
    summary: asString(summary, "summary"),
    description: description === undefined ? "" : asString(description, "description"),
    parentCommit: parentCommit === undefined ? undefined : asString(parentCommit, "parentCommit"),
  };
}

function readChange(line: { key: string; value: Readonly<Record<string, unknown>> }, at: string): Change {
  const { key, value } = line;
  const path = asPath(value.path, `${at}.path`);
  switch (key) {
    case "file": {
      const encoding = asOneOf(value.encoding ?? "utf-8", `${at}.encoding`, { of: ["utf-8", "base64"] });
      const bytes = encoding === "base64"
        ? asBase64(value.content, `${at}.content`)
        : new TextEncoder().encode(asString(value.content, `${at}.content`));
      return { path, bytes };
    }
    case "lfsFile":
      asOneOf(value.algo ?? "sha256", `${at}.algo`, { of: ["sha256"] });
      return { path, oid: asString(value.oid, `${at}.oid`) };
    default:
      throw invalidInput(`Invalid key "${key}"`, at);
  }
}

/** A path inside the repository. */
function asPath(value: unknown, at: string): string {
  const path = asString(value, at);
  const segments = path.replace(/\/$/, "").split("/");
  if (segments.some((segment) => ["", ".", "..", ".git"].includes(segment))) {
    throw invalidInput("Invalid path", at);
  }
  return path;
}
