import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { lockEnvFile } from "../../lib/env_file/lock.ts";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { failureOfPromise } from "../support/failures.ts";
import { namesIn, temporaryFolder } from "../support/program.ts";
import { IS_WINE } from "../windows/is_wine.ts";
import { requestFor } from "./folder_with_file.ts";
import { sleepingClock, SystemError, worldWith } from "./ports.ts";

/** Wine keeps the name of a removed file while it is open, as Windows did before its version 10; Deno frees it at once. */
const NEEDS_NAMES_FREED = { ignore: IS_WINE };

Deno.test("a run waits until the other one is done, and says once that it waits", async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, ".env");
  const held = await lockEnvFile(worldWith(), { target, path: target });
  let sleeps = 0;
  let told = 0;
  const clock = sleepingClock(async () => {
    if (++sleeps === 3) await held[Symbol.asyncDispose]();
  });
  await updateEnvFile(worldWith({ clock }), { ...requestFor(target), onWait: () => told++ });
  assertEquals([sleeps, told], [3, 1]);
  assertEquals(await namesIn(folder.path), [".env"]);
});

Deno.test("a run that waits too long says who holds the file, and what to do", async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, ".env");
  {
    await using _held = await lockEnvFile(worldWith(), { target, path: target });
    const refusal = await failureOfPromise(() => lockEnvFile(worldWith(), { target, path: target }));
    assertEquals([refusal.code, refusal.exitCode], ["env_file_busy", 7]);
    assertStringIncludes(refusal.message, "30 seconds");
    assertStringIncludes(refusal.hint, `${target}.hf-dataset-setup.lock`);
  }
  assertEquals(await namesIn(folder.path), []);
});

Deno.test("waiting ends at once when the run is cancelled", async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, ".env");
  await using _held = await lockEnvFile(worldWith(), { target, path: target });
  const cancel = new AbortController();
  const clock = sleepingClock(() => cancel.abort(new DOMException("Cancelled", "AbortError")));
  await assertRejects(
    () => lockEnvFile(worldWith({ clock }), { target, path: target, signal: cancel.signal }),
    DOMException,
    "Cancelled",
  );
});

Deno.test("a lock file that nobody holds is taken over", async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, ".env");
  await Deno.writeTextFile(`${target}.hf-dataset-setup.lock`, "");
  const held = await lockEnvFile(worldWith(), { target, path: target, limit: 0 });
  await held[Symbol.asyncDispose]();
  assertEquals(await namesIn(folder.path), []);
});

Deno.test("a lock file that is being removed while it is looked at is not taken for a foreign one", async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, ".env");
  await Deno.writeTextFile(`${target}.hf-dataset-setup.lock`, "");
  const world = worldWith({
    files: ({ linkFacts }) => ({ linkFacts: async (path) => ({ ...await linkFacts(path), links: 0 }) }),
  });
  await using held = await lockEnvFile(world, { target, path: target });
  assertEquals(held.note, "");
});

Deno.test("whoever gets the lock of a file that is gone starts anew", NEEDS_NAMES_FREED, async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, ".env");
  const lock = `${target}.hf-dataset-setup.lock`;
  // As if another run had ended between our opening its lock file and our getting the lock.
  let removed = 0;
  const world = worldWith({
    files: ({ open }) => ({
      async open(...args) {
        const file = await open(...args);
        if (removed++ === 0) await Deno.remove(lock);
        return file;
      },
    }),
  });
  await using _held = await lockEnvFile(world, { target, path: target });
  assertEquals([removed, await namesIn(folder.path)], [2, [".env.hf-dataset-setup.lock"]]);
});

Deno.test(
  "whoever gets the lock of a file that another run has replaced starts anew",
  NEEDS_NAMES_FREED,
  async () => {
    await using folder = await temporaryFolder();
    const target = join(folder.path, ".env");
    const lock = `${target}.hf-dataset-setup.lock`;
    let opened = 0;
    const world = worldWith({
      files: ({ open }) => ({
        async open(...args) {
          const file = await open(...args);
          if (opened++ === 0) {
            await Deno.remove(lock);
            await Deno.writeTextFile(lock, "");
          }
          return file;
        },
      }),
    });
    const held = await lockEnvFile(world, { target, path: target });
    assert(opened >= 2);
    await held[Symbol.asyncDispose]();
    assertEquals(await namesIn(folder.path), []);
  },
);

Deno.test("where the file system has no locks, the one that made the lock file has it", async (t) => {
  const noLocks = { tryLock: () => Promise.reject(new SystemError("ENOTSUP", { name: "NotSupported" })) };
  await t.step("made by this run", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, ".env");
    await updateEnvFile(worldWith({ openFile: noLocks }), requestFor(path));
    assertEquals(await namesIn(folder.path), [".env"]);
  });
  await t.step("made by another", async () => {
    await using folder = await temporaryFolder();
    const target = join(folder.path, ".env");
    await Deno.writeTextFile(`${target}.hf-dataset-setup.lock`, "");
    const refusal = await failureOfPromise(() =>
      lockEnvFile(worldWith({ openFile: noLocks }), { target, path: target })
    );
    assertEquals(refusal.code, "env_file_busy");
    assertEquals(await namesIn(folder.path), [".env.hf-dataset-setup.lock"]);
  });
});

Deno.test("on Windows a lock file that is being deleted is waited for, but a folder without permission is not", async (t) => {
  const denied = () => Promise.reject(new SystemError("EACCES", { name: "PermissionDenied" }));
  await t.step("being deleted", async () => {
    await using folder = await temporaryFolder();
    const target = join(folder.path, ".env");
    let refusals = 5;
    const world = worldWith({
      system: "windows",
      files: ({ open }) => ({ open: (...args) => refusals-- > 0 ? denied() : open(...args) }),
    });
    await (await lockEnvFile(world, { target, path: target }))[Symbol.asyncDispose]();
    assertEquals(await namesIn(folder.path), []);
  });
  await t.step("never", async () => {
    const world = worldWith({ system: "windows", files: { open: denied } });
    await assertRejects(() => lockEnvFile(world, { target: "/x/.env", path: "/x/.env" }), SystemError);
    assert(world.clock.now() < 1_000_000 + 5_000);
  });
});
