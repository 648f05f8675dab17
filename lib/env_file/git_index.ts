/** Whether the index lists a path; undefined where it does not say so itself. */
export type Listed = boolean | undefined;

const STAT_LENGTH = 40;
const FOLDER_MODE = 0o040000;
const EXTENDED = 0x4000;

/**
 * Looks for a path in the content of a git index file (versions 2, 3 and 4).
 *
 * @param bytes the content of `.git/index`
 * @param options `file`, the path from the root of the work tree, with slashes; `hashLength`, 20 for SHA-1 and 32 for
 *   SHA-256; `ignoreCase`, as git's `core.ignorecase`
 * @returns whether git tracks the path; undefined where a part of the list is kept elsewhere (split or sparse index), or
 *   the content is not understood
 */
export function findInIndex(
  bytes: Uint8Array,
  { file, hashLength, ignoreCase }: { file: string; hashLength: 20 | 32; ignoreCase: boolean },
): Listed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 + hashLength || view.getUint32(0) !== 0x44495243 /* DIRC */) return undefined;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return undefined;
  const end = bytes.length - hashLength;
  const wanted = new TextEncoder().encode(ignoreCase ? file.toLowerCase() : file);
  let name: Uint8Array = new Uint8Array();
  let at = 12;
  let elsewhere = false;
  for (let count = view.getUint32(8); count > 0; count--) {
    const flagsAt = at + STAT_LENGTH + hashLength;
    if (flagsAt + 2 > end) return undefined;
    const isFolder = (view.getUint32(at + 24) & 0o170000) === FOLDER_MODE;
    const nameAt = flagsAt + ((view.getUint16(flagsAt) & EXTENDED) === 0 ? 2 : 4);
    const prefix = version === 4
      ? readPrefix(bytes, { at: nameAt, length: name.length })
      : { kept: 0, next: nameAt };
    if (prefix === undefined) return undefined;
    const nul = bytes.indexOf(0, prefix.next);
    if (nul < 0 || nul >= end) return undefined;
    const rest = bytes.subarray(prefix.next, nul);
    name = prefix.kept === 0 ? rest : joined(name.subarray(0, prefix.kept), rest);
    // Versions 2 and 3 fill an entry up to a multiple of eight with one to eight NUL bytes.
    at = version === 4 ? nul + 1 : at + ((nul - at + 8) & ~7);
    const seen = ignoreCase ? lowered(name) : name;
    if (isSame(seen, wanted)) return true;
    if (isFolder && startsWith(wanted, seen)) elsewhere = true;
  }
  return elsewhere || hasExtension(view, { at, end, name: "link" }) ? undefined : false;
}

/** Reads how many bytes of the name before are kept: git's variable-width number of bytes to drop. */
function readPrefix(
  bytes: Uint8Array,
  { at, length }: { at: number; length: number },
): { kept: number; next: number } | undefined {
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  let dropped = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++];
    if (byte === undefined) return undefined;
    dropped = (dropped + 1) * 128 + (byte & 0x7f);
    if (dropped > length) return undefined;
  }
  return dropped > length ? undefined : { kept: length - dropped, next: at };
}

function hasExtension(view: DataView, { at, end, name }: { at: number; end: number; name: string }): boolean {
  while (at + 8 <= end) {
    const found = String.fromCharCode(
      view.getUint8(at),
      view.getUint8(at + 1),
      view.getUint8(at + 2),
      view.getUint8(at + 3),
    );
    if (found === name) return true;
    at += 8 + view.getUint32(at + 4);
  }
  return false;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function lowered(name: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(name).toLowerCase());
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && startsWith(one, other);
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.length <= bytes.length && start.every((byte, index) => bytes[index] === byte);
}
