import { assertEquals, assertStringIncludes, fail } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../../test_hub/accounts.ts";
import { jsonFault } from "../../test_hub/test_hub.ts";
import { setGatedScene, usersIn } from "../../support/gated_scene.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";

const REQUESTS = "/api/datasets/ada/runs/user-access-request";

Deno.test("share has an answer for every outcome that the Hub knows", async (t) => {
  /** grace, who waits, is so already. */
  const accepted = (user: string) => ({ hub }: Scene) =>
    hub.repositories.get("ada/runs")?.accessRequests.set(user, { user, status: "accepted", timestamp: 0 });
  const ungated = ({ hub }: Scene) => Object.assign(hub.repositories.get("ada/runs") ?? {}, { gated: false });
  const answering = (on: string, ...answer: Parameters<typeof jsonFault>) => ({ hub }: Scene) =>
    hub.fault({ on, fault: jsonFault(...answer) });
  const unknown = { exit: 5, code: "sharing_user_unknown", outcome: "user_not_found" };
  const rows: readonly {
    readonly args: string;
    readonly because?: string;
    readonly before?: (scene: Scene) => unknown;
    readonly token?: string;
    readonly exit?: number;
    readonly code?: string;
    readonly outcome?: string;
  }[] = [
    { args: "--grant charles", outcome: "done" },
    { args: "--grant charles", because: "has access", before: accepted("charles"), outcome: "already" },
    { args: "--grant nobody-at-all", ...unknown },
    { args: "--accept grace", outcome: "done" },
    {
      args: "--accept Grace",
      because: "another run accepted",
      before: accepted("grace"),
      outcome: "already",
    },
    { args: "--accept charles", exit: 5, code: "sharing_request_unknown", outcome: "request_not_found" },
    { args: "--accept nobody-at-all", ...unknown },
    { args: "--reject grace --reason No", outcome: "done" },
    {
      args: "--grant charles",
      because: "not gated, as the repository says",
      before: ungated,
      exit: 5,
      code: "not_gated",
    },
    {
      args: "--grant charles",
      because: "not gated any more, as the answer says",
      before: answering(`POST ${REQUESTS}/grant`, 400, "dataset ada/runs is not gated", {
        "X-Error-Code": "RepoNotGated",
      }),
      exit: 5,
      code: "not_gated",
    },
    {
      args: "--accept grace --accept charles",
      because: "not gated any more",
      before: answering(`POST ${REQUESTS}/batch`, 400, "dataset ada/runs is not gated"),
      exit: 5,
      code: "not_gated",
    },
    { args: "--requests pending", because: "not gated, and served", before: ungated },
    { args: "--grant charles", because: "by whoami", token: TOKENS.read, exit: 4, code: "token_role_read" },
    {
      args: "--accept grace",
      because: "no write permission, by the Hub",
      before: answering(
        `POST ${REQUESTS}/handle`,
        403,
        "You have read access but not the required permissions for this operation",
      ),
      exit: 4,
      code: "writing_refused",
    },
    {
      args: "--accept grace",
      because: "gone meanwhile",
      before: answering(`POST ${REQUESTS}/handle`, 404, "Repository not found", {
        "X-Error-Code": "RepoNotFound",
      }),
      exit: 5,
      code: "repository_not_found",
    },
    {
      args: "--requests pending",
      because: "the Hub does not take the request",
      before: answering(
        `GET ${REQUESTS}/pending`,
        400,
        "✖ Too small: expected number to be >=10\n  → at limit",
      ),
      exit: 5,
      code: "request_rejected",
    },
  ];
  for (const { args, because = "", before, token = TOKENS.write, exit = 0, code, outcome } of rows) {
    await t.step(`${args} ${because}`.trim(), async () => {
      await using scene = await setGatedScene();
      before?.(scene);
      const run = await scene.run(["share", "runs", ...args.split(" "), "--output", "json"], {
        token: token,
      });
      const { error, ...document } = jsonOf(run);
      assertEquals([run.code, error?.code], [exit, code], run.stderr);
      assertEquals(usersIn(document["result"])[0]?.["outcome"], outcome);
    });
  }
});

Deno.test("share says that a repository does not exist, before anything else", async () => {
  await using scene = await setScene();
  await scene.fails(["share", "nowhere", "--grant", "grace"], [5, "repository_not_found"]);
  assertEquals(scene.requests(), ["GET /api/whoami-v2", "GET /api/datasets/ada/nowhere"]);
});

Deno.test("share refuses to grant a private personal dataset, asks the Hub for nothing, and names the ways", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs", private: true, gated: "manual" });
  await scene.fails(["share", "runs", "--grant", "grace"], [5, "sharing_private_personal"]);
  assertEquals(scene.requests(), ["GET /api/whoami-v2", "GET /api/datasets/ada/runs"]);
  const report = await scene.succeeds(["share", "runs"]);
  for (const words of ["Only you", "cannot be shared; to choose its readers", "an organization"]) {
    assertStringIncludes(report.stderr, words);
  }
});

Deno.test("share lists requests, in a pipe one name a line, without control characters", async () => {
  await using scene = await setGatedScene();
  const run = await scene.succeeds(["share", "runs", "--requests", "pending"]);
  assertEquals(run.stdout, "grace\n");
  assertStringIncludes(run.stderr, "grace (Grace; since 2026-10-05; Why: to read)");
  const listed = scene.hub.requests.find(({ path }) => path.includes("/pending"));
  assertStringIncludes(listed?.path ?? "", "limit=1000");
  const none = await scene.run(["share", "runs", "--requests", "rejected"]);
  assertStringIncludes(none.stderr, "\nRejected requests for ada/runs: 0\n  None\n");
  assertEquals([none.code, none.stdout], [0, ""]);
});

Deno.test("share sets the gate, says what is so already, and takes it away only when that is confirmed", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs" });
  const run = await scene.run(["share", "runs", "--gated", "manual", "--grant", "grace"]);
  assertEquals([run.code, repository.gated, repository.accessRequests.get("grace")?.status], [
    0,
    "manual",
    "accepted",
  ], run.stderr);
  scene.hub.forget();
  const again = await scene.succeeds(["share", "runs", "--gated", "manual"]);
  assertStringIncludes(again.stderr, "already manual");
  assertEquals(scene.requests().filter((request) => request.startsWith("PUT")), []);
  assertStringIncludes(again.stderr, "(gated, manual approval): 1 accepted, 0 pending");
  const refused = await scene.run(["share", "runs", "--gated", "off", "--output", "json"]);
  assertEquals([refused.code, jsonOf(refused).error?.code, repository.gated], [2, "answer_needed", "manual"]);
  const off = await scene.run(["share", "runs", "--gated", "off", "--yes"]);
  assertEquals([off.code, repository.gated], [0, false]);
});

Deno.test("share reports on a repository of an organization and on another owner's", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: `${ORGANIZATIONS.write}/runs`, private: true });
  scene.hub.addRepository({ id: "grace/runs" });
  const organization = await scene.succeeds(["share", `${ORGANIZATIONS.write}/runs`]);
  assertStringIncludes(organization.stderr, `Members of ${ORGANIZATIONS.write} (private)`);
  const stranger = await scene.succeeds(["share", "grace/runs"]);
  assertStringIncludes(stranger.stderr, "Anyone, even without an account");
});

Deno.test("share refuses contradictions and names that cannot be, before any request", async (t) => {
  await using scene = await setScene();
  await scene.write("bad.txt", "ada\nnot a name\n");
  const rows: readonly [args: string, code: string, exit?: number][] = [
    ["--accept grace --reject GRACE", "options_conflict"],
    ["--grant grace --reject GRACE", "options_conflict"],
    ["--accept-all --reject-all", "options_conflict"],
    ["--accept-all --accept grace", "options_conflict"],
    ["--requests pending --grant grace", "options_conflict"],
    ["--gated off --grant grace", "options_conflict"],
    ["--reason No --accept grace", "option_value_invalid"],
    [`--reason ${"x".repeat(201)} --reject grace`, "option_value_invalid"],
    ["--grant a/b", "user_name_invalid"],
    ["--grant @bad.txt", "user_name_invalid"],
    ["--grant @missing.txt", "names_file_unreadable", 7],
  ];
  for (const [args, code, exit = 2] of rows) {
    await t.step(args.slice(0, 60), async () => {
      await scene.fails(["share", "runs", ...args.split(" ")], [exit, code]);
    });
  }
  assertEquals((await scene.run(["share", "runs", "--output", "sh"])).code, 2);
  assertEquals(scene.requests(), []);
});

Deno.test("share lists, counts and decides on requests whose users the Hub hides", async () => {
  await using scene = await setGatedScene();
  const repository = scene.hub.repositories.get("ada/runs") ?? fail();
  repository.hidesRequesters = true;
  repository.accessRequests.set("charles", { user: "charles", status: "pending", timestamp: 0, fields: {} });
  const listed = await scene.run(["share", "runs", "--requests", "pending", "--output", "json"]);
  const { requests } = JSON.parse(listed.stdout).result;
  assertEquals(requests.map(({ user }: { user: unknown }) => user), [null, null]);
  const ids: string[] = requests.map(({ requestId }: { requestId: string }) => requestId);
  const [first = "", second = ""] = ids;
  assertStringIncludes(listed.stderr, "Pending requests for ada/runs: 2\n");
  assertStringIncludes(listed.stderr, `  ${first} (name hidden; since 2026-10-05; Why: to read)\n`);
  const piped = await scene.run(["share", "runs", "--requests", "pending"]);
  assertEquals(piped.stdout, `${first}\n${second}\n`);
  const report = await scene.run(["share", "runs"]);
  assertStringIncludes(report.stderr, "0 accepted, 2 pending");
  assertStringIncludes(piped.stderr, "To accept a request: hf-dataset-setup share ada/runs --accept USER\n");

  await scene.succeeds(["share", "runs", "--accept", first]);
  assertEquals(repository.accessRequests.get("grace")?.status, "accepted");
  const again = await scene.succeeds(["share", "runs", "--accept", first]);
  assertStringIncludes(again.stderr, `${first} was already accepted`);
  await scene.fails(["share", "runs", "--accept", "0".repeat(24)], [
    5,
    "sharing_user_unknown",
  ]);
  const all = await scene.run(["share", "runs", "--reject-all", "--yes", "--reason", "Over"]);
  const { status, rejectionReason } = repository.accessRequests.get("charles") ?? fail();
  assertEquals([all.code, status, rejectionReason], [0, "rejected", "Over"], all.stderr);
  assertEquals(scene.requests().filter((request) => request.endsWith("/batch")), []);
});

Deno.test("share decides on hidden and named requests in one go", async () => {
  await using scene = await setGatedScene();
  const repository = scene.hub.repositories.get("ada/runs") ?? fail();
  for (const user of ["charles", "ada"]) {
    repository.accessRequests.set(user, { user, status: "pending", timestamp: 0, fields: {} });
  }
  repository.hidesRequesters = true;
  const { stdout } = await scene.run(["share", "runs", "--requests", "pending"]);
  const [hidden = ""] = stdout.split("\n");
  await scene.succeeds([
    "share",
    "runs",
    ...[hidden, "charles", "ada"].flatMap((who) => ["--accept", who]),
  ]);
  const statuses = repository.accessRequests.values().map(({ status }) => status);
  assertEquals([...statuses], ["accepted", "accepted", "accepted"]);
});
