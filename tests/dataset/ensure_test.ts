import { assertEquals } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { datasetFailure } from "../../lib/dataset/failures.ts";
import { parseWhoami } from "../../lib/account/ask_whoami.ts";
import type { DatasetInfo } from "../../lib/hub/datasets.ts";
import { UNCHANGED } from "../../lib/dataset/desired.ts";
import { type DatasetToEnsure, ensureDataset, looksFirst } from "../../lib/dataset/ensure.ts";
import type { HubClient } from "../../lib/hub/client.ts";
import type { Creation } from "../../lib/hub/creation.ts";

const ID = "ada/runs";
const WRITER = parseWhoami({ name: "ada", auth: { accessToken: { displayName: "t", role: "write" } } });
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
const CREATED: Creation = { outcome: "created", id: ID, url: "x" };
const EXISTS: Creation = { outcome: "exists" };
const REFUSED: Creation = { outcome: "refused", failure: undefined, said: "no rights" };
const LOST: Creation = { outcome: "unknown", failure: datasetFailure("creation_busy", { repository: ID }) };

/** What the Hub answers, in order, to reads and to creations; more requests than that fail the test. */
interface Script {
  readonly reads?: (DatasetInfo | undefined)[];
  readonly creations?: Creation[];
  readonly write?: true | string;
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
    creations: [CREATED],
    expected: "created public",
    requests: "rcr",
  },
  "created, and not shown afterwards": {
    reads: [undefined, undefined],
    creations: [CREATED],
    expected: "creation_unconfirmed",
    requests: "rcr",
  },
  "blank and private wanted, not there": {
    template: "blank",
    wanted: { desired: PRIVATE_WANTED },
    creations: [CREATED],
    expected: "created private",
    requests: "c",
  },
  "blank, not there": {
    template: "blank",
    creations: [CREATED],
    expected: "created -",
    requests: "c",
  },
  "blank, there": { template: "blank", creations: [EXISTS], expected: "exists -", requests: "c" },
  "blank, there, private wanted": {
    template: "blank",
    wanted: { desired: PRIVATE_WANTED },
    creations: [EXISTS],
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
    write: "no",
    expected: "repository_not_writable",
    requests: "rw",
  },
  "private wanted, not there": {
    wanted: { desired: PRIVATE_WANTED },
    reads: [undefined, { ...PUBLIC, visibility: "private" }],
    creations: [CREATED],
    expected: "created private",
    requests: "rcr",
  },
  "in an organization, visibility not asked for": {
    wanted: { id: "acme/runs" },
    reads: [undefined, { ...PUBLIC, visibility: "private" }],
    creations: [{ ...CREATED, id: "acme/runs" }],
    expected: "created private",
    requests: "rcr",
  },
  "created by somebody else between look and creation": {
    reads: [undefined, PUBLIC],
    creations: [EXISTS],
    expected: "exists public",
    requests: "rcr",
  },
  "there, and hidden from this token": {
    reads: [undefined, undefined],
    creations: [EXISTS],
    expected: "repository_hidden",
    requests: "rcr",
  },
  "refused, and not there": {
    reads: [undefined, undefined],
    creations: [REFUSED],
    expected: "creation_refused",
    requests: "rcr",
  },
  "refused, but there": {
    template: "blank",
    reads: [PUBLIC],
    creations: [REFUSED],
    expected: "exists public",
    requests: "cr",
  },
  "quota used up, but there": {
    template: "blank",
    reads: [PUBLIC],
    creations: [{
      outcome: "refused",
      failure: datasetFailure("creation_busy", { repository: ID }),
      said: "quota",
    }],
    expected: "exists public",
    requests: "cr",
  },
  "busy": { reads: [undefined], creations: [{ outcome: "busy" }], expected: "creation_busy", requests: "rc" },
  "answer lost, and there": {
    reads: [undefined, PUBLIC],
    creations: [LOST],
    expected: "created public",
    requests: "rcr",
  },
  "answer lost without a look before, and there": {
    template: "blank",
    reads: [PUBLIC],
    creations: [LOST],
    expected: "confirmed public",
    requests: "cr",
  },
  "answer lost, not there, created at the second attempt": {
    reads: [undefined, undefined, PUBLIC],
    creations: [LOST, CREATED],
    expected: "created public",
    requests: "rcrcr",
  },
  "answer lost, not there, twice lost": {
    reads: [undefined, undefined, undefined],
    creations: [LOST, LOST],
    expected: "creation_busy",
    requests: "rcrcr",
  },
  "answer lost, there with another visibility": {
    wanted: { desired: PRIVATE_WANTED },
    reads: [undefined, PUBLIC],
    creations: [LOST],
    expected: "repository_visibility_differs",
    requests: "rcr",
  },
  "dry run, not there": {
    wanted: { dryRun: true },
    reads: [undefined],
    expected: "would create -",
    requests: "r",
  },
  "dry run, there": { wanted: { dryRun: true }, reads: [PUBLIC], expected: "exists public", requests: "r" },
  "looked before, there": { wanted: { known: PUBLIC }, expected: "exists public", requests: "" },
  "looked before, not there": {
    template: "blank",
    wanted: { known: null },
    creations: [CREATED],
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

Deno.test("looksFirst() spares a look only for a blank repository that nothing hints at", () => {
  const allowed = "allowed";
  const blank = wantedWith("blank");
  assertEquals(looksFirst(blank, allowed), false);
  assertEquals(looksFirst({ ...blank, dryRun: true }, allowed), true);
  assertEquals(looksFirst(wantedWith("trackio"), allowed), true);
  assertEquals(looksFirst({ ...blank, expected: true }, allowed), true);
  assertEquals(looksFirst(blank, "unknown"), false);
});

function wantedWith(template: "blank" | "trackio" = "trackio"): DatasetToEnsure {
  const content = { template, card: () => Promise.resolve("# runs"), files: [], matches: () => false };
  return { id: ID, desired: UNCHANGED, content };
}

type Hub = Pick<HubClient, "readDataset" | "createDataset" | "checkWrite">;

function scripted(script: Script): { hub: Hub; requests: string[] } {
  const requests: string[] = [];
  const reads = [...script.reads ?? []];
  const creations = [...script.creations ?? []];
  const unexpected = () => Promise.reject(new Error("An unexpected request"));
  const hub: Hub = {
    readDataset() {
      requests.push("r");
      return reads.length === 0 ? unexpected() : Promise.resolve(reads.shift());
    },
    createDataset() {
      requests.push("c");
      const creation = creations.shift();
      return creation === undefined ? unexpected() : Promise.resolve(creation);
    },
    checkWrite() {
      requests.push("w");
      return script.write === undefined ? unexpected() : Promise.resolve(script.write);
    },
  };
  return { hub, requests };
}
