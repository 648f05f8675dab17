/** Each thing that can go wrong with an answer × each request of the main job, by the real program. */
import { startTestHub } from "../test_hub/test_hub.ts";
import { type Fault, jsonFault, windowFault } from "../test_hub/faults.ts";
import { type Case, type Expected, type Prepared, REPOSITORY, testCases } from "./matrix.ts";

interface RequestOfTheJob {
  readonly name: string;
  readonly on: string;
  readonly at?: "storage";
  /** Whether a first row is being written: what fails then leaves a repository that can be used. */
  readonly isRow: boolean;
}

const WHOAMI: RequestOfTheJob = { name: "whoami", on: "GET /api/whoami-v2", isRow: false };
const READ: RequestOfTheJob = { name: "reading", on: `GET /api/datasets/${REPOSITORY}`, isRow: false };
const CREATE: RequestOfTheJob = { name: "creation", on: "POST /api/repos/create", isRow: false };
const [PREUPLOAD, BATCH, COMMIT] = [
  { name: "preupload", on: `POST /api/datasets/${REPOSITORY}/preupload/main`, isRow: true },
  { name: "upload address", on: `POST /datasets/${REPOSITORY}.git/info/lfs/objects/batch`, isRow: true },
  { name: "commit", on: `POST /api/datasets/${REPOSITORY}/commit/main`, isRow: true },
] as const;
const UPLOAD: RequestOfTheJob = { name: "upload", on: "PUT *", at: "storage", isRow: true };

const LOST = /The connection to "127\.0\.0\.1:\d+" was lost before the whole response arrived/;
const SILENT = /No response from "127\.0\.0\.1:\d+" within 1 s/;
const EMPTY = /Unexpected response from .*: it is empty/;
const MISSING = /Unexpected response from .*: a required field is missing/;
const BROKEN = /Unexpected response from .*: it is cut off or broken JSON/;
const PORTAL = /Something else answered instead of "127\.0\.0\.1:\d+": it sent a web page instead of data/;
const ELSEWHERE = /Refused the redirect from .* to "10\.9\.8\.7", where the token must not be sent/;
const TOO_LARGE = /exceeds 32 MB/;
const LIMITED = /Too many requests to/;
const BUSY = /failed with status 50[0-9]/;

interface Row {
  readonly fault: Fault;
  readonly code: string;
  readonly says: RegExp;
  /** Whether it may be gone at the next attempt; then there are two, with `--retries 1`. */
  readonly isPassing: boolean;
  /** Whether nobody can tell from the answer if the request took effect. */
  readonly isAmbiguous: boolean;
  /** Whether the Hub does what is asked and only the answer suffers. */
  readonly isDone?: boolean;
  /** Deno up to 2.8 itself repeats a GET whose connection ended without an answer. */
  readonly isDoubled?: boolean;
}

function row(fault: Fault, code: string, says: RegExp, but: Partial<Row> = {}): Row {
  return { fault, code, says, isPassing: true, isAmbiguous: true, ...but };
}

const FINAL = { isPassing: false };
const ROWS: Readonly<Record<string, Row>> = {
  "a reset": row({ kind: "reset" }, "connection_lost", LOST, { isDoubled: true }),
  "a hang-up": row({ kind: "hang-up" }, "connection_lost", LOST, { isDoubled: true }),
  "a lost answer": row({ kind: "lost-answer" }, "connection_lost", LOST, { isDoubled: true, isDone: true }),
  "a cut answer": row({ kind: "cut-body" }, "connection_lost", LOST, { isDone: true }),
  "silence": row({ kind: "silence" }, "request_timeout", SILENT),
  "an empty answer": row({ kind: "empty-body" }, "malformed_answer", EMPTY, { isDone: true }),
  "broken JSON": row({ kind: "invalid-json" }, "malformed_answer", BROKEN, { isDone: true }),
  "a sign-in page": row({ kind: "captive-portal" }, "not_the_hub", PORTAL, FINAL),
  "a way to elsewhere": row(
    { kind: "redirect", to: "http://10.9.8.7/login" },
    "redirect_refused",
    ELSEWHERE,
    FINAL,
  ),
  "an answer without end": row({ kind: "endless-body" }, "answer_too_large", TOO_LARGE, FINAL),
  // The announced wait is beyond every deadline, so that nobody waits for it here.
  "a full window": row(windowFault(1000), "rate_limited", LIMITED, { ...FINAL, isAmbiguous: false }),
  "500": row(jsonFault(500, "Internal Error"), "hub_unavailable", BUSY),
  "503 with a page": row(pageFault(503, "<html>Back soon</html>"), "hub_unavailable", BUSY),
};

function pageFault(status: number, body: string): Fault {
  return { kind: "answer", status, headers: { "content-type": "text/html" }, body };
}

function countOf(row: Row, request: RequestOfTheJob): readonly [number, number] {
  if (request === CREATE) return row.isAmbiguous && !row.isDone ? [2, 2] : [1, 1];
  if (request === COMMIT) return row.isAmbiguous && !row.isDone ? [1, 2] : [1, 1];
  const attempts = row.isPassing ? 2 : 1;
  const isReading = request === WHOAMI || request === READ;
  return [attempts, row.isDoubled && isReading ? attempts * 2 : attempts];
}

function expectedOf(row: Row, request: RequestOfTheJob): Expected {
  const requests = countOf(row, request);
  // An upload is good by its status alone, and what was done although its answer was lost is found out by looking.
  const isSound = request === UPLOAD && row.code === "malformed_answer";
  const isFoundOut = (request === CREATE || request === COMMIT) && row.isDone;
  if (isSound) return { exit: 0, code: "none", requests: [1, 1], isEnvWritten: true };
  if (isFoundOut) return { exit: 0, code: "none", requests, isEnvWritten: true };
  if (request === UPLOAD && row.code === "rate_limited") {
    return { exit: 6, code: "first_row_missing", requests, isEnvWritten: true };
  }
  if (request.isRow) {
    return { exit: 6, code: "first_row_missing", says: row.says, requests, isEnvWritten: true };
  }
  return { exit: 6, code: row.code, says: row.says, requests, isEnvWritten: false };
}

function caseOf(
  name: string,
  fault: Fault,
  about: { request: RequestOfTheJob; expected: Expected; isThere?: boolean },
): Case {
  const { request, expected, isThere = false } = about;
  const [method = "", path = ""] = request.on.split(" ");
  return {
    name,
    expected,
    async prepare(): Promise<Prepared> {
      const hub = await startTestHub();
      if (isThere) hub.addRepository({ id: REPOSITORY });
      hub.fault({ on: request.on, at: request.at ?? "hub", fault });
      return {
        env: { HF_ENDPOINT: hub.url },
        ...(fault.kind === "silence" ? { timeoutSeconds: 1 } : {}),
        countRequests: () =>
          request.at === "storage"
            ? hub.storageRequests.length
            : hub.requests.filter((sent) => sent.method === method && sent.path.split("?")[0] === path)
              .length,
        repositories: () => [...hub.repositories.keys()],
        [Symbol.asyncDispose]: () => hub.close(),
      };
    },
  };
}

const REQUESTS = [WHOAMI, READ, CREATE, PREUPLOAD, BATCH, UPLOAD, COMMIT];

for (const [what, row] of Object.entries(ROWS)) {
  Deno.test(`${what} at any request of the job is named, repeated where that is safe, and leaves nothing half done`, async (t) => {
    await testCases(
      t,
      REQUESTS.map((request) =>
        // The faults that spoil a good answer need a repository that can be read.
        caseOf(request.name, row.fault, {
          request,
          expected: expectedOf(row, request),
          isThere: request === READ,
        })
      ),
    );
  });
}

Deno.test("what the Hub refuses is named by what it was about", async (t) => {
  const quota = "You have exceeded the rate limit for repository creation (300 per day).";
  const rights = `You don't have the rights to create a dataset under the namespace "ada"`;
  const untouched = { isEnvWritten: false, requests: [1, 1] } as const;
  const repeated = { isEnvWritten: false, requests: [2, 2] } as const;
  const row = { code: "first_row_missing", isEnvWritten: true, requests: [1, 1] } as const;
  const conflict = "Cannot create repo: another conflicting operation is in progress";
  const xml = "<?xml?><Error><Code>AccessDenied</Code></Error>";
  const left = { RateLimit: '"api";r=9;t=9' };
  const oops = jsonFault(200, "Oops");
  const table: readonly [RequestOfTheJob, Fault, exit: number, Omit<Expected, "exit">][] = [
    [WHOAMI, jsonFault(401, "Invalid username or password."), 3, { code: "token_refused", ...untouched }],
    [WHOAMI, jsonFault(401, 'User Access Token "x" is expired'), 3, { code: "token_expired", ...untouched }],
    [WHOAMI, jsonFault(403, "Needs approval"), 4, { code: "forbidden", ...untouched }],
    [WHOAMI, jsonFault(404, "Not found"), 6, { code: "not_the_hub", ...untouched }],
    [WHOAMI, jsonFault(408, "Slow"), 6, { code: "hub_unavailable", ...repeated }],
    [WHOAMI, jsonFault(502, "Bad gateway"), 6, { code: "hub_unavailable", ...repeated }],
    [WHOAMI, jsonFault(504, "Late"), 6, { code: "hub_unavailable", ...repeated }],
    [WHOAMI, pageFault(403, "<html>Blocked"), 6, { code: "not_the_hub", ...untouched }],
    [WHOAMI, { kind: "answer", status: 511, body: "sign in" }, 6, { code: "not_the_hub", ...untouched }],
    [WHOAMI, oops, 6, { code: "whoami_malformed", ...untouched }],
    [READ, jsonFault(403, "No"), 4, { code: "forbidden", ...untouched }],
    [READ, jsonFault(422, "Odd"), 5, { code: "request_rejected", ...untouched }],
    [READ, oops, 6, { code: "malformed_answer", ...untouched }],
    [CREATE, jsonFault(400, "Max length is 96."), 5, { code: "creation_rejected", ...untouched }],
    [CREATE, jsonFault(402, "Pay"), 5, { code: "creation_needs_payment", ...untouched }],
    [CREATE, jsonFault(403, rights), 4, { code: "creation_refused", ...untouched }],
    [CREATE, jsonFault(413, "Too large"), 5, { code: "content_too_large", ...untouched }],
    [CREATE, jsonFault(422, "Odd"), 5, { code: "creation_rejected", ...untouched }],
    [CREATE, jsonFault(429, quota, left), 5, { code: "quota_used_up", ...untouched }],
    [CREATE, jsonFault(409, conflict), 6, { code: "creation_busy", ...repeated }],
    [CREATE, jsonFault(502, "Bad gateway"), 6, { code: "hub_unavailable", ...repeated }],
    [PREUPLOAD, oops, 6, { ...row, says: MISSING }],
    [PREUPLOAD, jsonFault(413, "Too large"), 5, row],
    [BATCH, oops, 6, { ...row, says: MISSING }],
    [BATCH, jsonFault(403, "No"), 4, row],
    [UPLOAD, { kind: "answer", status: 403, body: xml }, 6, row],
    [COMMIT, oops, 6, { ...row, says: /it names no commit/, requests: [2, 2] }],
    [COMMIT, jsonFault(409, "Somebody else was faster"), 5, row],
    [COMMIT, jsonFault(429, "Too many commits", left), 5, row],
  ];
  await testCases(
    t,
    table.map(([request, fault, exit, expected]) => {
      const status = fault.kind === "answer" ? fault.status : fault.kind;
      return caseOf(`${status} to the ${request.name}`, fault, { request, expected: { exit, ...expected } });
    }),
  );
});
