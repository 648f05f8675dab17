import { PROGRAM } from "./project.ts";

/** One system that there is a binary for. */
export interface Target {
  /** As Deno's compiler calls it. */
  readonly triple: string;
  /** As people, archives and the install scripts call it. */
  readonly name: string;
  readonly executable: string;
  readonly archive: string;
}

/** Windows on ARM runs the binary for x86_64: Deno 2.8.3 has no base runtime of its own for it (it came with 2.9.3). */
export const TARGETS: readonly Target[] = [
  target("x86_64-unknown-linux-gnu", "linux-x86_64"),
  target("aarch64-unknown-linux-gnu", "linux-aarch64"),
  target("x86_64-apple-darwin", "macos-x86_64"),
  target("aarch64-apple-darwin", "macos-aarch64"),
  target("x86_64-pc-windows-msvc", "windows-x86_64"),
];

/**
 * The target of a machine.
 *
 * @param build `Deno.build` of that machine
 * @returns `undefined` where there is no binary for it
 */
export function targetOf(build: { readonly target: string }): Target | undefined {
  return TARGETS.find(({ triple }) => triple === build.target);
}

function target(triple: string, name: string): Target {
  const windows = name.startsWith("windows-");
  return {
    triple,
    name,
    executable: windows ? `${PROGRAM}.exe` : PROGRAM,
    archive: `${PROGRAM}-${name}.${windows ? "zip" : "tar.gz"}`,
  };
}
