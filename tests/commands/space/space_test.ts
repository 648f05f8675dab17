import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { jsonFault } from "../../test_hub/faults.ts";
import { terminalTest } from "../../support/pseudo_terminal.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";
import { start } from "../at_terminal.ts";
import { recordIn } from "../../../lib/hub/client.ts";

const SPACE = "/api/spaces/ada/board";

/** A dataset, and a Space that has no variables. */
async function setSpaceScene(): Promise<Scene> {
  const scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  scene.hub.addRepository({ id: "ada/board", type: "space" });
  return scene;
}

function changesIn(scene: Scene): string[] {
  return scene.requests().filter((request) => request.startsWith("POST /api/spaces/"));
}

Deno.test("use --space sets the variables on the Space, says that it restarts, and changes nothing the second time", async () => {
  await using scene = await setSpaceScene();
  const args = "use runs --var TRACKIO_DATASET_REPO --var EVAL_DATASET_REPO --space ada/board".split(" ");
  const run = await scene.succeeds(args);
  assertEquals(run.stdout, "ada/runs\n");
  const space = scene.hub.spaces.get("ada/board");
  assertEquals([...space?.variables ?? []].map(([name, { value }]) => [name, value]), [
    ["TRACKIO_DATASET_REPO", "ada/runs"],
    ["EVAL_DATASET_REPO", "ada/runs"],
  ]);
  assertStringIncludes(run.stderr, "ada/board is restarting");
  scene.hub.forget();
  const again = await scene.run([...args, "--output", "json"]);
  assertEquals([again.code, changesIn(scene)], [0, []]);
  assertNotMatch(again.stderr, /restarts/);
  assertEquals(recordIn(jsonOf(again)["result"])["space"], {
    id: "ada/board",
    variables: { TRACKIO_DATASET_REPO: "kept", EVAL_DATASET_REPO: "kept" },
    token: null,
    restarts: false,
  });
});

Deno.test("--space with --save-token sets the secret once, whatever its value, and again for another token", async () => {
  await using scene = await setSpaceScene();
  const args = "use runs --space https://huggingface.co/spaces/ada/board --save-token --no-env-file".split(
    " ",
  );
  const first = await scene.succeeds(args);
  assertStringIncludes(
    first.stderr,
    "HF_TOKEN (this token, as a secret) set in ada/board\n  Anyone who can change the code of that Space",
  );
  const space = scene.hub.spaces.get("ada/board");
  const secret = space?.secrets.get("HF_TOKEN");
  assertEquals(secret?.value, TOKENS.write);
  assertEquals(secret?.description?.includes(TOKENS.write.slice(3)), false);
  assertEquals(await scene.read(".env"), undefined);
  scene.hub.forget();
  const again = await scene.run(args);
  assertEquals([again.code, changesIn(scene)], [0, []]);
  assertStringIncludes(again.stderr, "HF_TOKEN (this token, as a secret) is already set");
  const other = await scene.run([...args, "--output", "json"], { token: TOKENS.god });
  assertEquals(space?.secrets.get("HF_TOKEN")?.value, TOKENS.god);
  assertEquals(recordIn(recordIn(jsonOf(other)["result"])["space"])["token"], "replaced");
});

Deno.test("a Space whose secret is refused after its variable was set is said to restart all the same", async () => {
  await using scene = await setSpaceScene();
  scene.hub.fault({ on: `POST ${SPACE}/secrets`, fault: jsonFault(403, "No") });
  const run = await scene.run(["use", "runs", "--space", "ada/board", "--save-token", "--no-env-file"]);
  assertEquals(run.code, 4, run.stderr);
  assertStringIncludes(run.stderr, "ada/board is restarting");
  assertStringIncludes(run.stderr, "Done before that: TRACKIO_DATASET_REPO=ada/runs set in ada/board");
});

Deno.test("a Space that is not there or may not be changed is told before anything is changed", async (t) => {
  const rows: [name: string, space: string, token: string, exit: number, code: string][] = [
    ["not there", "ada/nothing", TOKENS.write, 5, "space_not_found"],
    ["somebody's private one", "grace/hidden", TOKENS.write, 5, "space_not_found"],
    ["somebody else's", "grace/board", TOKENS.write, 4, "space_not_writable"],
    ["no name", "board", TOKENS.write, 2, "space_id_invalid"],
  ];
  for (const [name, space, token, exit, code] of rows) {
    for (const command of [["--yes", "--name", "fresh"], ["use", "runs"]]) {
      await t.step(`${name}, ${command[0]}`, async () => {
        await using scene = await setSpaceScene();
        scene.hub.addRepository({ id: "grace/board", type: "space" });
        scene.hub.addRepository({ id: "grace/hidden", type: "space", private: true });
        await scene.fails([...command, "--space", space], [exit, code], { token });
        assertEquals([scene.hub.repositories.has("ada/fresh"), await scene.read(".env")], [false, undefined]);
      });
    }
  }
});

Deno.test("set-up sets the Space too, and --dry-run says what it would do", async () => {
  await using scene = await setSpaceScene();
  const args = ["--yes", "--name", "fresh", "--template", "blank", "--space", "ada/board", "--save-token"];
  const dry = await scene.run([...args, "--dry-run"]);
  assertEquals([dry.code, changesIn(scene)], [0, []], dry.stderr);
  for (
    const words of [
      "Would set TRACKIO_DATASET_REPO=ada/fresh in ada/board",
      "Would set HF_TOKEN (this token, as a secret) in ada/board",
    ]
  ) {
    assertStringIncludes(dry.stderr, words);
  }
  await scene.succeeds(args);
  assertEquals(changesIn(scene), [`POST ${SPACE}/variables`, `POST ${SPACE}/secrets`]);
  assertEquals(scene.hub.spaces.get("ada/board")?.variables.get("TRACKIO_DATASET_REPO")?.value, "ada/fresh");
});

Deno.test("TRACKIO_SPACE_ID gets the Space of --space in the env file, and not on the Space itself", async () => {
  await using scene = await setSpaceScene();
  const variables = ["--var", "TRACKIO_DATASET_REPO", "--var", "TRACKIO_SPACE_ID"];
  await scene.fails(["use", "runs", ...variables], [2, "variable_holds_other"]);
  const run = await scene.succeeds([
    "use",
    "runs",
    ...variables,
    "--space",
    "ada/board",
    "--output",
    "dotenv",
  ]);
  assertEquals(run.stdout, "TRACKIO_DATASET_REPO=ada/runs\nTRACKIO_SPACE_ID=ada/board\n");
  assertEquals(await scene.read(".env"), run.stdout);
  assertEquals([...scene.hub.spaces.get("ada/board")?.variables.keys() ?? []], ["TRACKIO_DATASET_REPO"]);
});

Deno.test("Trackio's own variables are refused by name, before any request", async (t) => {
  await using scene = await setSpaceScene();
  for (const name of ["TRACKIO_BUCKET_ID", "TRACKIO_SERVER_URL", "TRACKIO_DIR", "TRACKIO_WRITE_TOKEN"]) {
    await t.step(name, async () => {
      await scene.fails(["--yes", "--var", name], [2, "variable_holds_other"]);
    });
  }
  assertEquals(scene.requests(), []);
});

Deno.test("a repository that both schemes would use is refused with the reason, wherever the other one names it", async (t) => {
  const rows: {
    name: string;
    args: string[];
    file?: string;
    env?: Record<string, string>;
    space?: string;
  }[] = [
    { name: "both given", args: ["--var", "TRACKIO_DATASET_ID", "--var", "TRACKIO_DATASET_REPO"] },
    { name: "Trackio's in the file", args: [], file: "TRACKIO_DATASET_ID=ADA/runs\n" },
    { name: "Trackio's in the shell", args: [], env: { TRACKIO_DATASET_ID: "ada/runs" } },
    { name: "Trackio's on the Space", args: ["--space", "ada/board"], space: "ada/runs" },
    {
      name: "the other in the file",
      args: ["--var", "TRACKIO_DATASET_ID"],
      file: "EVAL_DATASET_REPO=ada/runs\n",
    },
  ];
  for (const { name, args, file, env, space } of rows) {
    for (const command of [["use", "runs"], ["--yes", "--name", "runs"]]) {
      await t.step(`${name}, ${command[0]}`, async () => {
        await using scene = await setSpaceScene();
        if (file !== undefined) await scene.write(".env", file);
        if (space !== undefined) {
          scene.hub.spaces.get("ada/board")?.variables.set("TRACKIO_DATASET_ID", {
            value: space,
            updatedAt: 0,
          });
        }
        const run = await scene.fails([...command, ...args], [5, "repository_in_both_schemes"], {
          env: { HF_TOKEN: TOKENS.write, ...env },
        });
        assertStringIncludes(run.stderr, "wipes its history");
        assertEquals([await scene.read(".env"), changesIn(scene)], [file, []]);
      });
    }
  }
});

Deno.test("env prints the whole set of variables that name datasets, and warns where the default one is missing", async () => {
  await using scene = await setScene();
  const file = "OTHER=1\nEVAL_DATASET_REPO=ada/evals\nMODEL=ada/model\nTRACKIO_DATASET_REPO=ada/runs\n";
  await scene.write(".env", file);
  const run = await scene.run(["env", "--output", "dotenv"], { env: {} });
  assertEquals(
    [run.code, run.stdout, run.stderr],
    [0, "TRACKIO_DATASET_REPO=ada/runs\nEVAL_DATASET_REPO=ada/evals\n", ""],
  );
  const one = await scene.run(["env", "--var", "MODEL", "--output", "dotenv"], { env: {} });
  assertEquals(one.stdout, "MODEL=ada/model\n");
  await scene.write(".env", "EVAL_DATASET_REPO=ada/evals\n");
  const rest = await scene.succeeds(["env"], { env: {} });
  assertEquals(rest.stdout, "export EVAL_DATASET_REPO=ada/evals\n");
  assertStringIncludes(rest.stderr, "TRACKIO_DATASET_REPO is not set");
});

Deno.test("use switches one variable of the set and leaves the others", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/evals-2" });
  await scene.write(".env", "TRACKIO_DATASET_REPO=ada/runs\nEVAL_DATASET_REPO=ada/evals\n");
  await scene.succeeds(["use", "evals-2", "--var", "EVAL_DATASET_REPO"]);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/runs\nEVAL_DATASET_REPO=ada/evals-2\n");
});

Deno.test("of a first row and a Space that both fail, both are told, and the first decides the code", async () => {
  await using scene = await setSpaceScene();
  scene.hub.fault({ on: "POST /api/datasets/*/commit/*", fault: { kind: "answer", status: 500 } });
  scene.hub.fault({ on: `POST ${SPACE}/variables`, fault: jsonFault(403, "Not for this token") });
  const run = await scene.run(["--yes", "--retries", "0", "--space", "ada/board", "--output", "json"]);
  const { error } = jsonOf(run);
  assertEquals([run.code, error?.code], [6, "first_row_missing"], run.stderr);
  assertStringIncludes(run.stderr, "Also failed: This token is not allowed to change the Space");
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/trackio-experiments\n");
});

Deno.test("a secret that the Hub takes without a word is set", async () => {
  await using scene = await setSpaceScene();
  scene.hub.fault({ on: `POST ${SPACE}/secrets`, fault: { kind: "empty-body" } });
  await scene.succeeds(["use", "runs", "--space", "ada/board", "--save-token", "--no-env-file"]);
});

terminalTest(
  "at a terminal, nobody is asked to agree to what a Space that is not there makes impossible",
  async () => {
    await using scene = await setSpaceScene();
    const run = start(scene, ["--org", "ada", "--space", "ada/nowhere"]);
    await run.answer("Dataset repository (NAME");
    assertEquals(await run.exited, 5);
    assertStringIncludes(run.screen, "Space ada/nowhere does not exist, or this token cannot see it");
    assertNotMatch(run.screen, /Visibility:|This will:|Continue/);
    assertEquals(scene.requests().filter((request) => request.startsWith("POST ")), []);
  },
);
