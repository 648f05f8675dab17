import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { systemClock } from "../../lib/ports/world.ts";
import { systemProblem } from "../../lib/ports/file_errors.ts";
import { diskFiles } from "../../lib/ports/files.ts";
import { folderWithFile, OLD, requestFor } from "../env_file/folder_with_file.ts";
import { worldWith } from "../env_file/ports.ts";
import { failureOfPromise } from "../support/failures.ts";
import { namesIn } from "../support/program.ts";

const ON_WINDOWS = { ignore: Deno.build.os !== "windows" };

/** Opens a file as an editor or a virus scanner does that lets nobody else in. */
function holdAlone(path: string): Disposable {
  const kernel = Deno.dlopen("kernel32.dll", {
    CreateFileW: {
      parameters: ["buffer", "u32", "u32", "pointer", "u32", "u32", "pointer"],
      result: "pointer",
    },
    CloseHandle: { parameters: ["pointer"], result: "i32" },
  });
  const name = Uint16Array.from(`${path}\0`, (char) => char.charCodeAt(0));
  const GENERIC_READ = 0x80000000;
  const OPEN_EXISTING = 3;
  const handle = kernel.symbols.CreateFileW(name, GENERIC_READ, 0, null, OPEN_EXISTING, 0, null);
  return {
    [Symbol.dispose]() {
      kernel.symbols.CloseHandle(handle);
      kernel.close();
    },
  };
}

Deno.test("a file that another program holds for a moment is waited for", ON_WINDOWS, async () => {
  await using place = await folderWithFile();
  const held = holdAlone(place.path);
  const timer = setTimeout(() => held[Symbol.dispose](), 100);
  await updateEnvFile(worldWith({ clock: systemClock }), requestFor(place.path));
  clearTimeout(timer);
  assertEquals(await Deno.readTextFile(place.path), `${OLD}REPO=ns/name\n`);
});

Deno.test("a file that another program keeps is named, and unchanged", ON_WINDOWS, async () => {
  await using place = await folderWithFile();
  {
    using _held = holdAlone(place.path);
    const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), requestFor(place.path)));
    assertEquals(refusal.code, "env_file_not_readable");
    assertStringIncludes(refusal.message, "it is in use by another program");
  }
  assertEquals(await Deno.readTextFile(place.path), OLD);
  assertEquals(await namesIn(place.folder), [".env"]);
});

Deno.test("a file that is marked read-only is not written", ON_WINDOWS, async () => {
  await using place = await folderWithFile();
  const mark = (sign: string) => new Deno.Command("attrib", { args: [`${sign}r`, place.path] }).output();
  await mark("+");
  const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), requestFor(place.path)));
  assertEquals(refusal.code, "env_file_not_writable");
  assertStringIncludes(refusal.message, "it is marked read-only");
  assertEquals(await Deno.readTextFile(place.path), OLD);
  assertEquals(await namesIn(place.folder), [".env"]);
  await mark("-");
});

Deno.test(
  "names of devices and names that Windows does not allow are said to be such",
  ON_WINDOWS,
  async (t) => {
    const rows: readonly [name: string, code: string, says: string][] = [
      ["NUL", "env_file_is_not_a_file", "a device"],
      ["con", "env_file_is_not_a_file", "a device"],
      ["aux.env", "env_file_is_not_a_file", "a device"],
      ['a"b.env', "env_file_not_readable", "the system does not allow this name"],
      ["a?b.env", "env_file_not_readable", "the system does not allow this name"],
      [".env:s", "env_file_not_readable", "cannot have a colon"],
      ["new.env:s", "env_file_not_readable", "cannot have a colon"],
      [".env.", "env_file_not_readable", "cannot end with a dot or a space"],
      [".env ", "env_file_not_readable", "cannot end with a dot or a space"],
      ["missing\\.env", "env_file_folder_missing", "there is no folder"],
    ];
    for (const [name, code, says] of rows) {
      await t.step(name, async () => {
        await using place = await folderWithFile();
        const path = join(place.folder, name);
        const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), requestFor(path)));
        assertEquals([refusal.code, refusal.exitCode], [code, 7]);
        assertStringIncludes(refusal.message, says);
        assertEquals(await namesIn(place.folder), [".env"]);
      });
    }
    await t.step("read as a token", async () => {
      const error = await assertRejects(() => diskFiles().read("NUL", { limit: 100 }));
      assertEquals(systemProblem(error), "it is a device");
    });
  },
);

Deno.test("every way to write a path leads to the file", ON_WINDOWS, async (t) => {
  await using place = await folderWithFile();
  const drive = place.folder.slice(0, 2);
  const rows: readonly [name: string, path: string][] = [
    ["slashes", place.path.replaceAll("\\", "/")],
    ["letters of the other case", place.path.toUpperCase()],
    ["a path that is not changed any more", `\\\\?\\${place.path}`],
    ["a path from the drive's root", place.path.slice(2)],
    ["a path from the drive's own folder", `${drive}.env`],
  ];
  const before = Deno.cwd();
  Deno.chdir(place.folder);
  try {
    for (const [name, path] of rows) {
      await t.step(name, async () => {
        await Deno.writeTextFile(place.path, OLD);
        const update = await updateEnvFile(worldWith(), requestFor(path));
        assert(update.written && !update.created);
        assertEquals(await Deno.readTextFile(place.path), `${OLD}REPO=ns/name\n`);
        assertEquals(await namesIn(place.folder), [".env"]);
      });
    }
  } finally {
    Deno.chdir(before);
  }
});
