import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { failureOfPromise } from "../support/failures.ts";
import { temporaryFolder } from "../support/program.ts";
import { namesIn } from "./child_process.ts";
import { SystemError, worldWith } from "./ports.ts";

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
  assertEquals([update.path, update.created, update.written, update.ownerKept], [path, true, true, true]);
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

Deno.test({
  name: "a file that is there keeps its permissions, and the draft shows its secrets to nobody",
  ignore: !HAS_MODES,
  async fn(t) {
    for (const mode of [0o600, 0o644, 0o664, 0o440 | 0o200, 0o755]) {
      await t.step(mode.toString(8), async () => {
        await using folder = await temporaryFolder();
        const path = join(folder.path, ".env");
        await Deno.writeTextFile(path, "A=1\n");
        await Deno.chmod(path, mode);
        let draftMode: number | undefined;
        const world = worldWith();
        const { setMode } = world.files;
        const update = await updateEnvFile({
          ...world,
          files: {
            ...world.files,
            async setMode(draft, bits, identity) {
              draftMode = await modeOf(draft);
              await setMode(draft, bits, identity);
            },
          },
        }, request(path, { secret: true }));
        assertEquals([await modeOf(path), update.mode, draftMode], [mode, mode, 0o600]);
      });
    }
  },
});

Deno.test({
  name: "a file of another owner and group keeps both (needs root)",
  ignore: !HAS_MODES || Deno.uid() !== 0,
  async fn() {
    await using folder = await temporaryFolder();
    const path = join(folder.path, ".env");
    await Deno.writeTextFile(path, "A=1\n");
    await Deno.chown(path, 12345, 23456);
    await Deno.chmod(path, 0o640);
    const update = await updateEnvFile(worldWith(), request(path));
    const { uid, gid } = await Deno.stat(path);
    assertEquals([uid, gid, await modeOf(path), update.ownerKept], [12345, 23456, 0o640, true]);
  },
});

Deno.test({
  name: "what somebody puts in the draft's place keeps its own owner and permissions (needs root)",
  ignore: !HAS_MODES || Deno.uid() !== 0,
  async fn(t) {
    for (const put of [Deno.symlink, Deno.link]) {
      await t.step(put.name, async () => {
        await using folder = await temporaryFolder();
        const path = join(folder.path, ".env");
        const victim = join(folder.path, "victim");
        await Deno.writeTextFile(path, "A=1\n");
        await Deno.chown(path, 12345, 23456);
        await Deno.chmod(path, 0o666);
        await Deno.writeTextFile(victim, "precious", { mode: 0o600 });
        const world = worldWith();
        const { setOwner } = world.files;
        const files: typeof world.files = {
          ...world.files,
          async setOwner(draft, ...to) {
            await Deno.remove(draft);
            await put(victim, draft);
            await setOwner(draft, ...to);
          },
        };
        await failureOfPromise(() => updateEnvFile({ ...world, files }, request(path)));
        const { uid, gid } = await Deno.stat(victim);
        assertEquals([uid, gid, await modeOf(victim)], [0, 0, 0o600]);
        assertEquals(await Deno.readTextFile(victim), "precious");
      });
    }
  },
});

Deno.test({
  name: "where the group cannot be kept, the new group gets no more than everybody",
  ignore: !HAS_MODES,
  async fn() {
    await using folder = await temporaryFolder();
    const path = join(folder.path, ".env");
    await Deno.writeTextFile(path, "A=1\n");
    await Deno.chmod(path, 0o664);
    const world = worldWith();
    const foreign = { owner: 54321, group: 54321 };
    const files = {
      ...world.files,
      facts: async (at: string) => ({ ...await world.files.facts(at), ...foreign }),
      linkFacts: async (at: string) => ({ ...await world.files.linkFacts(at), ...foreign }),
      setOwner: () => Promise.reject(new SystemError("EPERM", { name: "PermissionDenied" })),
    };
    const update = await updateEnvFile({ ...world, files }, request(path));
    assertEquals([await modeOf(path), update.ownerKept, update.mode], [0o644, false, 0o644]);
  },
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
  await Deno.writeTextFile(path, `${NAME}='ns/name'\n`);
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
  ignore: Deno.build.os === "windows",
  async fn(t) {
    for (const side of ["lock", "tmp"]) {
      const make: Readonly<Record<string, (at: string, victim: string) => Promise<void>>> = {
        "a symbolic link": (at, victim) => Deno.symlink(victim, at),
        "a dangling link": (at) => Deno.symlink("nowhere", at),
        "a second name of a file": (at, victim) => Deno.link(victim, at),
        "a folder": (at) => Deno.mkdir(at),
      };
      for (const [kind, put] of Object.entries(make)) {
        await t.step(`${kind} at .${side}`, async () => {
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
        });
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
      ["dangling", "env_file_link_broken", "leads to no file"],
      ["circle", "env_file_link_broken", "leads to no file"],
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
