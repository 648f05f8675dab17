import { assertEquals } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "./accounts.ts";
import { ask, creationBody, type Question } from "./ask.ts";
import { LICENSES } from "./licenses.ts";
import { readSpecification } from "./schemas.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const specification = await readSpecification();
const BY = specification ? "" : " (left out: the copy of the specification is not here)";

interface Case {
  /** As in the specification. */
  readonly route: string;
  /** The path asked, where the route has parts or a query. */
  readonly path?: string;
  readonly question?: Question;
  /** 200 unless another is expected. */
  readonly status?: number;
  /** Tells cases of one route apart. */
  readonly note?: string;
  /** Where the copy of the specification is wrong: it was edited on its way, and is some months old. */
  readonly copyErrs?: RegExp;
}

const DATASET = "/api/datasets/{namespace}/{repo}";
const SPACE = "/api/spaces/{namespace}/{repo}";
const BUCKET = "/api/buckets/{namespace}/{repo}";
const ADAS = "/api/datasets/ada/experiments";
const GATE = `${ADAS}/user-access-request`;
const COMMIT = [
  { key: "header", value: { summary: "t" } },
  { key: "file", value: { path: "a.txt", content: "a" } },
].map((line) => JSON.stringify(line)).join("\n");

/** Newer than the copy: huggingface_hub 2.4.0 reads it. */
const REQUEST_ID = /^\/\d+ must NOT have additional properties \(requestId\)$/;

function whoamiOf(token: keyof typeof TOKENS): Case {
  return { route: "GET /api/whoami-v2", question: { token: TOKENS[token] }, note: token };
}

const CASES: readonly Case[] = [
  whoamiOf("write"),
  whoamiOf("read"),
  whoamiOf("god"),
  whoamiOf("fineGrainedUser"),
  whoamiOf("fineGrainedDataset"),
  whoamiOf("oauth"),
  whoamiOf("expiring"),
  whoamiOf("grace"),
  { route: "POST /api/repos/create", question: { body: creationBody("new") } },
  { route: "POST /api/repos/create", question: { body: creationBody("experiments") }, status: 409 },
  { route: `GET ${DATASET}/commits/{rev}`, path: `${ADAS}/commits/main` },
  {
    route: `POST ${DATASET}/preupload/{rev}`,
    path: `${ADAS}/preupload/main`,
    question: { body: { files: [{ path: "README.md", size: 1, sample: "YQ==" }] } },
  },
  {
    route: `POST ${DATASET}/commit/{rev}`,
    path: `${ADAS}/commit/main`,
    question: { body: COMMIT },
  },
  {
    route: `PUT ${DATASET}/settings`,
    path: `${ADAS}/settings`,
    question: { body: { gated: "manual", visibility: "public", discussionsDisabled: true } },
  },
  {
    route: `POST ${DATASET}/resource-group`,
    path: `/api/datasets/${ORGANIZATIONS.write}/runs/resource-group`,
    question: { body: { resourceGroupId: RESOURCE_GROUPS.writer.id } },
  },
  {
    route: `GET ${DATASET}/resource-group`,
    path: `/api/datasets/${ORGANIZATIONS.write}/grouped/resource-group`,
  },
  { route: `GET ${DATASET}/user-access-request/{status}`, path: `${GATE}/pending`, copyErrs: REQUEST_ID },
  { route: `GET ${DATASET}/user-access-request/{status}`, path: `${GATE}/accepted`, copyErrs: REQUEST_ID },
  {
    route: `POST ${DATASET}/user-access-request/batch`,
    path: `${GATE}/batch`,
    question: {
      body: { status: "accepted", requests: [{ user: "charles" }, { user: "nobody" }, { user: "ada" }] },
    },
  },
  { route: `GET ${SPACE}/variables`, path: "/api/spaces/ada/board/variables" },
  { route: `GET ${SPACE}/secrets`, path: "/api/spaces/ada/board/secrets" },
  { route: `POST ${BUCKET}`, path: "/api/buckets/ada/new", question: { body: { private: true } } },
  { route: `POST ${BUCKET}`, path: "/api/buckets/ada/runs-bucket", question: { body: {} }, status: 409 },
  { route: `GET ${BUCKET}`, path: "/api/buckets/ada/runs-bucket" },
  { route: `GET ${BUCKET}/xet-write-token`, path: "/api/buckets/ada/runs-bucket/xet-write-token" },
  {
    route: `POST ${BUCKET}/batch`,
    path: "/api/buckets/ada/runs-bucket/batch",
    question: { body: JSON.stringify({ type: "addFile", path: "a", xetHash: "0".repeat(64), mtime: 1 }) },
  },
];

/** A Hub that has something of everything. */
async function furnishedHub(): Promise<TestHub> {
  const hub = await startTestHub();
  const experiments = hub.addRepository({
    id: "ada/experiments",
    gated: "manual",
    files: { "README.md": "---\nlicense: mit\n---\n", "data/a.txt": "a" },
  });
  experiments.accessRequests.set("charles", {
    user: "charles",
    status: "pending",
    timestamp: hub.state.now(),
    fields: { reason: "reading" },
  });
  await ask(hub, `POST ${GATE}/grant`, { body: { user: "grace" } });
  assertEquals(experiments.accessRequests.size, 2);
  hub.addRepository({ id: `${ORGANIZATIONS.write}/runs` });
  hub.addRepository({ id: `${ORGANIZATIONS.write}/grouped`, resourceGroupId: RESOURCE_GROUPS.writer.id });
  hub.addRepository({ id: "ada/board", type: "space" });
  hub.state.addBucket({ id: "ada/runs-bucket", private: true });
  for (const kind of ["variables", "secrets"]) {
    await ask(hub, `POST /api/spaces/ada/board/${kind}`, {
      body: { key: "NAME", value: "x", description: "d" },
    });
  }
  return hub;
}

Deno.test({
  name: `every answer of a documented route fits the Hub's own specification${BY}`,
  ignore: !specification,
  async fn(t) {
    for (const { route, path, question = {}, status = 200, note = "", copyErrs } of CASES) {
      await t.step(`${route} ${status} ${note}`.trim(), async () => {
        await using hub = await furnishedHub();
        const [method] = route.split(" ");
        const reply = await ask(hub, path === undefined ? route : `${method} ${path}`, question);
        assertEquals(reply.status, status, reply.text);
        const faults = specification?.checkOf(route)(reply) ?? [];
        assertEquals(faults.filter((fault) => !copyErrs?.test(fault)), []);
        assertEquals(hub.unexpected, []);
      });
    }
  },
});

Deno.test({
  name: `the licenses of the test Hub are those of the specification${BY}`,
  ignore: !specification,
  fn() {
    const keys = [
      "paths",
      "/api/repos/create",
      "post",
      "requestBody",
      "content",
      "application/json",
      "schema",
    ];
    const known = specification?.at(...keys, "allOf");
    const first: unknown = Array.isArray(known) ? known[0] : undefined;
    assertEquals(JSON.stringify(first).includes(JSON.stringify(LICENSES).slice(1, -1)), true);
    assertEquals(LICENSES.length, 83);
  },
});
