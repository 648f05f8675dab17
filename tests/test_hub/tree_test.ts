import { assertEquals, assertStringIncludes } from "@std/assert";
import { ask } from "./ask.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const RUNS = "/api/datasets/ada/runs";

async function hubWithDataset(): Promise<TestHub> {
  const hub = await startTestHub();
  hub.addRepository({
    id: "ada/runs",
    files: { "README.md": "# Runs\n", ".gitignore": "*.tmp\n", "data/a.txt": "a" },
  });
  return hub;
}

/** The paths of the entries of a tree. */
function pathsIn(json: unknown): unknown[] {
  return Array.isArray(json) ? json.map((entry: { path?: unknown }) => entry.path) : [];
}

Deno.test("paths-info is asked in JSON or as a form", async () => {
  await using hub = await hubWithDataset();
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const asForm = { body: "paths=data&paths=nothing&expand=True", headers };
  const asJson = { body: { paths: ["data", "nothing"], expand: true } };
  const [form, json] = [asForm, asJson].map((question) => ask(hub, `POST ${RUNS}/paths-info/main`, question));
  assertEquals((await form)?.json, (await json)?.json);
  assertStringIncludes((await form)?.text ?? "", '"type":"directory"');
});

Deno.test("trees are paged, and branches and tags come and go", async () => {
  await using hub = await hubWithDataset();
  const first = await ask(hub, `GET ${RUNS}/tree/main?recursive=true&limit=2`);
  const next = /<(.*)>; rel="next"/.exec(first.headers.get("Link") ?? "")?.[1];
  const rest = await ask(hub, `GET ${next}`);
  const paths = [first, rest].flatMap(({ json }) => pathsIn(json));
  assertEquals(paths, [".gitattributes", ".gitignore", "README.md", "data"]);
  assertEquals(
    (await ask(hub, `GET ${RUNS}/tree/main/nothing`)).headers.get("X-Error-Code"),
    "EntryNotFound",
  );
  const status = async (what: string, body: unknown) => (await ask(hub, what, { body })).status;
  assertEquals(await status(`POST ${RUNS}/tag/main`, { tag: "v1" }), 200);
  assertEquals(await status(`POST ${RUNS}/tag/main`, { tag: "v1" }), 409);
  assertEquals(await status(`DELETE ${RUNS}/tag/v1`, {}), 200);
  assertEquals(await status(`DELETE ${RUNS}/tag/v1`, {}), 404);
  assertEquals(await status(`POST ${RUNS}/branch/empty`, { emptyBranch: true }), 200);
  assertEquals(await status(`POST ${RUNS}/branch/other`, { startingPoint: "nothing" }), 404);
  assertEquals(await status(`DELETE ${RUNS}/branch/main`, {}), 403);
});
