import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { commandSucceeds } from "../support/command_succeeds.ts";
import { failureOfPromise } from "../support/failures.ts";
import { namesIn, temporaryFolder } from "../support/program.ts";
import { runChild } from "./child_process.ts";
import { folderWithFile, OLD, requestFor } from "./folder_with_file.ts";
import { CAN_CHANGE_USER, OTHER_USER } from "./other_user.ts";
import { SystemError, worldWith } from "./ports.ts";

/** Mounts a disk of a few pages; nothing where this system does not let us. */
async function smallDisk(path: string): Promise<AsyncDisposable | undefined> {
  await Deno.mkdir(path);
  if (!await commandSucceeds("mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", path)) return undefined;
  return {
    async [Symbol.asyncDispose]() {
      assert(await commandSucceeds("umount", path));
    },
  };
}

const CAN_MOUNT = Deno.build.os === "linux" && Deno.uid() === 0 && await (async () => {
  await using folder = await temporaryFolder();
  await using disk = await smallDisk(join(folder.path, "disk"));
  return disk !== undefined;
})();

Deno.test({
  name: "a disk that fills up while the file is written leaves the old file and nothing else (needs root)",
  ignore: !CAN_MOUNT,
  async fn() {
    await using folder = await temporaryFolder();
    const disk = join(folder.path, "disk");
    await using _mount = await smallDisk(disk);
    // Room for the lock and a part of the draft.
    const old = OLD + "# filling\n".repeat(1800);
    await Deno.writeTextFile(join(disk, ".env"), old);
    const refusal = await failureOfPromise(() => updateEnvFile(worldWith(), requestFor(join(disk, ".env"))));
    assertEquals([refusal.code, refusal.exitCode], ["env_file_disk_full", 7]);
    assertEquals(await Deno.readTextFile(join(disk, ".env")), old);
    assertEquals(await namesIn(disk), [".env"]);
    await Deno.writeTextFile(join(disk, ".env"), OLD);
    await updateEnvFile(worldWith(), requestFor(join(disk, ".env")));
    assertEquals(await Deno.readTextFile(join(disk, ".env")), `${OLD}REPO=ns/name\n`);
  },
});

/** What Deno throws for an error of the system that it has no code for. */
function uncoded(number: number, words: string): Error {
  return new Error(`${words} (os error ${number})`);
}

const LINUX_ERRORS: readonly [name: string, number: number, code: string, says: RegExp][] = [
  ["EINTR", 4, "env_file_not_writable", /interrupted/],
  ["EIO", 5, "env_file_not_writable", /the disk reports an error/],
  ["ENFILE", 23, "env_file_not_writable", /too many files/],
  ["EMFILE", 24, "env_file_not_writable", /too many files/],
  ["ETXTBSY", 26, "env_file_not_writable", /in use/],
  ["EFBIG", 27, "env_file_not_writable", /too large/],
  ["EROFS", 30, "env_file_not_writable", /read-only/],
  ["ENOLCK", 37, "env_file_not_writable", /locks/],
  ["ENOSYS", 38, "env_file_not_writable", /does not support/],
  ["EOVERFLOW", 75, "env_file_not_writable", /value too large/],
  ["EOPNOTSUPP", 95, "env_file_not_writable", /does not support/],
  ["ETIMEDOUT", 110, "env_file_not_writable", /does not respond/],
  ["EHOSTDOWN", 112, "env_file_not_writable", /does not respond/],
  ["ESTALE", 116, "env_file_not_writable", /lost track/],
  ["EREMOTEIO", 121, "env_file_not_writable", /the disk reports an error/],
  ["EDQUOT", 122, "env_file_disk_full", /quota/],
  ["one that nobody knows", 4242, "env_file_not_writable", /value too large/],
];

Deno.test({
  name:
    "every error of the system has a code and a sentence, in every file operation, and nothing stays beside the file",
  ignore: Deno.build.os !== "linux",
  async fn(t) {
    for (const [name, number, code, says] of LINUX_ERRORS) {
      const fail = () =>
        Promise.reject(uncoded(number, name === "EINTR" ? "Interrupted" : "Value too large"));
      const worlds: Readonly<Record<string, Parameters<typeof worldWith>[0]>> = {
        write: { openFile: { write: fail } },
        sync: { openFile: { sync: fail } },
        facts: { openFile: { facts: fail } },
        open: { files: { open: fail } },
        read: { files: { read: fail } },
        linkFacts: { files: { linkFacts: fail } },
      };
      for (const [operation, options] of Object.entries(worlds)) {
        await t.step(`${operation}: ${name}`, async () => {
          await using place = await folderWithFile();
          const refusal = await failureOfPromise(() =>
            updateEnvFile(worldWith(options), requestFor(place.path))
          );
          const isReading = operation === "read" || operation === "linkFacts";
          const expected = isReading && code === "env_file_not_writable" ? "env_file_not_readable" : code;
          assertEquals([refusal.code, refusal.exitCode], [expected, 7]);
          assertMatch(refusal.message, says);
          assertEquals(await Deno.readTextFile(place.path), OLD);
          assertEquals(await namesIn(place.folder), [".env"]);
        });
      }
      await t.step(`no lock: ${name}`, async () => {
        await using place = await folderWithFile();
        await updateEnvFile(worldWith({ openFile: { tryLock: fail } }), requestFor(place.path));
        assertEquals(await Deno.readTextFile(place.path), `${OLD}REPO=ns/name\n`);
        assertEquals(await namesIn(place.folder), [".env"]);
      });
    }
  },
});

const LARGE = `${OLD}${"# filling\n".repeat(500)}`;

Deno.test("wherever the disk fails, the old file stays whole, with one clear error and nothing beside it", async (t) => {
  const fail = (code: string, name?: string) => () =>
    Promise.reject(new SystemError(code, name === undefined ? {} : { name }));
  const cases: readonly [name: string, world: Parameters<typeof worldWith>[0], code: string, says: RegExp][] =
    [
      ["full while writing", { openFile: { write: fail("ENOSPC") } }, "env_file_disk_full", /no space/],
      ["full while flushing", { openFile: { sync: fail("ENOSPC") } }, "env_file_disk_full", /no space/],
      ["read-only since", { files: { rename: fail("EROFS") } }, "env_file_not_writable", /read-only/],
      [
        "no permission",
        { files: { rename: fail("EACCES", "PermissionDenied") } },
        "env_file_not_writable",
        /permission/,
      ],
      [
        "an error without a word",
        { files: { rename: fail("EWEIRD") } },
        "env_file_not_writable",
        /something happened$/,
      ],
      [
        "the folder is gone",
        { files: { rename: fail("ENOENT", "NotFound") } },
        "env_file_folder_missing",
        /no folder/,
      ],
      [
        "a folder came in its place",
        { files: { rename: fail("EISDIR", "IsADirectory") } },
        "env_file_is_not_a_file",
        /folder/,
      ],
    ];
  for (const [name, options, code, says] of cases) {
    for (const old of [LARGE, undefined]) {
      await t.step({
        name: `${name}, ${old === undefined ? "a new file" : "a file that exists"}`,
        // There a file that exists is never replaced.
        ignore: Deno.build.os === "windows" && old !== undefined && "rename" in (options?.files ?? {}),
        async fn() {
          await using place = await folderWithFile();
          if (old === undefined) await Deno.remove(place.path);
          else await Deno.writeTextFile(place.path, old);
          const refusal = await failureOfPromise(() =>
            updateEnvFile(worldWith(options), requestFor(place.path))
          );
          assertEquals([refusal.code, refusal.exitCode], [code, 7]);
          assertMatch(refusal.message, says);
          assertStringIncludes(refusal.message, place.path);
          assertEquals(await namesIn(place.folder), old === undefined ? [] : [".env"]);
          if (old !== undefined) assertEquals(await Deno.readTextFile(place.path), old);
        },
      });
    }
  }
});

Deno.test("a file mounted alone, as in a container, is written in place", async () => {
  await using place = await folderWithFile();
  await Deno.writeTextFile(place.path, LARGE);
  const busy = () => Promise.reject(new SystemError("EBUSY"));
  await updateEnvFile(worldWith({ files: { rename: busy } }), requestFor(place.path));
  assertEquals(await Deno.readTextFile(place.path), `${LARGE}REPO=ns/name\n`);
  assertEquals(await namesIn(place.folder), [".env"]);
});

Deno.test("a disk that fills up while the file is written in place gives the old content back", async () => {
  await using place = await folderWithFile();
  let opened = 0;
  const world = worldWith({
    files: ({ open }) => ({
      async open(path, options) {
        const file = await open(path, options);
        // The first is the test whether it can be written at all.
        if (path !== place.path || ++opened !== 2) return file;
        return {
          ...file,
          async write(bytes) {
            await file.write(bytes.subarray(0, 5));
            throw new SystemError("ENOSPC");
          },
        };
      },
    }),
  });
  const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(place.path)));
  assertEquals([refusal.code, await Deno.readTextFile(place.path)], ["env_file_disk_full", OLD]);
  assertEquals(await namesIn(place.folder), [".env"]);
});

Deno.test("a missing permission of Deno is named, with all that is needed", async () => {
  await using place = await folderWithFile();
  const denied = new Error(
    `Requires write access to "${place.path}.hf-dataset-setup.lock", run again with …`,
  );
  denied.name = "NotCapable";
  const world = worldWith({ files: { open: () => Promise.reject(denied) } });
  const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(place.path)));
  assertEquals([refusal.code, refusal.exitCode], ["env_file_not_granted", 7]);
  assertStringIncludes(refusal.message, `write permission for "${place.path}.hf-dataset-setup.lock"`);
  const { path } = place;
  assertStringIncludes(refusal.hint, `${path},${path}.hf-dataset-setup.lock,${path}.hf-dataset-setup.tmp`);
});

Deno.test("permissions for the file and its two side files are enough; without them the missing one is named", async (t) => {
  for (const sides of [true, false]) {
    await t.step(sides ? "all three" : "the file alone", async () => {
      await using place = await folderWithFile();
      const { path } = place;
      const names = [
        path,
        ...(sides ? [`${path}.hf-dataset-setup.lock`, `${path}.hf-dataset-setup.tmp`] : []),
      ].join(",");
      const { code, stdout, stderr } = await runChild({
        args: [path, "REPO", "ns/name"],
        permissions: [`--allow-read=${names}`, `--allow-write=${names}`, "--allow-env=LOCK_FOLDER"],
      });
      assertEquals([code, stderr], [sides ? 0 : 7, ""]);
      if (!sides) assertStringIncludes(stdout, "env_file_not_granted");
      assertEquals(await Deno.readTextFile(path), sides ? `${OLD}REPO=ns/name\n` : OLD);
      assertEquals(await namesIn(place.folder), [".env"]);
    });
  }
});

Deno.test("a defect is no failure of the disk", async () => {
  await using place = await folderWithFile();
  const world = worldWith({ openFile: { sync: () => Promise.reject(new TypeError("A defect")) } });
  let thrown: unknown;
  await updateEnvFile(world, requestFor(place.path)).catch((error) => thrown = error);
  assert(thrown instanceof TypeError);
  assertEquals(await namesIn(place.folder), [".env"]);
});

Deno.test({
  name: "a folder that may not be written, from the start or since, loses nothing (needs root and setpriv)",
  ignore: !CAN_CHANGE_USER,
  async fn(t) {
    for (const when of ["from the start", "right before the new file takes its place"]) {
      await t.step(when, async () => {
        await using place = await folderWithFile();
        await using cache = await temporaryFolder();
        await Deno.writeTextFile(place.path, LARGE);
        for (const at of [place.folder, place.path, cache.path]) await Deno.chown(at, 65534, 65534);
        if (when === "from the start") await Deno.chmod(place.folder, 0o555);
        const { code, stdout, stderr } = await runChild({
          args: [place.path, "REPO", "ns/name"],
          env: { DENO_DIR: cache.path, LOCK_FOLDER: when === "from the start" ? "0" : "1" },
          before: OTHER_USER,
        });
        assertEquals([code, stderr], [7, ""]);
        assertStringIncludes(stdout, "env_file_not_writable");
        assertStringIncludes(stdout, "permission denied");
        assertEquals(await Deno.readTextFile(place.path), LARGE);
        await Deno.chmod(place.folder, 0o755);
        await updateEnvFile(worldWith(), requestFor(place.path));
        assertEquals(await namesIn(place.folder), [".env"]);
      });
    }
    await t.step("a file that its owner made read-only is not replaced behind the owner's back", async () => {
      await using place = await folderWithFile();
      await using cache = await temporaryFolder();
      for (const at of [place.folder, place.path, cache.path]) await Deno.chown(at, 65534, 65534);
      await Deno.chmod(place.path, 0o444);
      const { code, stdout } = await runChild({
        args: [place.path, "REPO", "ns/name"],
        env: { DENO_DIR: cache.path },
        before: OTHER_USER,
      });
      assertEquals(code, 7);
      assertStringIncludes(stdout, "permission denied");
      assertEquals([await Deno.readTextFile(place.path), await namesIn(place.folder)], [OLD, [".env"]]);
    });
  },
});

Deno.test("Windows' refusals while others use the file are tried again, elsewhere they are not", async (t) => {
  const refusals = [
    new SystemError("EACCES", { name: "PermissionDenied" }),
    new SystemError("EBUSY"),
    uncoded(32, "In use."),
  ];
  for (const [index, refusal] of refusals.entries()) {
    for (const system of ["windows", "linux"] as const) {
      // The number is that of another error here.
      if (index === 2 && Deno.build.os !== "windows") continue;
      await t.step(`${system}, ${refusal.name} ${refusal.message}`, async () => {
        await using place = await folderWithFile();
        let left = 3;
        const world = worldWith({
          system,
          files: ({ open }) => ({
            open: (path, options) =>
              path === place.path && left-- > 0 ? Promise.reject(refusal) : open(path, options),
          }),
        });
        const start = world.clock.now();
        if (system === "windows") {
          await updateEnvFile(world, requestFor(place.path));
          assertEquals(await Deno.readTextFile(place.path), `${OLD}REPO=ns/name\n`);
          assert(world.clock.now() > start);
        } else {
          await failureOfPromise(() => updateEnvFile(world, requestFor(place.path)));
          assertEquals(left, 2);
        }
        assertEquals(await namesIn(place.folder), [".env"]);
      });
    }
  }
  await t.step("not for ever", async () => {
    await using folder = await temporaryFolder();
    const refuse = () => Promise.reject(new SystemError("EACCES", { name: "PermissionDenied" }));
    const world = worldWith({ system: "windows", files: { rename: refuse } });
    const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(join(folder.path, ".env"))));
    assertEquals(refusal.code, "env_file_not_writable");
  });
});
