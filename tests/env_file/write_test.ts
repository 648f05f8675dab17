import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { commandSucceeds } from "../support/command_succeeds.ts";
import { failureOfPromise } from "../support/failures.ts";
import { namesIn, temporaryFolder } from "../support/program.ts";
import { worldWith } from "./ports.ts";

const NAME = "TRACKIO_DATASET_REPO";
const ASSIGNMENTS = [{ name: NAME, value: "ns/name" }];
const HAS_MODES = Deno.build.os !== "windows";

function request(path: string, { secret = false }: { secret?: boolean } = {}) {
  return { path, assignments: ASSIGNMENTS, secret };
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

Deno.test("a file that is not there is made, with the variable in it and nothing beside it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  const update = await updateEnvFile(worldWith(), request(path));
  assertEquals(await Deno.readTextFile(path), `${NAME}=ns/name\n`);
  assertEquals(await namesIn(folder.path), [".env"]);
  assertEquals([update.path, update.created, update.written], [path, true, true]);
  assertEquals(update.changes, [{ name: NAME, value: "ns/name", previous: undefined, action: "added" }]);
});

Deno.test({
  name: "a new file is for its owner alone when it holds a token, and has the user's default otherwise",
  ignore: !HAS_MODES,
  async fn() {
    await using folder = await temporaryFolder();
    const before = Deno.umask(0o026);
    try {
      await updateEnvFile(worldWith(), request(join(folder.path, "plain")));
      const { mode } = await updateEnvFile(
        worldWith(),
        request(join(folder.path, "secret"), { secret: true }),
      );
      assertEquals(mode, 0o600);
    } finally {
      Deno.umask(before);
    }
    assertEquals([await modeOf(join(folder.path, "plain")), await modeOf(join(folder.path, "secret"))], [
      0o640,
      0o600,
    ]);
  },
});

const LARGE = `A=1\n${"# filling\n".repeat(500)}`;

Deno.test({
  name: "an existing file keeps its permissions, owner, group, other names and identity",
  ignore: !HAS_MODES,
  async fn(t) {
    for (const content of ["A=1\n", LARGE]) {
      for (const mode of [0o600, 0o640, 0o644, 0o660, 0o664, 0o755]) {
        await t.step(`${mode.toString(8)}, ${content.length} bytes`, async () => {
          await using folder = await temporaryFolder();
          const path = join(folder.path, ".env");
          await Deno.writeTextFile(path, content);
          await Deno.link(path, join(folder.path, "other name"));
          await Deno.chmod(path, mode);
          const isRoot = Deno.uid() === 0;
          if (isRoot) await Deno.chown(path, 12345, 23456);
          const before = await Deno.stat(path);
          const update = await updateEnvFile(worldWith(), request(path, { secret: true }));
          const after = await Deno.stat(path);
          assertEquals([await modeOf(path), update.mode], [mode, mode]);
          assertEquals([after.ino, after.uid, after.gid, after.nlink], [
            before.ino,
            before.uid,
            before.gid,
            2,
          ]);
          assertEquals(
            await Deno.readTextFile(join(folder.path, "other name")),
            `${content}${NAME}=ns/name\n`,
          );
          assertEquals(await namesIn(folder.path), [".env", "other name"]);
        });
      }
    }
  },
});

Deno.test({
  name:
    "a file of more than a page is replaced where its mode can hide no access list, and written in place elsewhere",
  ignore: !HAS_MODES,
  async fn(t) {
    const rows: [mode: number, content: string, isReplaced: boolean][] = [
      [0o600, LARGE, true],
      [0o644, LARGE, true],
      [0o755, LARGE, true],
      [0o640, LARGE, false],
      [0o660, LARGE, false],
      [0o664, LARGE, false],
      [0o604, LARGE, true],
      [0o600, "A=1\n", false],
      [0o644, "A=1\n", false],
    ];
    for (const [mode, content, isReplaced] of rows) {
      await t.step(`${mode.toString(8)}, ${content.length} bytes`, async () => {
        await using folder = await temporaryFolder();
        const path = join(folder.path, ".env");
        await Deno.writeTextFile(path, content);
        await Deno.chmod(path, mode);
        const { ino } = await Deno.stat(path);
        let draftMode: number | undefined;
        const world = worldWith({
          files: ({ setMode }) => ({
            async setMode(draft, bits, identity) {
              draftMode = await modeOf(draft);
              await setMode(draft, bits, identity);
            },
          }),
        });
        await updateEnvFile(world, request(path));
        assertEquals([await modeOf(path), (await Deno.stat(path)).ino !== ino], [mode, isReplaced]);
        assertEquals(draftMode, isReplaced ? 0o600 : undefined);
        assertEquals(await Deno.readTextFile(path), `${content}${NAME}=ns/name\n`);
      });
    }
  },
});

async function hasAccessLists(): Promise<boolean> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await Deno.writeTextFile(path, "");
  return await commandSucceeds("setfacl", "-m", "u:65534:r", path);
}

Deno.test({
  name: "an access list stays as it is, whatever it grants or denies (needs setfacl)",
  ignore: !HAS_MODES || !await hasAccessLists(),
  async fn(t) {
    const rows: [name: string, mode: number, entries: string, content: string][] = [
      ["a named user, the group denied", 0o600, "u:65534:r,g::---", "A=1\n"],
      ["a named user denied", 0o644, "u:65534:---", "A=1\n"],
      ["a named group", 0o640, "g:65534:rw", "A=1\n"],
      ["a mask that hides the rest", 0o660, "u:65534:rw,m::r", "A=1\n"],
      ["a named user, in a large file", 0o600, "u:65534:r,g::---", LARGE],
      ["a named user denied, in a large file of the group", 0o640, "u:65534:---", LARGE],
    ];
    const list = async (path: string) => {
      const { stdout } = await new Deno.Command("getfacl", { args: ["-cnp", path] }).output();
      return new TextDecoder().decode(stdout);
    };
    for (const [name, mode, entries, content] of rows) {
      await t.step(name, async () => {
        await using folder = await temporaryFolder();
        const path = join(folder.path, ".env");
        await Deno.writeTextFile(path, content);
        await Deno.chmod(path, mode);
        assert(await commandSucceeds("setfacl", "-m", entries, path));
        const before = await list(path);
        await updateEnvFile(worldWith(), request(path));
        assertEquals(await list(path), before);
      });
    }
  },
});

Deno.test("a shorter content leaves nothing of the longer one", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  await Deno.writeTextFile(path, `${NAME}=a-much-longer-owner/and-a-much-longer-name\nA=1\n`);
  await updateEnvFile(worldWith(), request(path));
  assertEquals(await Deno.readTextFile(path), `${NAME}=ns/name\nA=1\n`);
});

Deno.test("what a run that was killed in place left is told apart", async (t) => {
  const hash = async (text: string) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
  const wanted = `A=1\n${NAME}=ns/name\n`;
  const rows: [name: string, is: string, note: string, code: string | undefined][] = [
    ["before it wrote", "A=1\n", await hash("A=1\n"), undefined],
    ["after it wrote", wanted, await hash("A=1\n"), undefined],
    ["before it cut off the rest", `${wanted}\n\n\n`, await hash("A=1\n"), undefined],
    ["in the middle", `A=1\nTRACK`, await hash("A=1\n"), "env_file_interrupted"],
    [
      "in the middle, with the variable there",
      `${wanted}B=half`,
      await hash("A=1\n"),
      "env_file_interrupted",
    ],
    ["before it began to write in place", "A=1\nB=2\n", "", undefined],
  ];
  for (const [name, is, note, code] of rows) {
    await t.step(name, async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, ".env");
      await Deno.writeTextFile(path, is);
      await Deno.writeTextFile(`${path}.hf-dataset-setup.lock`, note);
      await Deno.writeTextFile(`${path}.hf-dataset-setup.tmp`, wanted);
      if (code === undefined) {
        await updateEnvFile(worldWith(), request(path));
        assertEquals(await namesIn(folder.path), [".env"]);
        assertStringIncludes(await Deno.readTextFile(path), `${NAME}=ns/name\n`);
      } else {
        const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), request(path)));
        assertEquals([refusal.code, refusal.exitCode], [code, 7]);
        assertStringIncludes(refusal.hint, `${path}.hf-dataset-setup.tmp`);
        assertEquals(await Deno.readTextFile(path), is);
        assertEquals(await Deno.readTextFile(`${path}.hf-dataset-setup.tmp`), wanted);
      }
    });
  }
});

Deno.test({
  name: "a link stays a link, and the file that it leads to is edited in its own folder",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const { path } = folder;
    await Deno.mkdir(join(path, "real"));
    await Deno.mkdir(join(path, "project"));
    await Deno.writeTextFile(join(path, "real", "secrets"), "A=1\n");
    await Deno.symlink("../real/secrets", join(path, "project", "second"));
    await Deno.symlink("second", join(path, "project", ".env"));
    const update = await updateEnvFile(worldWith(), request(join(path, "project", ".env")));
    assertEquals(update.path, join(path, "project", ".env"));
    assertEquals(await Deno.readLink(join(path, "project", ".env")), "second");
    assertEquals(await Deno.readTextFile(join(path, "real", "secrets")), `A=1\n${NAME}=ns/name\n`);
    assertEquals([await namesIn(join(path, "project")), await namesIn(join(path, "real"))], [[
      ".env",
      "second",
    ], [
      "secrets",
    ]]);
  },
});

Deno.test("a file that needs no change is not written, not even opened for writing", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  await Deno.writeTextFile(path, `${NAME}=ns/name\n`);
  const before = await Deno.stat(path);
  const untouchable = () => Promise.reject(new Error("Unexpected write"));
  const world = worldWith({ files: { open: untouchable, rename: untouchable, remove: untouchable } });
  const update = await updateEnvFile(world, request(path));
  const after = await Deno.stat(path);
  assertEquals([after.ino, after.mtime], [before.ino, before.mtime]);
  assertEquals([update.created, update.written, update.changes[0]?.action], [false, false, "kept"]);
});

Deno.test("what a killed run has left is removed by the next, whether or not it changes the file", async (t) => {
  for (const text of ["A=1\n", `${NAME}=ns/name\n`]) {
    await t.step(JSON.stringify(text), async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, ".env");
      await Deno.writeTextFile(path, text);
      await Deno.writeTextFile(`${path}.hf-dataset-setup.lock`, "");
      await Deno.writeTextFile(`${path}.hf-dataset-setup.tmp`, "half of a fi");
      await updateEnvFile(worldWith(), request(path));
      assertEquals(await namesIn(folder.path), [".env"]);
      assertStringIncludes(await Deno.readTextFile(path), `${NAME}=ns/name\n`);
    });
  }
});

Deno.test("leftovers that cannot be removed are no failure where nothing is to be changed", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  await Deno.writeTextFile(path, `${NAME}=ns/name\n`);
  await Deno.mkdir(`${path}.hf-dataset-setup.tmp`);
  const update = await updateEnvFile(worldWith(), request(path));
  assertEquals(update.written, false);
});

Deno.test({
  name: "something that set-up did not make is never written through, nor removed",
  async fn(t) {
    for (const side of ["lock", "tmp"]) {
      const make: Readonly<Record<string, (at: string, victim: string) => Promise<void>>> = {
        "a symbolic link": (at, victim) => Deno.symlink(victim, at),
        "a dangling link": (at) => Deno.symlink("nowhere", at),
        "a second name of a file": (at, victim) => Deno.link(victim, at),
        "a folder": (at) => Deno.mkdir(at),
      };
      for (const [kind, put] of Object.entries(make)) {
        // Symbolic links need a privilege on Windows.
        const ignore = Deno.build.os === "windows" && kind.endsWith(" link");
        const fn = async () => {
          await using folder = await temporaryFolder();
          const path = join(folder.path, ".env");
          const victim = join(folder.path, "victim");
          await Deno.writeTextFile(path, "A=1\n");
          await Deno.writeTextFile(victim, "precious");
          await put(`${path}.hf-dataset-setup.${side}`, victim);
          const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), request(path)));
          assertEquals([refusal.code, refusal.exitCode], ["env_file_side_file_foreign", 7]);
          assertEquals(await Deno.readTextFile(path), "A=1\n");
          assertEquals(await Deno.readTextFile(victim), "precious");
          assert((await namesIn(folder.path)).includes(`.env.hf-dataset-setup.${side}`));
        };
        await t.step({ name: `${kind} at .${side}`, ignore, fn });
      }
    }
  },
});

Deno.test("each thing that stands in the way has its own error, and exit code 7", async (t) => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await Deno.mkdir(join(path, "folder"));
  await Deno.writeTextFile(join(path, "file"), "");
  await Deno.writeTextFile(join(path, "binary"), "A=\0");
  const cases: [at: string, code: string, says: string][] = [
    ["folder", "env_file_is_not_a_file", "is a folder"],
    ["missing/.env", "env_file_folder_missing", `there is no folder "${join(path, "missing")}"`],
    ["file/.env", "env_file_folder_missing", `there is no folder "${join(path, "file")}"`],
    ["binary", "env_file_not_text", "line 1"],
  ];
  if (Deno.build.os !== "windows") {
    await Deno.symlink("nowhere", join(path, "dangling"));
    await Deno.symlink("circle", join(path, "circle"));
    await Deno.symlink("folder", join(path, "to-folder"));
    await Deno.symlink("/dev/null", join(path, "to-device"));
    cases.push(
      ["dangling", "env_file_link_broken", "does not exist"],
      ["circle", "env_file_link_broken", "does not exist"],
      ["to-folder", "env_file_is_not_a_file", "is a folder"],
      ["to-device", "env_file_is_not_a_file", "a device or a pipe"],
    );
  }
  for (const [at, code, says] of cases) {
    await t.step(at, async () => {
      const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), request(join(path, at))));
      assertEquals([refusal.code, refusal.exitCode], [code, 7]);
      assertStringIncludes(refusal.message, says);
      assertStringIncludes(refusal.message, `"${join(path, at)}"`);
    });
  }
  await t.step("a file that is no env file at all", async () => {
    const world = worldWith({ files: { read: () => Promise.resolve(undefined) } });
    const refusal = await failureOfPromise(() => updateEnvFile(world, request(join(path, "file"))));
    assertEquals(refusal.code, "env_file_too_large");
  });
});

Deno.test("a relative path is shown whole", async () => {
  await using folder = await temporaryFolder();
  const world = worldWith({ files: { absolute: (path) => join(folder.path, `${path}`) } });
  const update = await updateEnvFile(world, request(".env"));
  assertEquals(update.path, join(folder.path, ".env"));
  assertEquals(await namesIn(folder.path), [".env"]);
});
