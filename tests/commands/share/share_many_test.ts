import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { jsonFault } from "../../test_hub/test_hub.ts";
import { setGatedScene, usersIn } from "../../support/gated_scene.ts";
import { terminalTest as test } from "../../support/pseudo_terminal.ts";
import { start } from "../at_terminal.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";

/** Users who wait at ada/runs; returns their names. */
function addReaders({ hub }: Scene, count: number): readonly string[] {
  const names = Array.from({ length: count }, (_, index) => `reader-${index}`);
  for (const [index, name] of names.entries()) {
    hub.accounts.users.set(name, {
      id: `${index}`.padStart(24, "a"),
      name,
      fullname: name,
      isPro: false,
      memberships: [],
    });
    hub.repositories.get("ada/runs")?.accessRequests.set(name, {
      user: name,
      status: "pending",
      timestamp: 1,
    });
  }
  return names;
}

const REQUESTS = "/api/datasets/ada/runs/user-access-request";

Deno.test("share decides on many from a file, a hundred at a time, and says for whom it failed", async () => {
  await using scene = await setGatedScene();
  const { hub } = scene;
  const names = addReaders(scene, 250);
  const repository = hub.repositories.get("ada/runs");
  const seventh = repository?.accessRequests.get("reader-7");
  if (seventh !== undefined) seventh.status = "accepted";
  await scene.write(
    "names.txt",
    `# readers\r\n\n${names.join("\r\n")} # the last\nREADER-3\ncharles\nno-such-user\n`,
  );
  hub.forget();
  const run = await scene.run(["share", "runs", "--accept", "@names.txt", "--output", "json"]);
  const document = jsonOf(run);
  assertEquals([run.code, document.error?.code], [5, "sharing_incomplete"], run.stderr);
  assertStringIncludes(run.stderr, "Failed for 2 of 252 users: charles, no-such-user");
  const outcomes = usersIn(document["result"]);
  assertEquals(outcomes.filter(({ outcome }) => outcome === "done").length, 249);
  assertEquals([7, 250, 251].map((index) => outcomes[index]?.["outcome"]), [
    "already",
    "request_not_found",
    "user_not_found",
  ]);
  const batches = hub.requests.filter(({ path }) => path.endsWith("/batch"));
  assertEquals(batches.map(({ body }) => JSON.parse(body).requests.length), [100, 100, 52]);
  const statuses = [...repository?.accessRequests.values() ?? []].map(({ status }) => status);
  assertEquals(statuses.filter((status) => status === "accepted").length, 250);
  assertEquals((await scene.succeeds(["share", "runs", "--accept", "reader-1"])).stdout, "ada/runs\n");
});

test("share decides on all pending requests only when that is confirmed", async () => {
  await using scene = await setGatedScene();
  await scene.fails(["share", "runs", "--reject-all"], [2, "answer_needed"]);
  const dry = await scene.succeeds(["share", "runs", "--accept-all", "--dry-run"]);
  assertStringIncludes(dry.stderr, "Would accept grace");
  const request = scene.hub.repositories.get("ada/runs")?.accessRequests.get("grace");
  assertEquals(request?.status, "pending");
  const run = start(scene, ["share", "runs", "--accept-all"]);
  await run.waitFor("Accept 1 request?");
  run.type("y\r");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(request?.status, "accepted");
  const nobody = await scene.run(["share", "runs", "--reject-all", "--yes"]);
  assertStringIncludes(nobody.stderr, "No pending requests");
});

Deno.test("share that fails midway says who was granted access before", async () => {
  await using scene = await setGatedScene();
  const names = addReaders(scene, 150);
  await scene.write("names.txt", names.join("\n"));
  const on = "POST /api/datasets/ada/runs/user-access-request/*";
  const fault = scene.hub.fault({ on, nth: 2, fault: jsonFault(500, "Down") });
  const batch = await scene.run(["share", "runs", "--accept", "@names.txt", "--retries", "0"]);
  assertEquals(batch.code, 6, batch.stderr);
  assertStringIncludes(batch.stderr, "Done before that: reader-99 was accepted as a reader of ada/runs");
  assertNotMatch(batch.stderr, /reader-100/);
  fault.remove();
  scene.hub.fault({ on, nth: 3, fault: jsonFault(500, "Down") });
  const users = ["reader-100", "reader-101", "charles"].flatMap((user) => ["--grant", user]);
  const grants = await scene.run(["share", "runs", ...users, "--quiet", "--retries", "0"]);
  assertEquals(grants.code, 6, grants.stderr);
  assertEquals(grants.stderr.match(/Done before that: /g)?.length, 2, grants.stderr);
});

Deno.test("share --dry-run shows what it would do, and asks the Hub for nothing that changes", async () => {
  await using scene = await setGatedScene();
  const run = await scene.succeeds([
    "share",
    "runs",
    "--accept",
    "Grace",
    "--reject",
    "charles",
    "--dry-run",
  ]);
  assertStringIncludes(run.stderr, "Would accept Grace\nAccess      Would reject charles");
  assertEquals(scene.requests(), ["GET /api/whoami-v2", "GET /api/datasets/ada/runs"]);
});

Deno.test("share says who was granted access before it failed", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs", gated: "manual" });
  repository.accessRequests.set("charles", { user: "charles", status: "pending", timestamp: 0, fields: {} });
  scene.hub.fault({ on: `POST ${REQUESTS}/handle`, fault: { kind: "answer", status: 500 } });
  const args = ["share", "runs", "--grant", "grace", "--accept", "charles"];
  const run = await scene.run([...args, "--retries", "0", "--output", "json"]);
  assertEquals(run.code, 6, run.stderr);
  assertStringIncludes(run.stderr, "Done before that: grace was granted access to ada/runs");
  assertEquals(jsonOf(run)["changes"], ["grace was granted access to ada/runs"]);
});

Deno.test("share takes the names that PowerShell has written to a file, in UTF-16", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs", gated: "manual" });
  const text = "\ufeffgrace\r\ncharles\r\n";
  await Deno.writeFile(
    `${scene.folder}/names.txt`,
    new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer),
  );
  await scene.succeeds(["share", "runs", "--grant", "@names.txt", "--output", "json"]);
  assertEquals([...repository.accessRequests.keys()], ["grace", "charles"]);
});
