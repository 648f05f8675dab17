import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { childCommand, runChild } from "./child_process.ts";
import { Chance } from "./random_env_files.ts";
import { namesIn, temporaryFolder } from "../support/program.ts";

const KILLS = Deno.env.get("HF_DATASET_SETUP_FULL") === "1" ? 200 : 20;
const AT_ONCE = 50;

/** The rest of a file: what is longer than a page is written to a new file, and takes its time. */
function restOf(lines: number): string {
  return Array.from({ length: lines }, (_, number) => `OTHER_${number}='a value of its own' # ${number}\n`)
    .join("");
}

const REST = restOf(4000);

/**
 * Starts a process that counts a variable up for ever, and kills it; returns the last number that it said it wrote.
 *
 * @param moment when to kill it, in durations of a write, however long one takes on this machine
 */
async function killWhileWriting(
  path: string,
  { name, moment }: { name: string; moment: number },
): Promise<number> {
  const child = childCommand({ args: [path, name] }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  let before = performance.now();
  let duration = 0;
  for (let writes = 0; writes < 2; writes++) {
    const part = await reader.read();
    if (!part.done) said += part.value;
    duration = performance.now() - before;
    before = performance.now();
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), moment * duration);
  for (let part = await reader.read(); !part.done; part = await reader.read()) said += part.value;
  const { signal } = await child.status;
  clearTimeout(timer);
  const told = await new Response(child.stderr).text();
  // Windows has no signals.
  assertEquals([signal, told], [Deno.build.os === "windows" ? null : "SIGKILL", ""]);
  return Number(said.trim().split("\n").at(-1));
}

for (const [how, rest] of [["in place", restOf(20)], ["to a new file", REST]] as const) {
  Deno.test({
    name:
      `after ${KILLS} kills while writing ${how}, the file was whole each time, and the next run leaves nothing else`,
    async fn() {
      await using folder = await temporaryFolder();
      const path = join(folder.path, ".env");
      await Deno.writeTextFile(path, `COUNT=0\n${rest}`);
      const chance = new Chance(7);
      let leftovers = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const said = await killWhileWriting(path, { name: "COUNT", moment: chance.below(1000) / 1000 });
        const [, number, others] = /^COUNT=(\d+)\n(.*)$/s.exec(await Deno.readTextFile(path)) ?? [];
        assert(others === rest, "The file is not whole");
        // The write that was cut off is there or is not; none that was reported is lost.
        assert(Number(number) === said || Number(number) === said + 1, `${number} after ${said}`);
        if ((await namesIn(folder.path)).length > 1) leftovers++;
      }
      assert(leftovers > 0, "No kill hit a write: the test shows nothing");
      const last = await runChild({ args: [path, "COUNT", "done"] });
      assertEquals([last.code, last.stderr], [0, ""]);
      assertEquals(await Deno.readTextFile(path), `COUNT=done\n${rest}`);
      assertEquals(await namesIn(folder.path), [".env"]);
    },
  });
}

Deno.test({
  name: "a run that is killed while it holds the lock lets the waiting ones in",
  async fn() {
    await using folder = await temporaryFolder();
    const path = join(folder.path, ".env");
    await Deno.writeTextFile(path, REST);
    const chance = new Chance(11);
    for (let round = 0; round < KILLS / 10; round++) {
      const names = ["ONE", "TWO", "THREE"];
      const said = await Promise.all(
        names.map((name) => killWhileWriting(path, { name, moment: chance.below(3000) / 1000 })),
      );
      const text = await Deno.readTextFile(path);
      assert(text.startsWith(REST), "The file is not whole");
      for (const [index, name] of names.entries()) {
        const number = Number(new RegExp(`^${name}=(\\d+)$`, "m").exec(text)?.[1]);
        const reported = said[index] ?? NaN;
        assert(number === reported || number === reported + 1, `${name}: ${number} after ${reported}`);
      }
    }
  },
});

Deno.test(`${AT_ONCE} processes at once, each with its own variable: all are there`, async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  await Deno.writeTextFile(path, "# first\n");
  const names = Array.from({ length: AT_ONCE }, (_, number) => `VARIABLE_${number}`);
  const ends = await Promise.all(names.map((name) => runChild({ args: [path, name, `ns/${name}`] })));
  for (const { code, stderr, stdout } of ends) assertEquals([code, stderr, stdout], [0, "", ""]);
  const text = await Deno.readTextFile(path);
  assertMatch(text, /^# first\n/);
  const lines = text.trim().split("\n").slice(1).sort();
  assertEquals(lines, names.map((name) => `${name}=ns/${name}`).sort());
  assertEquals(await namesIn(folder.path), [".env"]);
});
