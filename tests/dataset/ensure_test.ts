import { assertEquals } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { parseWhoami } from "../../lib/account/whoami.ts";
import type { DatasetInfo } from "../../lib/hub/datasets.ts";
import { UNCHANGED } from "../../lib/dataset/desired.ts";
import { type DatasetToEnsure, ensureDataset } from "../../lib/dataset/ensure.ts";
import { connectHub, type HubClient } from "../../lib/hub/client.ts";
import { json, lost, scriptedAccess, type SentRequest } from "../hub/scripted_fetch.ts";

const ID = "ada/runs";
const WRITER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "write" } } });
const READER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "read" } } });
/** Its token has a role that is not known, so only the Hub knows what it is allowed to do. */
const STRANGER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "novel" } } });
const PRIVATE_WANTED = { ...UNCHANGED, visibility: "private" } as const;
const PUBLIC: DatasetInfo = {
  id: ID,
  visibility: "public",
  gated: false,
  revision: "1".repeat(40),
  tags: [],
  prettyName: undefined,
  files: ["README.md"],
};

/** What becomes of a creation. */
const CREATIONS = {
  created: (id: string) => json({ url: `https://huggingface.co/datasets/${id}` }),
  exists: () => json({ error: "You already created this dataset repo" }, { status: 409 }),
  busy: () => json({ error: "another conflicting operation is in progress" }, { status: 409 }),
  refused: () => json({ error: "no rights" }, { status: 403 }),
  quota: () => json({ error: "300 per day" }, { status: 429 }),
  lost() {
    throw lost();
  },
} satisfies Record<string, (id: string) => Response>;

/** What the Hub answers, in order, to reads and to creations; more requests than that fail the test. */
interface Script {
  readonly reads?: (DatasetInfo | undefined)[];
  readonly creations?: (keyof typeof CREATIONS)[];
  readonly write?: boolean;
}

interface Row extends Script {
  readonly wanted?: Partial<DatasetToEnsure>;
  readonly template?: "blank";
  readonly whoami?: typeof WRITER;
  /** `outcome visibility`, or the code of the failure. */
  readonly expected: string;
  /** r: read, c: create, w: check of the right to write. */
  readonly requests: string;
}

const ROWS: Readonly<Record<string, Row>> = {
  "there": { reads: [PUBLIC], expected: "exists public", requests: "r" },
  "not there": {
    reads: [undefined, PUBLIC],
    creations: ["created"],
    expected: "created public",
    requests: "rcr",
  },
  "created, and not shown afterwards": {
    reads: [undefined, undefined],
    creations: ["created"],
    expected: "creation_unconfirmed",
    requests: "rcr",
  },
  "blank and private wanted, not there": {
    template: "blank",
    wanted: { desired: PRIVATE_WANTED },
    creations: ["created"],
    expected: "created private",
    requests: "c",
  },
  "blank, not there": {
    template: "blank",
    creations: ["created"],
    expected: "created -",
    requests: "c",
  },
  "blank, there": { template: "blank", creations: ["exists"], expected: "exists -", requests: "c" },
  "blank, there, private wanted": {
    template: "blank",
    wanted: { desired: PRIVATE_WANTED },
    creations: ["exists"],
    reads: [PUBLIC],
    expected: "repository_visibility_differs",
    requests: "cr",
  },
  "blank, expected there": {
    template: "blank",
    wanted: { expected: true },
    reads: [PUBLIC],
    expected: "exists public",
    requests: "r",
  },
  "private wanted and there as public": {
    wanted: { desired: PRIVATE_WANTED },
    reads: [PUBLIC],
    expected: "repository_visibility_differs",
    requests: "r",
  },
  "public wanted and there as public": {
    wanted: { desired: { ...UNCHANGED, visibility: "public" } },
    reads: [PUBLIC],
    expected: "exists public",
    requests: "r",
  },
  "there, right to write unknown": {
    whoami: STRANGER,
    reads: [PUBLIC],
    write: true,
    expected: "exists public",
    requests: "rw",
  },
  "there, not writable": {
    whoami: STRANGER,
    reads: [PUBLIC],
    write: false,
    expected: "repository_not_writable",
    requests: "rw",
  },
  "private wanted, not there": {
    wanted: { desired: PRIVATE_WANTED },
    reads: [undefined, { ...PUBLIC, visibility: "private" }],
    creations: ["created"],
    expected: "created private",
    requests: "rcr",
  },
  "in an organization, visibility not asked for": {
    wanted: { id: "acme/runs" },
    reads: [undefined, { ...PUBLIC, visibility: "private" }],
    creations: ["created"],
    expected: "created private",
    requests: "rcr",
  },
  "created by somebody else between look and creation": {
    reads: [undefined, PUBLIC],
    creations: ["exists"],
    expected: "exists public",
    requests: "rcr",
  },
  "there, and hidden from this token": {
    reads: [undefined, undefined],
    creations: ["exists"],
    expected: "repository_hidden",
    requests: "rcr",
  },
  "refused, and not there": {
    reads: [undefined, undefined],
    creations: ["refused"],
    expected: "creation_refused",
    requests: "rcr",
  },
  "refused, but there": {
    template: "blank",
    reads: [PUBLIC],
    creations: ["refused"],
    expected: "exists public",
    requests: "cr",
  },
  "quota used up, but there": {
    template: "blank",
    reads: [PUBLIC],
    creations: ["quota"],
    expected: "exists public",
    requests: "cr",
  },
  "busy": { reads: [undefined], creations: ["busy"], expected: "creation_busy", requests: "rc" },
  "answer lost, and there": {
    reads: [undefined, PUBLIC],
    creations: ["lost"],
    expected: "created public",
    requests: "rcr",
  },
  "answer lost without a look before, and there": {
    template: "blank",
    reads: [PUBLIC],
    creations: ["lost"],
    expected: "confirmed public",
    requests: "cr",
  },
  "answer lost, not there, created at the second attempt": {
    reads: [undefined, undefined, PUBLIC],
    creations: ["lost", "created"],
    expected: "created public",
    requests: "rcrcr",
  },
  "answer lost, not there, twice lost": {
    reads: [undefined, undefined, undefined],
    creations: ["lost", "lost"],
    expected: "connection_lost",
    requests: "rcrcr",
  },
  "answer lost, there with another visibility": {
    wanted: { desired: PRIVATE_WANTED },
    reads: [undefined, PUBLIC],
    creations: ["lost"],
    expected: "repository_visibility_differs",
    requests: "rcr",
  },
  "dry run, not there": {
    wanted: { dryRun: true },
    reads: [undefined],
    expected: "would create -",
    requests: "r",
  },
  "blank, a dry run": {
    template: "blank",
    wanted: { dryRun: true },
    reads: [undefined],
    expected: "would create -",
    requests: "r",
  },
  "blank, right to create unknown": {
    template: "blank",
    whoami: STRANGER,
    creations: ["created"],
    expected: "created -",
    requests: "c",
  },
  "blank, right to create denied, not there": {
    template: "blank",
    whoami: READER,
    reads: [undefined],
    expected: "token_role_read",
    requests: "r",
  },
  "blank, right to create denied, there": {
    template: "blank",
    whoami: READER,
    reads: [PUBLIC],
    expected: "repository_not_writable",
    requests: "r",
  },
  "in a resource group, which a user has none of, there": {
    wanted: { desired: { ...UNCHANGED, resourceGroup: "5".repeat(24) }, known: PUBLIC },
    expected: "resource_group_outside_organization",
    requests: "",
  },
  "dry run, there": { wanted: { dryRun: true }, reads: [PUBLIC], expected: "exists public", requests: "r" },
  "looked before, there": { wanted: { known: PUBLIC }, expected: "exists public", requests: "" },
  "looked before, not there": {
    template: "blank",
    wanted: { known: null },
    creations: ["created"],
    expected: "created -",
    requests: "c",
  },
};

Deno.test("ensureDataset() creates or reuses with as few requests as the answer needs, and says which", async (t) => {
  for (const [name, row] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      const { hub, requests } = scripted(row);
      let said: string;
      try {
        const dataset = await ensureDataset({ ...wantedWith(row.template), ...row.wanted }, {
          hub,
          whoami: row.whoami ?? WRITER,
          endpoint: "https://huggingface.co",
          clock: { now: () => 0, random: () => 0, sleep: () => Promise.resolve() },
          interrupted: new AbortController().signal,
          retries: 1,
        });
        said = `${dataset.outcome} ${dataset.visibility ?? "-"}`;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        said = error.code;
      }
      assertEquals([said, requests.join("")], [row.expected, row.requests]);
    });
  }
});

function wantedWith(template: "blank" | "trackio" = "trackio"): DatasetToEnsure {
  const content = { template, card: () => Promise.resolve("# runs"), files: [], matches: () => false };
  return { id: ID, desired: UNCHANGED, content };
}

function scripted(script: Script): { hub: HubClient; requests: string[] } {
  const requests: string[] = [];
  const reads = [...script.reads ?? []];
  const creations = [...script.creations ?? []];
  function step({ method, url, body }: SentRequest): Response {
    if (url.endsWith("/auth-check/write") && script.write !== undefined) {
      requests.push("w");
      return script.write ? new Response("OK") : json({ error: "no" }, { status: 403 });
    }
    const creation = method === "POST" ? creations.shift() : undefined;
    if (creation !== undefined) {
      requests.push("c");
      const { organization, name } = JSON.parse(body);
      return CREATIONS[creation](`${organization}/${name}`);
    }
    if (method !== "GET" || reads.length === 0) throw new Error("An unexpected request");
    requests.push("r");
    const info = reads.shift();
    return info === undefined ? json({}, { status: 404 }) : json({
      id: info.id,
      private: info.visibility === "private",
      gated: info.gated,
      sha: info.revision,
      siblings: info.files?.map((rfilename) => ({ rfilename })),
    });
  }
  const { access } = scriptedAccess(Array(10).fill(step), { retries: 0 });
  return { hub: connectHub(access), requests };
}
