import { assertEquals, assertThrows } from "@std/assert";
import { platformTags } from "../../.github/build/platform_tag.ts";
import { pythonVersion } from "../../.github/build/wheel.ts";
import { buildForTests, testWith } from "../binary/build.ts";
import { tool } from "../install/tools.ts";
import { elf, machO, pe } from "./stub_binaries.ts";

const ROWS: readonly (readonly [name: string, bytes: Uint8Array, tags: readonly string[]])[] = [
  ["an ELF file that needs nothing", elf(62), ["manylinux_2_17_x86_64"]],
  ["an ELF file for aarch64", elf(183), ["manylinux_2_17_aarch64"]],
  ["macOS 10.12", machO(0x01000007, { command: 0x24, version: 0x000a0c00 }), ["macosx_10_12_x86_64"]],
  ["macOS 11.0", machO(0x0100000c, { command: 0x32, version: 0x000b0000 }), ["macosx_11_0_arm64"]],
  ["macOS 12.3, which pip knows as 13", machO(0x0100000c, { command: 0x32, version: 0x000c0300 }), [
    "macosx_13_0_arm64",
  ]],
  ["Windows, which runs it on ARM too", pe(0x8664), ["win_amd64", "win_arm64"]],
];

Deno.test("The tags of a wheel come from the bytes of the binary", async (t) => {
  for (const [name, bytes, tags] of ROWS) await t.step(name, () => assertEquals(platformTags(bytes), tags));
});

Deno.test("A binary without a tag is refused", () => {
  for (const bytes of [elf(243), pe(0x14c), machO(7, { command: 0x32, version: 0 }), new Uint8Array(64)]) {
    assertThrows(() => platformTags(bytes));
  }
  assertThrows(() => platformTags(machO(0x0100000c, { command: 1, version: 0 })));
});

const OBJDUMP = Deno.build.os === "linux" ? await tool("objdump") : { missing: "not Linux" };

testWith(
  "missing" in OBJDUMP ? OBJDUMP : await buildForTests(),
  "The tag of the real binary is the newest glibc that objdump finds in it",
  async (path) => {
    const { stdout } = await new Deno.Command("objdump", { args: ["-T", path] }).output();
    const minors = [...new TextDecoder().decode(stdout).matchAll(/\bGLIBC_2\.(\d+)/g)].map(([, minor]) =>
      Number(minor)
    );
    const tag = `manylinux_2_${Math.max(17, ...minors)}_${Deno.build.arch}`;
    assertEquals(platformTags(await Deno.readFile(path)), [tag]);
  },
);

Deno.test("A version is written as Python writes it", () => {
  assertEquals(["0.1.0", "1.2.3-alpha.1", "1.2.3-beta.2", "1.2.3-rc.3"].map(pythonVersion), [
    "0.1.0",
    "1.2.3a1",
    "1.2.3b2",
    "1.2.3rc3",
  ]);
  assertThrows(() => pythonVersion("1.0.0-next"));
});
