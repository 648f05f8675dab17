import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "./accounts.ts";
import { ask, type Reply } from "./ask.ts";
import { listIn, recordIn } from "../../lib/hub/client.ts";
import { sha256 } from "./git.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const RUNS = "/api/datasets/ada/runs";
const BATCH = "POST /datasets/ada/runs.git/info/lfs/objects/batch";
const PARQUET = "PAR1\0rows\0PAR1";
const OID = sha256(new TextEncoder().encode(PARQUET));

async function hubWithDataset(): Promise<TestHub> {
  const hub = await startTestHub();
  hub.addRepository({
    id: "ada/runs",
    files: { "README.md": "# Runs\n", ".gitignore": "*.tmp\n", "data/a.txt": "a" },
  });
  return hub;
}

/** The body of a commit as clients send it: JSON lines without a line end at the end. */
function linesOf(...changes: readonly [string, Record<string, unknown>][]): { body: string } {
  const lines = [["header", { summary: "t" }] as const, ...changes];
  return { body: lines.map(([key, value]) => JSON.stringify({ key, value })).join("\n") };
}

function commit(hub: TestHub, question: { body?: unknown; token?: string }): Promise<Reply> {
  return ask(hub, `POST ${RUNS}/commit/main`, question);
}

/** The messages in a list of an answer. */
function textsIn(json: unknown, key: "errors" | "warnings"): readonly unknown[] {
  return listIn(recordIn(json)[key]).map((item) => recordIn(item)["message"]);
}

Deno.test("preupload decides by .gitattributes, by content and by size, and knows what git ignores", async (t) => {
  const text = btoa("hello");
  const cases: readonly [string, Record<string, unknown>, string, boolean][] = [
    ["a card", { path: "README.md", size: 5, sample: text }, "regular", false],
    ["a text without an ending", { path: "notes", size: 5, sample: text }, "regular", false],
    ["parquet", { path: "data/a.parquet", size: 5, sample: text }, "lfs", false],
    ["bytes that are no text", { path: "a.txt", size: 5, sample: btoa("\xff\xfe\x00") }, "lfs", false],
    ["a NUL", { path: "a.txt", size: 5, sample: btoa("a\0b") }, "lfs", false],
    ["a character cut off at the end", { path: "a.txt", size: 600, sample: btoa("a\xc3") }, "regular", false],
    ["a text of 10 MB", { path: "a.txt", size: 10_000_000, sample: text }, "lfs", false],
    ["a file that git ignores", { path: "a.tmp", size: 5, sample: text }, "regular", true],
  ];
  for (const [name, file, uploadMode, shouldIgnore] of cases) {
    await t.step(name, async () => {
      await using hub = await hubWithDataset();
      const { json } = await ask(hub, `POST ${RUNS}/preupload/main`, { body: { files: [file] } });
      const repository = hub.repositories.get("ada/runs");
      const oid = repository?.files.get(String(file.path))?.oid;
      assertEquals(json, {
        files: [{ path: file.path, uploadMode, shouldIgnore, ...(oid === undefined ? {} : { oid }) }],
        commitOid: repository?.head?.oid,
      });
    });
  }
});

Deno.test("preupload takes rules that are to come, refuses nonsense with 422, and needs the right to write", async () => {
  await using hub = await hubWithDataset();
  const file = { path: "a.txt", size: 1, sample: "YQ==" };
  const rules = { gitAttributes: "*.txt filter=lfs\n" };
  const reply = await ask(hub, `POST ${RUNS}/preupload/main`, { body: { files: [file], ...rules } });
  assertStringIncludes(reply.text, '"uploadMode":"lfs","shouldIgnore":false');
  const wrong: unknown[] = [{}, { files: [{ path: "a" }] }, {
    files: Array.from({ length: 1001 }, () => file),
  }];
  for (const body of wrong) {
    assertEquals((await ask(hub, `POST ${RUNS}/preupload/main`, { body })).status, 422);
  }
  const body = { files: [file] };
  assertEquals((await ask(hub, `POST ${RUNS}/preupload/main`, { token: TOKENS.read, body })).status, 403);
  assertEquals(
    (await ask(hub, `POST ${RUNS}/preupload/nothing`, { body })).headers.get("X-Error-Code"),
    "RevisionNotFound",
  );
});

Deno.test("the batch route sends content to the storage, once, at an address that is its own credential", async () => {
  await using hub = await hubWithDataset();
  const body = {
    operation: "upload",
    transfers: ["basic", "multipart", "xet"],
    objects: [{ oid: OID, size: PARQUET.length }],
  };
  const reply = await ask(hub, BATCH, { body });
  assertEquals(reply.headers.get("Content-Type"), "application/vnd.git-lfs+json");
  const href = `${hub.storageUrl}/objects/${OID}?X-Test-Signature=valid`;
  assertEquals(reply.json, {
    transfer: "basic",
    objects: [{
      oid: OID,
      size: PARQUET.length,
      authenticated: true,
      actions: { upload: { href, "expires_in": 900 } },
    }],
  });
  const put = async (url: string, token: string | null, content = PARQUET) =>
    (await ask(hub, `PUT ${url}`, { token, body: content })).status;
  assertEquals(await put(href, TOKENS.write), 400);
  assertEquals(await put(`${hub.storageUrl}/objects/${OID}`, null), 403);
  assertEquals(await put(href, null, "something else"), 400);
  assertEquals(await put(href, null), 200);
  const again = await ask(hub, BATCH, { body });
  assertEquals(again.json, {
    transfer: "basic",
    objects: [{ oid: OID, size: PARQUET.length, authenticated: true }],
  });
  assertEquals((await ask(hub, BATCH, { token: TOKENS.read, body })).status, 403);
});

Deno.test("commits take JSON lines with every key that clients send", async () => {
  await using hub = await hubWithDataset();
  hub.state.largeFiles.set(OID, new TextEncoder().encode(PARQUET));
  const repository = hub.repositories.get("ada/runs");
  const reply = await commit(
    hub,
    linesOf(
      ["file", { path: "b.txt", content: btoa("b"), encoding: "base64" }],
      ["file", { path: "c.txt", content: "é" }],
      ["lfsFile", { path: "data/b.parquet", algo: "sha256", oid: OID, size: PARQUET.length }],
    ),
  );
  assertEquals([reply.status, reply.json], [200, {
    success: true,
    commitOid: repository?.head?.oid,
    commitUrl: `${hub.url}/datasets/ada/runs/commit/${repository?.head?.oid}`,
    hookOutput: "",
  }]);
  assertEquals([...repository?.files.keys() ?? []].slice(-3), ["b.txt", "c.txt", "data/b.parquet"]);
});

Deno.test("commits are refused that cannot be done, and leave everything as it was", async (t) => {
  const file = (path: string) => linesOf(["file", { path, content: "" }]);
  const headerWith = (parentCommit: string) => ({
    body: JSON.stringify({ key: "header", value: { summary: "t", parentCommit } }),
  });
  const broken = "---\nlicense: homemade\n---\n";
  const cases: readonly [string, { body?: unknown; token?: string }, number, string][] = [
    ["without the right", { ...file("a"), token: TOKENS.read }, 403, "You have read access"],
    [
      "an upload that never came",
      linesOf(["lfsFile", { path: "a.parquet", oid: OID }]),
      400,
      "was not uploaded",
    ],
    [
      "a card with broken metadata",
      linesOf(["file", { path: "README.md", content: broken }]),
      400,
      '- Error: \\"license\\"',
    ],
    ["no header", { body: JSON.stringify({ key: "file", value: {} }) }, 400, "must be the header"],
    ["a line that is no JSON", { body: `${file("a").body}\n{` }, 400, "Invalid JSON"],
    ["an unknown key", linesOf(["renamedFile", { path: "a" }]), 400, "Invalid key"],
    ["a path that leaves the repository", file("../a"), 400, "Invalid path"],
    ["a path into git's own folder", file(".git/config"), 400, "Invalid path"],
    ["an absolute path", file("/etc/passwd"), 400, "Invalid path"],
    ["a parent that is no id", headerWith("main"), 400, "Invalid commit id"],
    ["a parent from before", headerWith("0".repeat(40)), 412, "A commit has happened since"],
  ];
  for (const [name, question, status, text] of cases) {
    await t.step(name, async () => {
      await using hub = await hubWithDataset();
      const reply = await commit(hub, question);
      assertEquals(reply.status, status, reply.text);
      assertStringIncludes(reply.text, text);
      assertEquals(hub.repositories.get("ada/runs")?.head?.parent, undefined);
    });
  }
  await t.step("a branch that is not there", async () => {
    await using hub = await hubWithDataset();
    assertEquals((await ask(hub, `POST ${RUNS}/commit/nothing`, file("a"))).status, 404);
  });
});

Deno.test("validate-yaml judges a card, without a token", async (t) => {
  const cases: readonly [string, string, number, string][] = [
    ["good", "---\nlicense: mit\ntags:\n  - a # kept\nextra: &x [1]\nmore: *x\n---\nText", 200, ""],
    ["good, with CRLF and a BOM", "\uFEFF---\r\nlicense: mit\r\n---\r\n", 200, ""],
    ["no front matter", "# Title\n", 200, "empty or missing yaml metadata in repo card"],
    [
      "an unknown license",
      "---\nlicense: homemade\n---\n",
      400,
      '"license" must be one of [apache-2.0, mit',
    ],
    ["YAML that is broken", "---\na: [1\n---\n", 400, "YAML Metadata Error: "],
    ["YAML that is no mapping", "---\n- a\n---\n", 400, "the metadata must be an object"],
    ["tags that are no words", "---\ntags: [1]\n---\n", 400, '"tags" must be an array of strings'],
    ["a name that is no text", "---\npretty_name: [a]\n---\n", 400, '"pretty_name" must be a string'],
    [
      "configs without names",
      "---\nconfigs:\n- data_files: []\n---\n",
      400,
      '"configs[0].config_name" must be',
    ],
    ["a size that is none", "---\nsize_categories: huge\n---\n", 400, '"size_categories" must be one of'],
  ];
  for (const [name, content, status, text] of cases) {
    await t.step(name, async () => {
      await using hub = await startTestHub();
      const body = { content, repoType: "dataset" };
      const reply = await ask(hub, "POST /api/validate-yaml", { token: null, body });
      const found = [...textsIn(reply.json, "errors"), ...textsIn(reply.json, "warnings")];
      assertEquals([reply.status, textsIn(reply.json, "errors").length > 0], [status, status === 400]);
      assertStringIncludes(found.join(), text);
    });
  }
});

Deno.test("downloads tell a missing file from a missing revision, in plain text, and answer ranges", async () => {
  await using hub = await hubWithDataset();
  const path = "GET /datasets/ada/runs/resolve";
  const missing = await ask(hub, `${path}/main/nothing.txt`);
  assertEquals([missing.status, missing.headers.get("X-Error-Code")], [404, "EntryNotFound"]);
  assertEquals([missing.headers.get("Content-Type"), missing.text], [
    "text/plain; charset=utf-8",
    "nothing.txt does not exist",
  ]);
  assertEquals((await ask(hub, `${path}/nothing/README.md`)).headers.get("X-Error-Code"), "RevisionNotFound");
  const part = await ask(hub, `${path}/main/README.md`, { headers: { Range: "bytes=2-5" } });
  assertEquals([part.status, part.text, part.headers.get("Content-Range")], [206, "Runs", "bytes 2-5/7"]);
  assertEquals((await ask(hub, `${path}/main/README.md`, { headers: { Range: "bytes=-3" } })).text, "ns\n");
  assertEquals((await ask(hub, `${path}/main/README.md`, { headers: { Range: "bytes=9-" } })).status, 416);
  assertMatch(part.headers.get("RateLimit") ?? "", /^"resolvers";/);
});
