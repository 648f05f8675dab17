import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { CTRL_C, DOWN, ENTER, type TerminalRun, terminalTest as test } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";
import { choicesOf, start } from "./at_terminal.ts";

const ID = "ada/trackio-experiments";

/** The questions in their order, each with what is typed to answer it. */
const QUESTIONS = {
  token: ["Token (hidden, starts with hf_):", TOKENS.write],
  name: ["Dataset repository (NAME or OWNER/NAME", ""],
  namespace: ["Owner:", ""],
  visibility: ["Visibility:", ""],
  goOn: ["Continue?", ""],
  save: ["Save the token you entered?", ""],
} as const;
type Question = keyof typeof QUESTIONS;
const ALL: readonly Question[] = ["token", "name", "namespace", "visibility", "goOn"];
const WITH_TOKEN: readonly Question[] = [...ALL, "save"];

async function answer(run: TerminalRun, questions: readonly Question[]): Promise<void> {
  for (const question of questions) {
    const [text, typed] = QUESTIONS[question];
    await run.answer(text, typed);
  }
}

test("The wizard asks for what is missing, says what will happen, does it, and names the next command", async () => {
  await using scene = await setScene();
  const run = start(scene, [], { env: {} });
  await answer(run, WITH_TOKEN);
  assertEquals(await run.exited, 0);
  assertEquals(scene.hub.repositories.get(ID)?.private, true);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
  assertStringIncludes(run.screen, "entered by you (37 characters)");
  assertStringIncludes(run.screen, `Create the dataset ${ID} (private) with a card and a first row`);
  assertStringIncludes(run.screen, 'eval "$(hf-dataset-setup env)"');
  assertNotMatch(run.raw, /hf_[A-Za-z]/);
});

test("The wizard uses plain ASCII only", async () => {
  await using scene = await setScene();
  const run = start(scene, [], { env: {} });
  await answer(run, WITH_TOKEN);
  await run.exited;
  assertEquals([...run.raw].filter((character) => character > "\x7e"), []);
});

test("Neither questions nor steps are colored with NO_COLOR or with --no-color", async (t) => {
  const rows: [name: string, args: string[], env: Record<string, string>][] = [
    ["NO_COLOR", [], { NO_COLOR: "1" }],
    ["--no-color", ["--no-color"], {}],
  ];
  // deno-lint-ignore no-control-regex -- the control sequences of colors are what is looked for
  const color = /\x1b\[[0-9;]*m/;
  for (const [name, args, env] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const run = start(scene, args, { env });
      await answer(run, WITH_TOKEN);
      assertEquals(await run.exited, 0);
      assertNotMatch(run.raw, color);
    });
  }
  await using scene = await setScene();
  const colored = start(scene, [], { env: {} });
  await answer(colored, WITH_TOKEN);
  await colored.exited;
  assertMatch(colored.raw, color);
});

test("A name that the Hub would not take is said to be one, and can be corrected in its place", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--org", "ada", "--private"]);
  await run.answer(QUESTIONS.name[0], "a b");
  await run.waitFor('! Invalid repository name "a b": it contains a space');
  run.type(`${"\b".repeat(3)}runs${ENTER}`);
  await answer(run, ["goOn"]);
  assertEquals([await run.exited, [...scene.hub.repositories.keys()]], [0, ["ada/runs"]]);
});

test("A question that an option answers is not asked", async (t) => {
  const rows: [name: string, args: string[], env: Record<string, string>, asked: Question[]][] = [
    ["the token", [], { HF_TOKEN: TOKENS.write }, ["name", "namespace", "visibility", "goOn"]],
    ["the name", ["--name", "runs"], { HF_TOKEN: TOKENS.write }, ["namespace", "visibility", "goOn"]],
    ["the namespace", ["--org", "ada"], { HF_TOKEN: TOKENS.write }, ["name", "visibility", "goOn"]],
    ["the visibility", ["--private"], { HF_TOKEN: TOKENS.write }, ["name", "namespace", "goOn"]],
    ["everything", ["--name", "ada/runs", "--private"], { HF_TOKEN: TOKENS.write }, []],
    ["everything by --yes", ["--yes"], { HF_TOKEN: TOKENS.write }, []],
  ];
  for (const [name, args, env, asked] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const run = start(scene, args, { env });
      await answer(run, asked);
      assertEquals(await run.exited, 0);
      for (const question of ALL.filter((candidate) => !asked.includes(candidate))) {
        assertEquals(run.screen.includes(QUESTIONS[question][0]), false, question);
      }
    });
  }
});

test("Somebody with one namespace is not asked which", async () => {
  await using scene = await setScene();
  const run = start(scene, [], { token: TOKENS.grace });
  await answer(run, ["name", "visibility", "goOn"]);
  assertEquals(await run.exited, 0);
  assertEquals([...scene.hub.repositories.keys()], ["grace/trackio-experiments"]);
});

test("Who can see a new dataset is a choice between what people know, and no third one leads to the same", async () => {
  await using scene = await setScene();
  for (
    const [owner, choices] of [
      ["ada", ["Private (only you)", "Public (anyone)"]],
      [ORGANIZATIONS.write, ["Private (only members)", "Public (anyone)", "Organization default"]],
    ] as const
  ) {
    const run = start(scene, ["--name", `${owner}/runs`], { env: { HF_TOKEN: TOKENS.write } });
    assertEquals(await choicesOf(run, "Visibility:"), choices);
    run.type(CTRL_C);
    assertEquals(await run.exited, 130);
  }
});

test("Namespaces where the token may not create are shown with the reason and cannot be chosen", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--private"]);
  await answer(run, ["name"]);
  await run.waitFor(`${ORGANIZATIONS.read} (role is "read"`);
  run.type(DOWN + ENTER);
  await answer(run, ["goOn"]);
  assertEquals(await run.exited, 0);
  assertEquals([...scene.hub.repositories.keys()], [`${ORGANIZATIONS.admin}/trackio-experiments`]);
});

test("A repository that is there already is not asked what it should be like", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID, private: true });
  const run = start(scene);
  await answer(run, ["name", "namespace"]);
  await run.waitFor(`Use ${ID} (private), which exists`);
  await answer(run, ["goOn"]);
  assertEquals(await run.exited, 0);
});

test("What will happen is said in full before the question: the value that goes, the token that is saved, the Space", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/board", type: "space" });
  await scene.write(".env", "TRACKIO_DATASET_REPO=ada/older\n");
  const run = start(scene, ["--org", "ada", "--private", "--save-token", "--space", "ada/board"]);
  await answer(run, ["name"]);
  await run.waitFor(QUESTIONS.goOn[0]);
  const said = run.screen.slice(run.screen.indexOf("This will:")).replaceAll("\n", "");
  assertStringIncludes(said, `Create the dataset ${ID} (private) with a card and a first row`);
  assertStringIncludes(said, `Set TRACKIO_DATASET_REPO=${ID} in .env (now: ada/older)`);
  assertStringIncludes(said, `Set HF_TOKEN in .env`);
  assertStringIncludes(said, "on the Space ada/board too, with the token as its secret HF_TOKEN");
  run.type(CTRL_C);
  assertEquals(await run.exited, 130);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/older\n");
});

test("No consent is asked for where nothing will change", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID, private: true, files: { "data/train.parquet": "x" } });
  await Deno.writeTextFile(`${scene.folder}/.env`, `TRACKIO_DATASET_REPO=${ID}\n`);
  const run = start(scene);
  await answer(run, ["name"]);
  assertEquals(await run.exited, 0, run.screen);
  assertNotMatch(run.screen, /This will:|Continue\?/);
});

test("With --quiet the question still says what it asks about", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--quiet", "--org", "ada", "--private"]);
  await answer(run, ["name"]);
  await run.waitFor(`Create the dataset ${ID} (private)`);
  await answer(run, ["goOn"]);
  assertEquals(await run.exited, 0);
  assertNotMatch(run.screen, /Account|Page|Next/);
});

test("A dry run asks what it needs for its plan, but not for leave to do what it will not do", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--dry-run"]);
  await answer(run, ["name", "namespace", "visibility"]);
  assertEquals(await run.exited, 0);
  assertNotMatch(run.screen, /This will:|Continue\?/);
  assertStringIncludes(run.screen, `Would create ${ID} (private)`);
  assertEquals(scene.hub.repositories.size, 0);
});

test("What the token may not do, or what contradicts the options, is said instead of announced as what will happen", async (t) => {
  const rows: [name: string, token: string, args: string[], said: string][] = [
    ["a read token", TOKENS.read, [], "is read-only"],
    [
      "another visibility",
      TOKENS.write,
      ["--org", "ada", "--private"],
      "is public, but you asked for private",
    ],
  ];
  for (const [name, token, args, said] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      scene.hub.addRepository({ id: ID });
      const run = start(scene, args, { token });
      if (name !== "a read token") await answer(run, ["name"]);
      await run.waitFor(said);
      await run.waitFor("What now?");
      run.type(CTRL_C);
      assertEquals(await run.exited, 130);
      assertNotMatch(run.screen, /This will:|Continue\?/);
    });
  }
});

test("Ctrl-C at any question ends with 130, changes nothing and leaves the terminal as it was", async (t) => {
  for (const [index, question] of ALL.entries()) {
    await t.step(question, async () => {
      await using scene = await setScene();
      const run = start(scene, [], {
        env: {},
        through: 'stty -a > before; "$@"; echo "code $?"; stty -a > after',
      });
      await answer(run, ALL.slice(0, index));
      await run.waitFor(QUESTIONS[question][0]);
      run.type(CTRL_C);
      await run.waitFor("Cancelled. Nothing was changed.");
      await run.waitFor("code 130");
      await run.exited;
      assertEquals([scene.hub.repositories.size, await scene.read(".env")], [0, undefined]);
      assertEquals(await scene.read("after"), await scene.read("before"));
    });
  }
});

test("The visibility, once chosen, is not asked for again when an attempt fails", async () => {
  await using scene = await setScene();
  scene.hub.fault({ on: "POST /api/repos/create", times: 1, fault: { kind: "answer", status: 500 } });
  const run = start(scene, ["--retries", "0"]);
  await answer(run, ["name", "namespace", "visibility", "goOn"]);
  await run.answer("What now?");
  await answer(run, ["goOn"]);
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(run.screen.match(/> Visibility:/g)?.length, 1);
});

test("No at the last question changes nothing", async () => {
  await using scene = await setScene();
  const run = start(scene);
  await answer(run, ["name", "namespace", "visibility"]);
  await run.answer("Continue?", "n");
  assertEquals(await run.exited, 130);
  assertEquals([scene.hub.repositories.size, await scene.read(".env")], [0, undefined]);
});

test("The output can be captured while questions are asked and answered", async () => {
  await using scene = await setScene();
  const run = start(scene, [], { env: {}, through: 'repo=$("$@"); echo "captured [$repo]"' });
  await answer(run, WITH_TOKEN);
  await run.waitFor(`captured [${ID}]`);
  await run.exited;
});

test("A token from the environment that the Hub refuses is named, and another is asked for", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--name", "runs", "--org", "ada", "--private"], { token: TOKENS.revoked });
  await run.waitFor("refused the token from HF_TOKEN");
  await answer(run, ["token", "save"]);
  await run.waitFor("HF_TOKEN still has the old token");
  assertEquals(await run.exited, 0);
});

test("An explicit token that the Hub refuses is an error, at a terminal too", async () => {
  await using scene = await setScene();
  await scene.write("token", TOKENS.revoked);
  const run = start(scene, ["--token-file", "token"]);
  assertEquals(await run.exited, 3);
});

test("What is typed as a token is judged before it is sent, and never shown", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--name", "runs", "--org", "ada", "--private"], { env: {} });
  await run.answer(QUESTIONS.token[0], "not-a-token");
  await run.waitFor("it does not start with hf_");
  assertEquals(scene.requests(), []);
  await run.answer(QUESTIONS.token[0], "\x1b[200~" + TOKENS.write + "\x1b[201~");
  await answer(run, ["save"]);
  assertEquals(await run.exited, 0);
  assertNotMatch(run.raw, /not-a-token|hf_[A-Za-z]/);
});
