/** As much of git as the Hub shows: files with their object ids, commits, and what Git LFS leaves in the tree. */
import { createHash } from "node:crypto";

/** A file of a commit. */
export interface HubFile {
  /** What readers get; for a file of Git LFS the content, not the pointer. */
  readonly bytes: Uint8Array;
  /** The object id of git: of the content, or of the pointer. */
  readonly oid: string;
  readonly lfs?: { readonly sha256: string };
}

/** A commit with all its files; commits share the files that they do not change. */
export interface Commit {
  readonly oid: string;
  readonly parent: Commit | undefined;
  readonly title: string;
  readonly message: string;
  readonly author: string;
  readonly date: number;
  readonly files: ReadonlyMap<string, HubFile>;
}

/** The SHA-256 of bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The id that git gives an object. */
function gitObjectId(kind: "blob" | "commit", bytes: Uint8Array): string {
  return createHash("sha1").update(`${kind} ${bytes.length}\0`).update(bytes).digest("hex");
}

/** A file that git holds itself. */
export function regularFile(content: string | Uint8Array): HubFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { bytes, oid: gitObjectId("blob", bytes) };
}

/** A file that Git LFS holds. */
export function lfsFile(bytes: Uint8Array): HubFile {
  const digest = sha256(bytes);
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize ${bytes.length}\n`;
  return { bytes, oid: regularFile(pointer).oid, lfs: { sha256: digest } };
}

/** What a commit does: path to new content, or to undefined where the file is to go. */
export type Changes = ReadonlyMap<string, HubFile | undefined>;

/** A commit on top of another; the id depends on everything in it, so the same story gives the same ids. */
export function makeCommit(details: Omit<Commit, "oid" | "files"> & { readonly changes: Changes }): Commit {
  const { changes, ...story } = details;
  const files = new Map(details.parent?.files);
  for (const [path, file] of changes) {
    if (file) files.set(path, file);
    else files.delete(path);
  }
  return withId({ ...story, files });
}

function withId(parts: Omit<Commit, "oid">): Commit {
  const story = JSON.stringify([
    parts.parent?.oid,
    parts.title,
    parts.message,
    parts.author,
    parts.date,
    [...parts.files].map(([path, file]) => [path, file.oid]),
  ]);
  return { ...parts, oid: gitObjectId("commit", new TextEncoder().encode(story)) };
}

/** A commit and all before it, the newest first. */
export function historyOf(commit: Commit | undefined): Commit[] {
  const history: Commit[] = [];
  for (let here = commit; here; here = here.parent) history.push(here);
  return history;
}
