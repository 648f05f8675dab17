import { assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../../test_hub/accounts.ts";
import { jsonFault } from "../../test_hub/test_hub.ts";
import { setGatedScene, usersIn } from "../../support/gated_scene.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";

const REQUESTS = "/api/datasets/ada/runs/user-access-request";

Deno.test("share has an answer for every outcome that the Hub knows", async (t) => {
  const rows: {
    name: string;
    args: readonly string[];
    before?: (scene: Scene) => void;
    token?: string;
    exit: number;
    code: string | undefined;
    outcome?: string;
  }[] = [
    { name: "grant", args: ["--grant", "charles"], exit: 0, code: undefined, outcome: "done" },
    {
      name: "grant to somebody who has access",
      args: ["--grant", "charles"],
      before: ({ hub }) =>
        void hub.repositories.get("ada/runs")?.accessRequests.set("charles", {
          user: "charles",
          status: "accepted",
          timestamp: 0,
        }),
      exit: 0,
      code: undefined,
      outcome: "already",
    },
    {
      name: "grant to an unknown user",
      args: ["--grant", "nobody-at-all"],
      exit: 5,
      code: "sharing_user_unknown",
      outcome: "user_not_found",
    },
    { name: "accept", args: ["--accept", "grace"], exit: 0, code: undefined, outcome: "done" },
    {
      name: "accept whom another run accepted",
      args: ["--accept", "Grace"],
      before: ({ hub }) => {
        const request = hub.repositories.get("ada/runs")?.accessRequests.get("grace");
        if (request !== undefined) request.status = "accepted";
      },
      exit: 0,
      code: undefined,
      outcome: "already",
    },
    {
      name: "accept somebody who has not asked",
      args: ["--accept", "charles"],
      exit: 5,
      code: "sharing_request_unknown",
      outcome: "request_not_found",
    },
    {
      name: "accept an unknown user",
      args: ["--accept", "nobody-at-all"],
      exit: 5,
      code: "sharing_user_unknown",
      outcome: "user_not_found",
    },
    {
      name: "reject",
      args: ["--reject", "grace", "--reason", "No"],
      exit: 0,
      code: undefined,
      outcome: "done",
    },
    {
      name: "not gated, as the repository tells",
      args: ["--grant", "charles"],
      before: ({ hub }) => {
        const repository = hub.repositories.get("ada/runs");
        if (repository) repository.gated = false;
      },
      exit: 5,
      code: "not_gated",
    },
    {
      name: "not gated any more, as the answer tells",
      args: ["--grant", "charles"],
      before: ({ hub }) =>
        void hub.fault({
          on: `POST ${REQUESTS}/grant`,
          fault: jsonFault(400, "dataset ada/runs is not gated", { "X-Error-Code": "RepoNotGated" }),
        }),
      exit: 5,
      code: "not_gated",
    },
    {
      name: "not gated any more, for many",
      args: ["--accept", "grace", "--accept", "charles"],
      before: ({ hub }) =>
        void hub.fault({
          on: `POST ${REQUESTS}/batch`,
          fault: jsonFault(400, "dataset ada/runs is not gated"),
        }),
      exit: 5,
      code: "not_gated",
    },
    {
      name: "requests of one that is not gated are served",
      args: ["--requests", "pending"],
      before: ({ hub }) => {
        const repository = hub.repositories.get("ada/runs");
        if (repository) repository.gated = false;
      },
      exit: 0,
      code: undefined,
    },
    {
      name: "no write permission, by whoami",
      args: ["--grant", "charles"],
      token: TOKENS.read,
      exit: 4,
      code: "token_role_read",
    },
    {
      name: "no write permission, by the Hub",
      args: ["--accept", "grace"],
      before: ({ hub }) =>
        void hub.fault({
          on: `POST ${REQUESTS}/handle`,
          fault: jsonFault(403, "You have read access but not the required permissions for this operation"),
        }),
      exit: 4,
      code: "writing_refused",
    },
    {
      name: "gone meanwhile",
      args: ["--accept", "grace"],
      before: ({ hub }) =>
        void hub.fault({
          on: `POST ${REQUESTS}/handle`,
          fault: jsonFault(404, "Repository not found", { "X-Error-Code": "RepoNotFound" }),
        }),
      exit: 5,
      code: "repository_not_found",
    },
    {
      name: "the Hub does not take the request",
      args: ["--requests", "pending"],
      before: ({ hub }) =>
        void hub.fault({
          on: `GET ${REQUESTS}/pending`,
          fault: jsonFault(400, "✖ Too small: expected number to be >=10\n  → at limit"),
        }),
      exit: 5,
      code: "request_rejected",
    },
  ];
  for (const row of rows) {
    await t.step(row.name, async () => {
      await using scene = await setGatedScene();
      row.before?.(scene);
      const run = await scene.run(["share", "runs", ...row.args, "--output", "json"], {
        env: { HF_TOKEN: row.token ?? TOKENS.write },
      });
      const { error, ...document } = jsonOf(run);
      assertEquals([run.code, error?.code], [row.exit, row.code], run.stderr);
      if (row.outcome !== undefined) assertEquals(usersIn(document["result"])[0]?.["outcome"], row.outcome);
    });
  }
});

Deno.test("share says that a repository does not exist, before anything else", async () => {
  await using scene = await setScene();
  const run = await scene.run(["share", "nowhere", "--grant", "grace", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).error?.code], [5, "repository_not_found"]);
  assertEquals(scene.requests(), ["GET /api/whoami-v2", "GET /api/datasets/ada/nowhere"]);
});

Deno.test("share refuses to grant a private personal dataset, asks the Hub for nothing, and names the ways", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs", private: true, gated: "manual" });
  const run = await scene.run(["share", "runs", "--grant", "grace", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).error?.code], [5, "sharing_private_personal"]);
  assertEquals(scene.requests(), ["GET /api/whoami-v2", "GET /api/datasets/ada/runs"]);
  const report = await scene.run(["share", "runs"]);
  assertEquals(report.code, 0);
  for (
    const words of [
      "Only you",
      "cannot be shared with another user",
      "an organization",
    ]
  ) {
    assertStringIncludes(report.stderr, words);
  }
});

Deno.test("share lists requests, in a pipe one name a line, without control characters", async () => {
  await using scene = await setGatedScene();
  const run = await scene.run(["share", "runs", "--requests", "pending"]);
  assertEquals([run.code, run.stdout], [0, "grace\n"]);
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
  const again = await scene.run(["share", "runs", "--gated", "manual"]);
  assertEquals(again.code, 0);
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
  const organization = await scene.run(["share", `${ORGANIZATIONS.write}/runs`]);
  assertEquals(organization.code, 0, organization.stderr);
  assertStringIncludes(organization.stderr, `Members of ${ORGANIZATIONS.write} (private)`);
  const stranger = await scene.run(["share", "grace/runs"]);
  assertEquals(stranger.code, 0, stranger.stderr);
  assertStringIncludes(stranger.stderr, "Anyone, even without an account");
});

Deno.test("share refuses contradictions and names that cannot be, before any request", async (t) => {
  await using scene = await setScene();
  await Deno.writeTextFile(`${scene.folder}/bad.txt`, "ada\nnot a name\n");
  const rows: [args: string[], exit: number, code: string][] = [
    [["--accept", "grace", "--reject", "GRACE"], 2, "options_conflict"],
    [["--accept-all", "--reject-all"], 2, "options_conflict"],
    [["--accept-all", "--accept", "grace"], 2, "options_conflict"],
    [["--requests", "pending", "--grant", "grace"], 2, "options_conflict"],
    [["--gated", "off", "--grant", "grace"], 2, "options_conflict"],
    [["--reason", "No", "--accept", "grace"], 2, "option_value_invalid"],
    [["--reason", "x".repeat(201), "--reject", "grace"], 2, "option_value_invalid"],
    [["--grant", "a/b"], 2, "user_name_invalid"],
    [["--grant", "@bad.txt"], 2, "user_name_invalid"],
    [["--grant", "@missing.txt"], 7, "names_file_unreadable"],
    [["--output", "sh"], 2, "option_value_invalid"],
  ];
  for (const [args, exit, code] of rows) {
    await t.step(args.join(" ").slice(0, 60), async () => {
      const json = args.includes("--output") ? [] : ["--output", "json"];
      const run = await scene.run(["share", "runs", ...args, ...json]);
      assertEquals(run.code, exit, run.stderr);
      if (json.length > 0) assertEquals(jsonOf(run).error?.code, code);
    });
  }
  assertEquals(scene.requests(), []);
});

Deno.test("share lists, counts and decides on requests whose users the Hub hides", async () => {
  await using scene = await setGatedScene();
  const repository = scene.hub.repositories.get("ada/runs");
  if (repository === undefined) throw new TypeError("The scene has no repository");
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

  assertEquals((await scene.run(["share", "runs", "--accept", first])).code, 0);
  assertEquals(repository.accessRequests.get("grace")?.status, "accepted");
  const again = await scene.run(["share", "runs", "--accept", first]);
  assertEquals(again.code, 0, again.stderr);
  assertStringIncludes(again.stderr, `${first} was already accepted`);
  const unknown = await scene.run(["share", "runs", "--accept", "0".repeat(24), "--output", "json"]);
  assertEquals([unknown.code, jsonOf(unknown).error?.code], [5, "sharing_user_unknown"]);
  const all = await scene.run(["share", "runs", "--reject-all", "--yes", "--reason", "Over"]);
  assertEquals([all.code, repository.accessRequests.get("charles")?.status], [0, "rejected"], all.stderr);
  assertEquals(scene.requests().filter((request) => request.endsWith("/batch")), []);
});

Deno.test("share decides on hidden and named requests in one go", async () => {
  await using scene = await setGatedScene();
  const repository = scene.hub.repositories.get("ada/runs");
  if (repository === undefined) throw new TypeError("The scene has no repository");
  for (const user of ["charles", "ada"]) {
    repository.accessRequests.set(user, { user, status: "pending", timestamp: 0, fields: {} });
  }
  repository.hidesRequesters = true;
  const { stdout } = await scene.run(["share", "runs", "--requests", "pending"]);
  const [hidden = ""] = stdout.split("\n");
  const run = await scene.run([
    "share",
    "runs",
    "--accept",
    hidden,
    "--accept",
    "charles",
    "--accept",
    "ada",
  ]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals([...repository.accessRequests.values()].map(({ status }) => status), [
    "accepted",
    "accepted",
    "accepted",
  ]);
});
