import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { failureOfPromise } from "../support/failures.ts";
import { namesIn, temporaryFolder } from "../support/program.ts";
import { folderWithFile, OLD, requestFor } from "./folder_with_file.ts";
import { worldWith } from "./ports.ts";

Deno.test({
  name: "a file that becomes a link while it is written is left alone, and so is what the link leads to",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using place = await folderWithFile();
    const other = join(place.folder, "other");
    await Deno.writeTextFile(other, "of somebody else\n");
    const world = worldWith({
      openFile: {
        async sync() {
          await Deno.rename(place.path, `${place.path}.kept`);
          await Deno.symlink("other", place.path);
        },
      },
    });
    const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(place.path)));
    assertEquals([refusal.code, refusal.exitCode], ["env_file_changed_meanwhile", 7]);
    assertEquals(await Deno.readTextFile(other), "of somebody else\n");
    assertEquals(await Deno.readTextFile(`${place.path}.kept`), OLD);
    assertEquals(await Deno.readLink(place.path), "other");
    assertEquals(await namesIn(place.folder), [".env", ".env.kept", "other"]);
  },
});

Deno.test("a link that is turned elsewhere while the file is written is not followed", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using place = await folderWithFile();
  const link = join(place.folder, "link");
  await Deno.symlink(".env", link);
  await Deno.writeTextFile(join(place.folder, "other"), "of somebody else\n");
  const world = worldWith({
    openFile: {
      async sync() {
        await Deno.remove(link);
        await Deno.symlink("other", link);
      },
    },
  });
  const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(link)));
  assertEquals(refusal.code, "env_file_changed_meanwhile");
  assertEquals(await Deno.readTextFile(place.path), OLD);
  assertEquals(await Deno.readTextFile(join(place.folder, "other")), "of somebody else\n");
});

Deno.test("what an editor saves while the file is written is kept", async (t) => {
  await t.step("once: both changes are there", async () => {
    await using place = await folderWithFile();
    let times = 0;
    const world = worldWith({
      openFile: {
        async sync() {
          if (times++ === 0) await Deno.writeTextFile(place.path, `${OLD}SAVED=meanwhile\n`);
        },
      },
    });
    await updateEnvFile(world, requestFor(place.path));
    assertEquals(await Deno.readTextFile(place.path), `${OLD}SAVED=meanwhile\nREPO=ns/name\n`);
    assertEquals(await namesIn(place.folder), [".env"]);
  });
  await t.step("a file that somebody else creates meanwhile", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, ".env");
    let times = 0;
    const world = worldWith({
      openFile: {
        async sync() {
          if (times++ === 0) await Deno.writeTextFile(path, OLD);
        },
      },
    });
    const update = await updateEnvFile(world, requestFor(path));
    assertEquals([update.created, await Deno.readTextFile(path)], [false, `${OLD}REPO=ns/name\n`]);
  });
  await t.step("again and again: it gives up", async () => {
    await using place = await folderWithFile();
    let times = 0;
    const world = worldWith({
      openFile: { sync: () => Deno.writeTextFile(place.path, "SAVED=again\n".repeat(++times)) },
    });
    const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(place.path)));
    assertEquals([refusal.code, times], ["env_file_changed_meanwhile", 5]);
    assertEquals(await Deno.readTextFile(place.path), "SAVED=again\n".repeat(5));
    assertEquals(await namesIn(place.folder), [".env"]);
  });
});

Deno.test("a value that is not there when the file is read back is an error", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  const world = worldWith({
    files: ({ rename }) => ({
      async rename(from, to) {
        await rename(from, to);
        await Deno.writeTextFile(to, "REPO=another/one\n");
      },
    }),
  });
  const refusal = await failureOfPromise(() => updateEnvFile(world, requestFor(path)));
  assertEquals([refusal.code, refusal.exitCode], ["env_file_not_kept", 7]);
  assertStringIncludes(refusal.message, "REPO");
});
