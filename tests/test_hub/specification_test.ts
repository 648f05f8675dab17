import { assertEquals } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "./accounts.ts";
import { ask, type Question } from "./ask.ts";
import { creationBody } from "./bodies.ts";
import { sha256 } from "./git.ts";
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
const GROUPS = "/api/organizations/{name}/resource-groups";
const ADAS = "/api/datasets/ada/experiments";
const GATE = `${ADAS}/user-access-request`;
const OF_WRITE = `/api/organizations/${ORGANIZATIONS.write}`;
const LARGE = new Uint8Array([80, 65, 82, 49, 0]);

/** The copy lost `path` of entries, which hub.js reads, and the id and size of large files in `paths-info`. */
const LOST_IN_ENTRIES = /^\/\d+(\/lfs)? must NOT have additional properties \((path|oid|size)\)$/;
/** The copy requires `repos` and allows no such key; the Hub answers `resources` (lib/hub/README.md#settings). */
const REPOS_REQUIRED = /^(\/\d+)? must have required property 'repos'$/;

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
  { route: "GET /api/settings/repositories" },
  { route: "GET /api/organizations/{name}/settings/repositories", path: `${OF_WRITE}/settings/repositories` },
  { route: `GET ${DATASET}/refs`, path: `${ADAS}/refs?include_prs=1` },
  { route: `GET ${DATASET}/commits/{rev}`, path: `${ADAS}/commits/main` },
  {
    route: `GET ${DATASET}/tree/{rev}/{path}`,
    path: `${ADAS}/tree/main/data?expand=true`,
    copyErrs: LOST_IN_ENTRIES,
  },
  {
    route: `POST ${DATASET}/paths-info/{rev}`,
    path: `${ADAS}/paths-info/main`,
    question: { body: { paths: ["README.md", "data", "data/a.parquet"], expand: true } },
    copyErrs: LOST_IN_ENTRIES,
  },
  {
    route: `POST ${DATASET}/preupload/{rev}`,
    path: `${ADAS}/preupload/main`,
    question: { body: { files: [{ path: "README.md", size: 1, sample: "YQ==" }] } },
  },
  {
    route: `POST ${DATASET}/commit/{rev}`,
    path: `${ADAS}/commit/main?create_pr=1`,
    question: { body: { summary: "t", files: [{ path: "a.txt", content: "a" }] } },
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
  { route: `GET ${GROUPS}`, path: `${OF_WRITE}/resource-groups`, copyErrs: REPOS_REQUIRED },
  {
    route: `POST ${GROUPS}`,
    path: `/api/organizations/${ORGANIZATIONS.admin}/resource-groups`,
    question: { body: { name: "new group", users: [{ user: "charles", role: "write" }] } },
    copyErrs: REPOS_REQUIRED,
  },
  {
    route: `POST ${GROUPS}/{resourceGroupId}/users`,
    path: `${OF_WRITE}/resource-groups/${RESOURCE_GROUPS.writer.id}/users`,
    question: { token: TOKENS.charles, body: { users: [] } },
    copyErrs: REPOS_REQUIRED,
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
  { route: "GET /api/users/{username}/overview", path: "/api/users/ada/overview" },
  { route: "GET /api/organizations/{name}/members", path: `${OF_WRITE}/members` },
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
  hub.state.largeFiles.set(sha256(LARGE), LARGE);
  const experiments = hub.addRepository({
    id: "ada/experiments",
    gated: "manual",
    files: { "README.md": "---\nlicense: mit\n---\n", "data/a.txt": "a" },
  });
  await ask(hub, `POST ${ADAS}/commit/main`, {
    body: { summary: "Add", lfsFiles: [{ path: "data/a.parquet", algo: "sha256", oid: sha256(LARGE) }] },
  });
  await ask(hub, `POST ${ADAS}/tag/main`, { body: { tag: "v1" } });
  await ask(hub, "POST /datasets/ada/experiments/ask-access", {
    token: TOKENS.charles,
    body: "reason=reading",
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
