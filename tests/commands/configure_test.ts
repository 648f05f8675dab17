import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "../test_hub/accounts.ts";
import { regularFile } from "../test_hub/git.ts";
import type { HubRepository } from "../test_hub/test_hub.ts";
import { jsonOf, type Scene, setScene } from "../support/scene.ts";

const ID = "ada/runs";

function addRuns(scene: Scene, card: string | undefined): HubRepository {
  return scene.hub.addRepository({ id: ID, files: card === undefined ? {} : { "README.md": card } });
}

/** The requests that change something. */
function changes(scene: Scene): string[] {
  return scene.requests().filter((request) => !request.startsWith("GET "));
}

const HOSTILE: Readonly<Record<string, readonly [before: string | undefined, after: string]>> = {
  "comments": [
    "---\n# one\ntags: # two\n- a # three\n# four\nlicense: mit\n---\nText # five\n",
    "---\n# one\ntags: # two\n- a # three\n- x\n# four\nlicense: mit\n---\nText # five\n",
  ],
  "odd indentation": [
    "---\ntags:\n       -    a\nlicense:     mit\n---\n",
    "---\ntags:\n       -    a\n       - x\nlicense:     mit\n---\n",
  ],
  "anchors and aliases": [
    "---\nbase: &base\n  k: v\nmore: *base\ntags:\n- &t a\nsame: *t\n---\n",
    "---\nbase: &base\n  k: v\nmore: *base\ntags:\n- &t a\n- x\nsame: *t\n---\n",
  ],
  "Windows line ends": [
    "---\r\ntags:\r\n- a\r\n---\r\n\r\nText\r\n",
    "---\r\ntags:\r\n- a\r\n- x\r\n---\r\n\r\nText\r\n",
  ],
  "no front matter": ["# Title\n\nText\n", "---\ntags:\n- x\n---\n# Title\n\nText\n"],
  "no card": [undefined, "---\ntags:\n- x\n---\n"],
};

Deno.test("A hostile card survives configure --tag with only the asked change in the difference", async (t) => {
  for (const [name, [before, after]] of Object.entries(HOSTILE)) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const repository = addRuns(scene, before);
      const others = [...repository.files.keys()].filter((path) => path !== "README.md");
      const run = await scene.succeeds(["configure", "runs", "--tag", "x"]);
      assertEquals(run.stdout, `${ID}\n`);
      assertEquals(repository.text("README.md"), after);
      assertEquals([...repository.files.keys()].filter((path) => path !== "README.md"), others);
      assertStringIncludes(run.stderr, "-> ");
      scene.hub.forget();
      const again = await scene.run(["configure", "runs", "--tag", "x"]);
      assertEquals([again.code, changes(scene)], [0, []]);
      assertStringIncludes(again.stderr, "already has these settings; nothing changed");
    });
  }
});

Deno.test("Old and new are shown, and only what was asked is sent", async (t) => {
  const card = "---\nlicense: mit\npretty_name: Old\ntags: [a, b]\n---\nText\n";
  const rows: Readonly<Record<string, readonly [args: string[], shown: string, body: unknown]>> = {
    "private": [["--private"], "Visibility  public -> private", { visibility: "private" }],
    "a gate": [["--gated", "manual"], "Gate        off -> manual", { gated: "manual" }],
    "discussions": [["--discussions", "off"], "Discussions (unknown) -> off", {
      discussionsDisabled: true,
    }],
    "all three at once": [
      ["--private", "--gated", "auto", "--discussions", "on"],
      "Gate        off -> auto",
      { visibility: "private", gated: "auto", discussionsDisabled: false },
    ],
    "a license": [["--license", "gpl-3.0"], "License     mit -> gpl-3.0", undefined],
    "a title": [["--pretty-name", "New"], "Title       Old -> New", undefined],
    "tags": [["--tag", "c", "--remove-tag", "a"], "Tags        a, b -> b, c", undefined],
  };
  for (const [name, [args, shown, body]] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const repository = addRuns(scene, card);
      const before = repository.head?.oid;
      const run = await scene.succeeds(["configure", ID, ...args]);
      assertStringIncludes(run.stderr, shown);
      const put = scene.hub.requests.filter(({ method }) => method === "PUT");
      assertEquals(put.map((request) => JSON.parse(request.body)), body === undefined ? [] : [body]);
      assertEquals(repository.head?.oid === before, body !== undefined);
    });
  }
});

Deno.test("A dry run shows old and new and changes nothing", async () => {
  await using scene = await setScene();
  addRuns(scene, "# Title\n");
  const run = await scene.run(["configure", ID, "--public", "--gated", "auto", "--tag", "x", "--dry-run"]);
  assertEquals([run.code, changes(scene)], [0, []]);
  assertStringIncludes(run.stderr, "Tags        none -> x");
  assertStringIncludes(run.stderr, "Nothing was changed (--dry-run)");
});

Deno.test("A change made by another user meanwhile is kept, and the refusal says so", async () => {
  await using scene = await setScene();
  const repository = addRuns(scene, "---\ntags: [a]\n---\n");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const on = `POST /api/datasets/${ID}/preupload/main`;
  scene.hub.fault({ on, times: 1, fault: { kind: "hold", until: released } });
  const running = scene.run(["configure", ID, "--tag", "x", "--output", "json"]);
  await scene.hub.arrived(on);
  const theirs = "---\ntags: [a, theirs]\n---\n";
  repository.commit({
    title: "Theirs",
    author: "grace",
    date: 1,
    changes: new Map([["README.md", regularFile(theirs)]]),
  });
  release();
  const run = await running;
  assertEquals([run.code, jsonOf(run).error?.code], [5, "repository_changed_meanwhile"]);
  assertStringIncludes(
    run.stderr,
    `Dataset ${ID} was changed in the meantime, so nothing was overwritten`,
  );
  assertEquals([repository.text("README.md"), repository.head?.title], [theirs, "Theirs"]);
  await scene.succeeds(["configure", ID, "--tag", "x"]);
  assertEquals(repository.text("README.md"), "---\ntags: [a, theirs, x]\n---\n");
});

Deno.test("What closes comes before the card, what opens comes after it", async (t) => {
  const card = "# Title\n";
  const settings = `PUT /api/datasets/${ID}/settings`;
  const commit = `POST /api/datasets/${ID}/commit/main`;
  const rows: [string[], boolean, string[]][] = [
    [["--private"], false, [settings, commit]],
    [["--gated", "manual"], false, [settings, commit]],
    [["--public", "--yes"], true, [commit, settings]],
    [["--public", "--gated", "auto", "--yes"], true, [commit, settings]],
  ];
  for (const [args, isPrivate, order] of rows) {
    await t.step(args.join(" "), async () => {
      await using scene = await setScene();
      scene.hub.addRepository({ id: ID, private: isPrivate, files: { "README.md": card } });
      await scene.succeeds(["configure", ID, "--tag", "x", ...args]);
      assertEquals(changes(scene).filter((request) => !request.includes("preupload")), order);
    });
  }
  await t.step("a card that is refused does not open the repository", async () => {
    await using scene = await setScene();
    const repository = scene.hub.addRepository({ id: ID, private: true, files: { "README.md": card } });
    scene.hub.fault({ on: commit, fault: { kind: "answer", status: 412 } });
    const run = await scene.run(["configure", ID, "--tag", "x", "--public", "--yes"]);
    assertEquals([run.code, repository.private], [5, true]);
  });
});

Deno.test("Without a terminal, making public needs --yes", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: ID, private: true });
  const run = await scene.run(["configure", ID, "--public", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).error?.code, repository.private], [2, "answer_needed", true]);
  assertStringIncludes(run.stderr, "--yes");
  await scene.succeeds(["configure", ID, "--public", "--yes"]);
  assertEquals(repository.private, false);
});

Deno.test("A resource group is set by its id and taken away by none", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: `${ORGANIZATIONS.write}/runs` });
  const { id } = RESOURCE_GROUPS.writer;
  const set = await scene.run(["configure", repository.id, "--resource-group", id]);
  assertEquals([set.code, repository.resourceGroupId], [0, id], set.stderr);
  scene.hub.forget();
  await scene.succeeds(["configure", repository.id, "--resource-group", id]);
  assertEquals(changes(scene), []);
  await scene.succeeds(["configure", repository.id, "--resource-group", "none"]);
  assertEquals(repository.resourceGroupId, undefined);
});

Deno.test("A card is replaced from a file, and the other options change that", async (t) => {
  await using scene = await setScene();
  const repository = addRuns(scene, "---\nlicense: mit # kept\ntags: [a]\n---\nOld\n");
  await scene.write("card.md", "---\ntags: [b]\n---\nNew\n");
  await scene.succeeds(["configure", ID, "--card", "card.md", "--tag", "c"]);
  assertEquals(repository.text("README.md"), "---\ntags: [b, c]\n---\nNew\n");
  const rows: [string, string | undefined, number, string][] = [
    ["a file that is not there", undefined, 7, "card_file_unreadable"],
    ["a card with a token", `hf_${"Fake".repeat(9)}`, 2, "card_holds_token"],
    ["a card with a license that is none", "---\nlicense: MIT\n---\n", 2, "card_invalid"],
  ];
  for (const [name, content, exit, code] of rows) {
    await t.step(name, async () => {
      scene.hub.forget();
      if (content !== undefined) await scene.write("bad.md", content);
      await scene.fails(["configure", ID, "--card", "bad.md"], [exit, code]);
      assertEquals(scene.requests(), []);
    });
  }
});

Deno.test("What cannot be changed is refused with its reason, and nothing is changed", async (t) => {
  const rows: Readonly<
    Record<string, readonly [card: string, args: string[], token: string, exit: number, code: string]>
  > = {
    "no such repository": ["", ["configure", "gone", "--private"], TOKENS.write, 5, "repository_not_found"],
    "a token that may only read": ["", ["configure", ID, "--private"], TOKENS.read, 4, "token_role_read"],
    "a card whose YAML is broken": [
      "---\ntags: [a\n---\n",
      ["configure", ID, "--tag", "x"],
      TOKENS.write,
      5,
      "card_yaml_broken",
    ],
    "a list that an alias shares": [
      "---\ntags: &t [a]\nother: *t\n---\n",
      ["configure", ID, "--tag", "x"],
      TOKENS.write,
      5,
      "card_not_editable",
    ],
    "a card that the Hub refuses": [
      "---\nsize_categories: [huge]\n---\n",
      ["configure", ID, "--tag", "x"],
      TOKENS.write,
      5,
      "change_rejected",
    ],
    "an output format for variables": [
      "",
      ["configure", ID, "--private", "--output=sh"],
      TOKENS.write,
      2,
      "option_value_invalid",
    ],
  };
  for (const [name, [card, args, token, exit, code]] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const repository = addRuns(scene, card);
      const before = repository.head?.oid;
      const more = args.some((word) => word.startsWith("--output")) ? [] : ["--output", "json"];
      const run = await scene.run([...args, ...more], { token });
      assertEquals(run.code, exit, run.stderr);
      if (more.length > 0) assertEquals(jsonOf(run).error?.code, code);
      assertEquals([repository.head?.oid, repository.private], [before, false]);
    });
  }
  await t.step("rights that only the Hub knows to be missing", async () => {
    await using scene = await setScene();
    addRuns(scene, "");
    scene.hub.fault({
      on: "PUT /api/*",
      fault: { kind: "answer", status: 403, body: '{"error":"You have read access only"}' },
    });
    const run = await scene.fails(["configure", ID, "--private"], [4, "writing_refused"]);
    assertStringIncludes(run.stderr, "You have read access only");
  });
});

Deno.test("A change that the Hub does not confirm is not called done", async () => {
  await using scene = await setScene();
  addRuns(scene, "");
  scene.hub.fault({ on: "PUT /api/*", fault: { kind: "answer", status: 200, body: "{}" } });
  await scene.fails(["configure", ID, "--private"], [6, "change_unconfirmed"]);
});

Deno.test("A card that holds line ends stays on its one line of what changes", async () => {
  await using scene = await setScene();
  addRuns(scene, '---\npretty_name: "Old\\nSettings  forged"\ntags: ["a\\nb"]\n---\n');
  const run = await scene.run(["configure", ID, "--pretty-name", "New", "--tag", "x", "--dry-run"]);
  assertStringIncludes(run.stderr, '\nTitle       "Old\\nSettings  forged" -> New\n');
  assertStringIncludes(run.stderr, '\nTags        "a\\nb" -> "a\\nb, x"\n');
});

Deno.test("JSON has the old and the new value of each change", async () => {
  await using scene = await setScene();
  addRuns(scene, "---\ntags: [a]\n---\n");
  const run = await scene.run(["configure", "runs", "--tag", "x", "--private", "--output", "json"]);
  const { result } = jsonOf(run);
  assert(typeof result === "object" && result !== null);
  assertEquals({ ...result, url: "" }, {
    repository: ID,
    url: "",
    configuration: [
      { setting: "visibility", from: "public", to: "private" },
      { setting: "tags", from: "a", to: "a, x" },
    ],
    changed: true,
    user: "ada",
    tokenSource: "HF_TOKEN",
    dryRun: false,
  });
});
