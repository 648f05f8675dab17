/** The first bytes of binaries for other systems: all that the packages read of them. */

const HEADERS: Readonly<Record<string, () => Uint8Array<ArrayBuffer>>> = {
  "linux-x86_64": () => elf(62),
  "linux-aarch64": () => elf(183),
  "macos-x86_64": () => machO(0x01000007, { command: 0x24, version: 0x000a0c00 }),
  "macos-aarch64": () => machO(0x0100000c, { command: 0x32, version: 0x000b0000 }),
  "windows-x86_64": () => pe(0x8664),
};

/** A file that a package takes for the binary of the target. */
export function stubBinary(target: string): Uint8Array<ArrayBuffer> {
  const header = HEADERS[target];
  if (header === undefined) throw new TypeError(`No header for ${target}`);
  return header();
}

/** An ELF file for a processor, which needs no library. */
export function elf(machine: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, 0x7f454c46);
  view.setUint16(18, machine, true);
  return new Uint8Array(view.buffer);
}

/** A Mach-O file for a processor, with one command that names the oldest macOS. */
export function machO(
  processor: number,
  { command, version }: { readonly command: number; readonly version: number },
): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, 0xfeedfacf, true);
  view.setUint32(4, processor, true);
  view.setUint32(16, 1, true);
  view.setUint32(32, command, true);
  view.setUint32(36, 24, true);
  view.setUint32(command === 0x32 ? 44 : 40, version, true);
  return new Uint8Array(view.buffer);
}

/** A PE file for a processor. */
export function pe(machine: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(80));
  view.setUint16(0, 0x4d5a);
  view.setUint32(60, 64, true);
  view.setUint16(68, machine, true);
  return new Uint8Array(view.buffer);
}
