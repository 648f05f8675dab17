import { assert, assertEquals, assertRejects } from "@std/assert";
import { inParallel } from "../../lib/hub/client.ts";

Deno.test("inParallel() keeps the order of the items and the limit", async () => {
  let underWay = 0;
  let most = 0;
  const items = Array.from({ length: 50 }, (_, index) => index);
  const results = await inParallel(items, async (item) => {
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < 50 - item; turn++) await Promise.resolve();
    underWay--;
    return item * 2;
  }, { concurrency: 8 });
  assertEquals(results, items.map((item) => item * 2));
  assertEquals(most, 8);
});

Deno.test("inParallel() starts nothing after a failure, and waits for what is under way", async () => {
  const started: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    started.push(item);
    await Promise.resolve();
    if (item === 2) throw new RangeError("no");
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    ended.push(item);
  };
  await assertRejects(() => inParallel([0, 1, 2, 3, 4, 5, 6, 7], work, { concurrency: 3 }), RangeError);
  assertEquals(started, [0, 1, 2]);
  assert(ended.includes(0) && ended.includes(1));
});

Deno.test("inParallel() of nothing is nothing", async () => {
  assertEquals(await inParallel([], () => Promise.reject(new Error("never")), { concurrency: 8 }), []);
});
