/** For which systems a binary is, read from the binary itself: the platform tags of a Python wheel. */
import { BuildError } from "./run_deno.ts";

/**
 * The platform tags of a wheel that holds the binary.
 *
 * @throws BuildError for a format or a processor without a tag
 */
export function platformTags(binary: Uint8Array): readonly string[] {
  const view = new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
  if (view.getUint32(0) === 0x7f454c46) return [manylinuxTag(view)];
  if (view.getUint32(0, true) === 0xfeedfacf) return [macosTag(view)];
  if (view.getUint16(0) === 0x4d5a) return windowsTags(view);
  throw new BuildError("The binary is neither ELF, Mach-O nor PE");
}

/** What every system that a manylinux tag names has (PEP 600). */
const PROMISED = /^(?:lib(?:c|m|dl|rt|pthread|util|gcc_s)\.so\.\d+|ld-linux-[\w-]+\.so\.\d)$/;

/** The oldest glibc that the libraries' symbol versions ask for. */
function manylinuxTag(view: DataView<ArrayBufferLike>): string {
  const machine = processorOf(view.getUint16(18, true), { 62: "x86_64", 183: "aarch64" });
  const { libraries, versions } = dynamicNeeds(view);
  const foreign = libraries.filter((name) => !PROMISED.test(name));
  if (foreign.length > 0) {
    throw new BuildError(`The binary needs ${foreign.join(", ")}, which not every Linux has`);
  }
  const minors = versions.flatMap((version) => {
    const minor = /^GLIBC_2\.(\d+)/.exec(version)?.[1];
    return minor === undefined ? [] : [Number(minor)];
  });
  // There is no older tag of this kind.
  return `manylinux_2_${Math.max(17, ...minors)}_${machine}`;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_VERNEED = 0x6ffffffe;
const DT_VERNEEDNUM = 0x6fffffff;

/** The shared libraries that an ELF file needs, and the versions of their symbols. */
function dynamicNeeds(
  view: DataView<ArrayBufferLike>,
): { libraries: readonly string[]; versions: readonly string[] } {
  const number = (at: number) => Number(view.getBigUint64(at, true));
  const [start, size, count] = [number(32), view.getUint16(54, true), view.getUint16(56, true)];
  const segments = Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return {
      type: view.getUint32(at, true),
      offset: number(at + 8),
      address: number(at + 16),
      length: number(at + 32),
    };
  });
  const offsetOf = (address: number) => {
    const found = segments.find((segment) =>
      segment.type === PT_LOAD && address >= segment.address && address < segment.address + segment.length
    );
    if (found === undefined) throw new BuildError("The ELF file names an address that it does not hold");
    return address - found.address + found.offset;
  };
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return { libraries: [], versions: [] };
  const needed: number[] = [];
  const single = new Map<number, number>();
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.length; at += 16) {
    const [tag, value] = [number(at), number(at + 8)];
    if (tag === DT_NEEDED) needed.push(value);
    else single.set(tag, value);
  }
  const strings = offsetOf(single.get(DT_STRTAB) ?? 0);
  const text = (at: number) => {
    let end = strings + at;
    while (view.getUint8(end) !== 0) end++;
    return new TextDecoder().decode(
      new Uint8Array(view.buffer, view.byteOffset + strings + at, end - strings - at),
    );
  };
  const versions: string[] = [];
  let entry = offsetOf(single.get(DT_VERNEED) ?? 0);
  for (let left = single.get(DT_VERNEEDNUM) ?? 0; left > 0; left--) {
    let version = entry + view.getUint32(entry + 8, true);
    for (let symbols = view.getUint16(entry + 2, true); symbols > 0; symbols--) {
      versions.push(text(view.getUint32(version + 8, true)));
      version += view.getUint32(version + 12, true);
    }
    entry += view.getUint32(entry + 12, true);
  }
  return { libraries: needed.map(text), versions };
}

const LC_VERSION_MIN_MACOSX = 0x24;
const LC_BUILD_VERSION = 0x32;

/** The oldest macOS that the linker wrote into a Mach-O file. */
function macosTag(view: DataView<ArrayBufferLike>): string {
  const machine = processorOf(view.getUint32(4, true), { 0x01000007: "x86_64", 0x0100000c: "arm64" });
  let at = 32;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    const command = view.getUint32(at, true);
    if (command === LC_BUILD_VERSION || command === LC_VERSION_MIN_MACOSX) {
      const version = view.getUint32(at + (command === LC_BUILD_VERSION ? 12 : 8), true);
      const [major, minor] = [version >> 16, version >> 8 & 0xff];
      // From 11 on, pip knows the major versions only.
      if (major < 11) return `macosx_${major}_${minor}_${machine}`;
      return `macosx_${minor === 0 ? major : major + 1}_0_${machine}`;
    }
    at += view.getUint32(at + 4, true);
  }
  throw new BuildError("The Mach-O file names no version of macOS");
}

/** Windows on ARM runs programs for x86_64 too. */
function windowsTags(view: DataView<ArrayBufferLike>): readonly string[] {
  processorOf(view.getUint16(view.getUint32(60, true) + 4, true), { 0x8664: "x86_64" });
  return ["win_amd64", "win_arm64"];
}

function processorOf(found: number, known: Readonly<Record<number, string>>): string {
  const name = known[found];
  if (name === undefined) throw new BuildError(`The binary is for a processor without a name here: ${found}`);
  return name;
}
