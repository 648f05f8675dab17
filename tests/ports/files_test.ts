import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { diskFiles } from "../../lib/ports/files.ts";
import { errorCodeOf, errorNameOf } from "../../lib/ports/file_errors.ts";
import { temporaryFolder } from "../support/program.ts";

const files = diskFiles();
const encoder = new TextEncoder();

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
}

Deno.test("a file is read whole up to the limit, and not at all beyond it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  const bytes = encoder.encode("0123456789".repeat(1000));
  await Deno.writeFile(path, bytes);
  assertEquals(await files.read(path, { limit: 10_000 }), bytes);
  assertEquals(await files.read(path, { limit: 1_000_000 }), bytes);
  assertEquals(await files.read(path, { limit: 9_999 }), undefined);
  await Deno.writeFile(path, new Uint8Array());
  assertEquals(await files.read(path, { limit: 0 }), new Uint8Array());
});

Deno.test({
  name: "what does not tell its size is read to its end, or to the limit",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "pipe");
    const made = await new Deno.Command("mkfifo", { args: [path] }).output();
    assert(made.success);
    for (const [size, limit] of [[20_000, 30_000], [20_000, 10_000]] as const) {
      const child = new Deno.Command("sh", {
        args: ["-c", `head -c ${size} /dev/zero > '${path}'`],
        stderr: "null",
      });
      const [read] = await Promise.all([files.read(path, { limit }), child.output()]);
      assertEquals(read?.length, size > limit ? undefined : size);
    }
  },
});

Deno.test("facts tell a file, a folder and a link apart, and two names of one file are the same", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await Deno.writeTextFile(at("file"), "12345", { mode: 0o640 });
  await Deno.chmod(at("file"), 0o640);
  await Deno.writeTextFile(at("other"), "12345");
  await Deno.link(at("file"), at("second"));
  await Deno.symlink("file", at("link"));
  const file = await files.facts(at("file"));
  assertEquals([file.kind, file.mode, file.links], ["file", 0o640, 2]);
  assertEquals((await files.facts(folder.path)).kind, "folder");
  assertEquals((await files.linkFacts(at("link"))).kind, "link");
  assertEquals((await files.facts("/dev/null")).kind, "other");
  for (const name of ["second", "link"]) assertEquals((await files.facts(at(name))).identity, file.identity);
  assert((await files.facts(at("other"))).identity !== file.identity);
});

Deno.test("permission bits are told where the system has them, and not made up on Windows", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await Deno.writeTextFile(path, "");
  assertEquals((await files.facts(path)).mode === null, Deno.build.os === "windows");
});

Deno.test("a lock is had once, and ends when the file is closed", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "lock");
  const first = await files.open(path, { create: { mode: 0o600 } });
  assertEquals(await first.tryLock(), true);
  const second = await files.open(path);
  assertEquals(await second.tryLock(), false);
  first[Symbol.dispose]();
  assertEquals(await second.tryLock(), true);
  second[Symbol.dispose]();
});

Deno.test("opening neither makes nor empties a file, unless a new one is asked for", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  assertEquals(errorNameOf(await errorOf(() => files.open(path))), "NotFound");
  using made = await files.open(path, { create: { mode: 0o600 } });
  await made.write(encoder.encode("kept"));
  using _again = await files.open(path);
  assertEquals(await Deno.readTextFile(path), "kept");
  assertEquals(
    errorNameOf(await errorOf(() => files.open(path, { create: { mode: 0o600 } }))),
    "AlreadyExists",
  );
});

Deno.test("appending needs a file, and adds to its end", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await assertRejects(() => files.append(path, encoder.encode("x")), Deno.errors.NotFound);
  await Deno.writeTextFile(path, "one\n");
  await files.append(path, encoder.encode("two\n"));
  assertEquals(await Deno.readTextFile(path), "one\ntwo\n");
});

Deno.test("errors tell what happened by their name and code", async () => {
  await using folder = await temporaryFolder();
  const missing = await errorOf(() => files.read(join(folder.path, "missing"), { limit: 1 }));
  assertEquals([errorNameOf(missing), errorCodeOf(missing)], ["NotFound", "ENOENT"]);
  const isFolder = await errorOf(() => files.read(folder.path, { limit: 1 }));
  assertEquals(errorNameOf(isFolder), "IsADirectory");
  for (const nothing of ["text", undefined, { name: "NotFound", code: "ENOENT" }]) {
    assertEquals([errorNameOf(nothing), errorCodeOf(nothing)], ["", ""]);
  }
});

Deno.test("a relative path is taken from the current folder", () => {
  assertEquals(files.absolute("a/../.env"), join(Deno.cwd(), ".env"));
  const whole = join(Deno.cwd(), "x");
  assertEquals(files.absolute(whole), whole);
});
