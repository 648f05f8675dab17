import { assertEquals, assertMatch } from "@std/assert";
import schema from "../../lib/cli/result.schema.json" with { type: "json" };
import { COMMANDS } from "../../lib/cli/options.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { CTRL_C, runAtTerminal, terminalTest } from "../support/pseudo_terminal.ts";
import { jsonOf, setScene } from "../support/scene.ts";

/** Command lines that succeed, one after the other, and what each suggests next. */
const SUCCEEDING: readonly (readonly [args: string, next?: RegExp])[] = [
  ["--yes --dry-run"],
  ["--yes", /env/],
  ["whoami"],
  ["list"],
  ["env"],
  ["use trackio-experiments", /env/],
  ["configure trackio-experiments --private"],
  ["share trackio-experiments"],
  ["apply plan.json --yes", /^hf-dataset-setup apply plan\.json --check$/],
  ["apply plan.json --check"],
  ["doctor"],
  ["trackio analytical-engine/trackio --dry-run"],
  ["completions bash"],
  ["help json"],
];

/** Command lines that fail. */
const FAILING: readonly (readonly [args: string, code: string, exit: number, next?: string])[] = [
  ["--yes --name a--b", "repository_name_invalid", 2],
  ["use nowhere", "repository_not_found", 5, "hf-dataset-setup --name ada/nowhere"],
  ["--zzz", "option_unknown", 2, "hf-dataset-setup --help"],
  ["whoam", "command_unknown", 2, "hf-dataset-setup whoami"],
  ["login", "command_unknown", 2, "hf auth login"],
  ["--prvate", "option_unknown", 2, "hf-dataset-setup --private"],
  ["use", "argument_missing", 2, "hf-dataset-setup use REPO"],
  ["help exitcodes", "topic_unknown", 2, "hf-dataset-setup help exit-codes"],
  ["completions fich", "shell_unknown", 2, "hf-dataset-setup completions fish"],
  ["apply nowhere.json", "plan_unreadable", 7],
  ["--token-file nowhere", "token_file_unreadable", 7],
];

Deno.test("the JSON of every command is what the schema of the release describes", async (t) => {
  await using scene = await setScene();
  const repository = { repository: "runs", variables: ["RUNS_REPO"] };
  await scene.write("plan.json", JSON.stringify({ repositories: [repository] }));
  for (const [args, next] of SUCCEEDING) {
    await t.step(args, async () => {
      const run = await scene.run([...args.split(" "), "--output", "json"]);
      const json = jsonOf(run);
      assertEquals([run.code, json["ok"], json.error], [0, true, null], run.stdout);
      assertMatch(String(json["next"]), next ?? /^$/);
    });
  }
  const covered = SUCCEEDING.map(([args]) => args.startsWith("-") ? "setup" : args.split(" ")[0]);
  assertEquals(COMMANDS.map(({ name }) => name).filter((name) => !covered.includes(name)), []);
  assertEquals(schema.properties.command.enum, COMMANDS.map(({ name }) => name).sort(byPlaceInSchema));
});

Deno.test("the JSON of a failure has its code, its exit code and what to run next", async (t) => {
  await using scene = await setScene();
  for (const [args, code, exit, next] of FAILING) {
    await t.step(args, async () => {
      const run = await scene.run([...args.split(" "), "--output", "json"]);
      const json = jsonOf(run);
      assertEquals([run.code, json["ok"], json.error?.code], [exit, false, code], run.stdout);
      if (next !== undefined) assertEquals(json["next"], [next]);
    });
  }
});

Deno.test("an outcome that only a lost answer has is in the schema too", async () => {
  await using scene = await setScene();
  scene.hub.fault({ on: "POST /api/repos/create", fault: { kind: "lost-answer" } });
  const args = ["--yes", "--name", "ada/new", "--template", "blank", "--output", "json"];
  const json = jsonOf(await scene.run(args));
  assertMatch(JSON.stringify(json["result"]), /"outcome":"confirmed","verified":true/);
});

Deno.test("nothing is called verified that does not exist yet", async () => {
  await using scene = await setScene();
  const json = jsonOf(await scene.run(["--yes", "--dry-run", "--output", "json"]));
  assertMatch(JSON.stringify(json["result"]), /"outcome":"would_create","verified":false/);
});

terminalTest("JSON is one line in a pipe, and laid out at a terminal", async () => {
  await using scene = await setScene();
  assertEquals((await scene.run(["env", "--output", "json"], { env: {} })).stdout.split("\n").length, 2);
  const options = { cwd: scene.folder, env: { HF_ENDPOINT: scene.hub.url, HF_TOKEN: TOKENS.write } };
  const run = runAtTerminal(["whoami", "--output", "json", "--quiet"], options);
  await run.waitFor('{\n  "schema": 1,\n  "command": "whoami",\n');
  assertEquals(await run.exited, 0);
});

terminalTest("Ctrl-C before anything was changed says so, and is no error", async () => {
  await using scene = await setScene();
  const options = { cwd: scene.folder, env: { HF_ENDPOINT: scene.hub.url, HF_TOKEN: TOKENS.write } };
  const run = runAtTerminal(["--name", "ada/runs"], options);
  await run.waitFor("?");
  run.type(CTRL_C);
  await run.waitFor("Cancelled. Nothing was changed.\n");
  assertEquals([await run.exited, run.screen.includes("Error")], [130, false]);
  const declined = runAtTerminal(["--org", "ada", "--private"], options);
  await declined.answer("?");
  await declined.answer("(Y/n)", "n");
  await declined.waitFor("Cancelled. Nothing was changed.\n");
  assertEquals(await declined.exited, 130);
});

function byPlaceInSchema(a: string, b: string): number {
  const names: readonly string[] = schema.properties.command.enum;
  return names.indexOf(a) - names.indexOf(b);
}
