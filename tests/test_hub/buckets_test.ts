import { assertEquals } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "./accounts.ts";
import { ask } from "./ask.ts";
import { startTestHub } from "./test_hub.ts";

const BUCKET = "/api/buckets/ada/runs-bucket";

Deno.test("a Bucket is created once, public unless private is asked for, and read back", async () => {
  await using hub = await startTestHub();
  const created = await ask(hub, `POST ${BUCKET}`, { body: { visibility: "private" } });
  const bucket = hub.buckets.get("ada/runs-bucket");
  const url = `${hub.url}/buckets/ada/runs-bucket`;
  assertEquals([created.status, created.json], [200, {
    url,
    name: "ada/runs-bucket",
    id: bucket?.objectId,
  }]);
  const again = await ask(hub, `POST ${BUCKET}`, { body: {} });
  assertEquals([again.status, again.json], [409, {
    error: "You already created this bucket",
    url,
    id: bucket?.objectId,
  }]);
  assertEquals(bucket?.private, true);
  await ask(hub, "POST /api/buckets/me/older", { body: { private: true } });
  await ask(hub, "POST /api/buckets/ada/open", { body: {} });
  assertEquals([...hub.buckets.values()].map(({ id, private: isPrivate }) => [id, isPrivate]), [
    ["ada/runs-bucket", true],
    ["ada/older", true],
    ["ada/open", false],
  ]);
});

Deno.test("a Bucket is refused as a repository is", async () => {
  await using hub = await startTestHub();
  hub.state.addBucket({ id: "grace/hidden", private: true });
  const statusOf = async (what: string, question: Parameters<typeof ask>[2]) =>
    (await ask(hub, what, question)).status;
  assertEquals(await statusOf(`POST ${BUCKET}`, { token: TOKENS.read, body: {} }), 403);
  assertEquals(await statusOf(`POST /api/buckets/${ORGANIZATIONS.read}/runs`, { body: {} }), 403);
  assertEquals(await statusOf("POST /api/buckets/ada/-runs", { body: {} }), 400);
  assertEquals(await statusOf(`POST ${BUCKET}`, { body: { private: true, visibility: "public" } }), 400);
  assertEquals(await statusOf(`POST ${BUCKET}`, { body: { visibility: "protected" } }), 400);
  assertEquals(await statusOf("GET /api/buckets/grace/hidden", {}), 404);
  assertEquals(await statusOf("GET /api/buckets/grace/hidden", { token: TOKENS.grace }), 200);
  assertEquals(
    await statusOf("GET /api/buckets/grace/hidden/xet-write-token", { token: TOKENS.graceRead }),
    403,
  );
});

Deno.test("files are added to a Bucket and deleted in batches of lines", async () => {
  await using hub = await startTestHub();
  const bucket = hub.state.addBucket({ id: "ada/runs-bucket" });
  const lines = [
    { type: "addFile", path: "a.txt", xetHash: "1".repeat(64), mtime: 1 },
    { type: "addFile", path: "b.txt", xetHash: "2".repeat(64), mtime: 1 },
    { type: "deleteFile", path: "a.txt" },
  ];
  const reply = await ask(hub, `POST ${BUCKET}/batch`, {
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  assertEquals([reply.status, reply.json], [200, { success: true, processed: 3, succeeded: 3, failed: [] }]);
  assertEquals([...bucket.files.keys()], ["b.txt"]);
});
