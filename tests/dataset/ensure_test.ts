import { assertEquals } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { parseWhoami } from "../../lib/account/whoami.ts";
import type { DatasetInfo } from "../../lib/hub/datasets.ts";
import { type DatasetToEnsure, ensureDataset } from "../../lib/dataset/ensure.ts";
import { connectHub, type HubClient } from "../../lib/hub/client.ts";
import { json, lost, scriptedAccess, type SentRequest } from "../hub/scripted_fetch.ts";

const ID = "ada/runs";
const WRITER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "write" } } });
const READER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "read" } } });
/** Its token has a role that is not known, so only the Hub knows what it is allowed to do. */
const STRANGER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "novel" } } });
const PUBLIC: DatasetInfo = {
  id: ID,
  visibility: "public",
  gated: false,
  revision: "1".repeat(40),
  tags: [],
  prettyName: undefined,
  files: ["README.md"],
};

const BLANK = { content: contentOf("blank") };
const PRIVATE = { desired: { visibility: "private" } } as const;

/** What the Hub answers: to a look, to a creation, and to the question whether the token can write. */
const ANSWERS = {
  none: ["look", () => json({}, { status: 404 })],
  public: ["look", () => present(false)],
  private: ["look", () => present(true)],
  created: ["creation", (id: string) => json({ url: `https://huggingface.co/datasets/${id}` })],
  exists: ["creation", () => json({ error: "You already created this dataset repo" }, { status: 409 })],
  busy: ["creation", () => json({ error: "another conflicting operation is in progress" }, { status: 409 })],
  refused: ["creation", () => json({ error: "no rights" }, { status: 403 })],
  quota: ["creation", () => json({ error: "300 per day" }, { status: 429 })],
  lost: ["creation", () => {
    throw lost();
  }],
  writable: ["write", () => new Response("OK")],
  unwritable: ["write", () => json({ error: "no" }, { status: 403 })],
} satisfies Record<string, readonly [request: string, answer: (id: string) => Response]>;

type Wanted = Partial<DatasetToEnsure> & { readonly whoami?: typeof WRITER };
type Row = readonly [answers: readonly (keyof typeof ANSWERS)[], expected: string, wanted?: Wanted];

/** All answers in the order of the requests; then `outcome visibility`, or the code of the failure. */
const ROWS: Readonly<Record<string, Row>> = {
  "there": [["public"], "exists public"],
  "not there": [["none", "created", "public"], "created public"],
  "created, and not shown afterwards": [["none", "created", "none"], "creation_unconfirmed"],
  "blank and private wanted, not there": [["created"], "created private", { ...BLANK, ...PRIVATE }],
  "blank, not there": [["created"], "created -", BLANK],
  "blank, there": [["exists"], "exists -", BLANK],
  "blank, there, private wanted": [
    ["exists", "public"],
    "repository_visibility_differs",
    { ...BLANK, ...PRIVATE },
  ],
  "blank, must look, there": [["public"], "exists public", { ...BLANK, mustLook: true }],
  "private wanted and there as public": [["public"], "repository_visibility_differs", PRIVATE],
  "public wanted and there as public": [["public"], "exists public", {
    desired: { visibility: "public" },
  }],
  "there, right to write unknown": [["public", "writable"], "exists public", { whoami: STRANGER }],
  "there, not writable": [["public", "unwritable"], "repository_not_writable", { whoami: STRANGER }],
  "private wanted, not there": [["none", "created", "private"], "created private", PRIVATE],
  "in an organization, visibility not asked for": [["none", "created", "private"], "created private", {
    id: "acme/runs",
  }],
  "created by somebody else between look and creation": [["none", "exists", "public"], "exists public"],
  "there, and hidden from this token": [["none", "exists", "none"], "repository_hidden"],
  "refused, and not there": [["none", "refused", "none"], "creation_refused"],
  "refused, but there": [["refused", "public"], "exists public", BLANK],
  "quota used up, but there": [["quota", "public"], "exists public", BLANK],
  "busy": [["none", "busy"], "creation_busy"],
  "answer lost, and there": [["none", "lost", "public"], "created public"],
  "answer lost without a look before, and there": [["lost", "public"], "confirmed public", BLANK],
  "answer lost, not there, created at the second attempt": [
    ["none", "lost", "none", "created", "public"],
    "created public",
  ],
  "answer lost, not there, twice lost": [["none", "lost", "none", "lost", "none"], "connection_lost"],
  "answer lost, there with another visibility": [
    ["none", "lost", "public"],
    "repository_visibility_differs",
    PRIVATE,
  ],
  "dry run, not there": [["none"], "would create -", { dryRun: true }],
  "blank, a dry run": [["none"], "would create -", { ...BLANK, dryRun: true }],
  "blank, right to create unknown": [["created"], "created -", { ...BLANK, whoami: STRANGER }],
  "blank, right to create denied, not there": [["none"], "token_role_read", { ...BLANK, whoami: READER }],
  "blank, right to create denied, there": [["public"], "repository_not_writable", {
    ...BLANK,
    whoami: READER,
  }],
  "in a resource group, which a user has none of, there": [[], "resource_group_outside_organization", {
    desired: { resourceGroup: "5".repeat(24) },
    present: PUBLIC,
  }],
  "dry run, there": [["public"], "exists public", { dryRun: true }],
  "looked before, there": [[], "exists public", { present: PUBLIC }],
  "looked before, not there": [["created"], "created -", { ...BLANK, present: null }],
};

Deno.test("ensureDataset() creates or reuses with as few requests as the answer needs, and says which", async (t) => {
  for (const [name, [answers, expected, { whoami = WRITER, ...wanted } = {}]] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      const left = [...answers];
      let said: string;
      try {
        const whole = { id: ID, desired: {}, content: contentOf("trackio"), ...wanted };
        const dataset = await ensureDataset(whole, {
          hub: scripted(left),
          whoami,
          endpoint: "https://huggingface.co",
          clock: { now: () => 0, random: () => 0, sleep: () => Promise.resolve() },
          interrupted: new AbortController().signal,
          retries: 1,
          version: "1.2.3",
          reporter: { change() {}, step() {}, warn() {} },
        });
        said = `${dataset.outcome} ${dataset.visibility ?? "-"}`;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        said = error.code;
      }
      assertEquals([said, left], [expected, []]);
    });
  }
});

function contentOf(template: "blank" | "trackio") {
  return { template, card: () => Promise.resolve("# runs"), files: [], matches: () => false };
}

function present(isPrivate: boolean): Response {
  const siblings = PUBLIC.files?.map((rfilename) => ({ rfilename }));
  return json({ id: ID, private: isPrivate, gated: PUBLIC.gated, sha: PUBLIC.revision, siblings });
}

/** Gives the answers in their order, and takes them out of the list. */
function scripted(left: (keyof typeof ANSWERS)[]): HubClient {
  function step({ method, url, body }: SentRequest): Response {
    const request = method === "POST" ? "creation" : url.endsWith("/auth-check/write") ? "write" : "look";
    const name = left.shift();
    if (name === undefined) throw new Error(`An unexpected ${request}`);
    const [foreseen, answer] = ANSWERS[name];
    assertEquals(request, foreseen);
    const { organization, name: repository } = request === "creation" ? JSON.parse(body) : {};
    return answer(`${organization}/${repository}`);
  }
  return connectHub(scriptedAccess(Array(10).fill(step), { retries: 0 }).access);
}
