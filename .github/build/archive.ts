/** Archives whose bytes depend on nothing but their content: no owner, one time for all, and the order that is given. */
import { zipSync } from "fflate";
import { packTar } from "modern-tar";
import { gzipSync } from "node:zlib";

/** One file of an archive. */
export interface Entry {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly executable?: boolean;
}

/** The archive that Linux, macOS and npm unpack. */
export async function tarGz(entries: readonly Entry[]): Promise<Uint8Array> {
  const tar = await packTar(entries.map(({ name, content, executable = false }) => ({
    header: { name, size: content.length, mode: modeOf(executable), mtime: EARLIEST, uid: 0, gid: 0 },
    body: content,
  })));
  return gzipSync(tar, { level: 9 });
}

/** The archive that Windows and Python unpack. */
export function zip(entries: readonly Entry[]): Uint8Array {
  return zipSync(Object.fromEntries(entries.map(({ name, content, executable = false }) => {
    const attrs = (REGULAR_FILE | modeOf(executable)) << 16;
    return [name, [content, { level: 9, mtime: EARLIEST, os: UNIX, attrs }]];
  })));
}

/** A text as the content of an entry. */
export function textEntry(name: string, text: string): Entry {
  return { name, content: new TextEncoder().encode(text) };
}

/** The earliest time that a zip archive can hold; it is read as local time. */
const EARLIEST = new Date(1980, 0, 1);
const UNIX = 3;
const REGULAR_FILE = 0o100000;

function modeOf(executable: boolean): number {
  return executable ? 0o755 : 0o644;
}
