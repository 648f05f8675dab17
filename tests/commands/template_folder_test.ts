import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { jsonOf, type Scene, setScene } from "../support/scene.ts";

const ID = "ada/trackio-experiments";

/** Writes the files of a template into the folder of a scene. */
async function lay(scene: Scene, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const whole = `${scene.folder}/${path}`;
    await Deno.mkdir(whole.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(whole, content);
  }
}

function filesOf(scene: Scene): string[] {
  return scene.files(ID);
}

const CARD = "---\ntags: [mine] # ours\n---\n# {{name}}\n";

Deno.test("A folder becomes the repository: the card with the creation, the rest in one commit", async () => {
  await using scene = await setScene();
  await lay(scene, {
    "t/README.md": CARD,
    "t/a.csv": "{{namespace}}",
    "t/deep/b.parquet": "PAR1\0",
    "t/.env": "A=1",
    "t/.gitignore": "*.log\n",
    "t/x.log": "",
  });
  const run = await scene.succeeds(["--yes", "--template", "t", "--tag", "x", "--license", "mit"]);
  assertEquals(run.stdout, `${ID}\n`);
  assertEquals(filesOf(scene), [".gitattributes", ".gitignore", "README.md", "a.csv", "deep/b.parquet"]);
  const repository = scene.hub.repositories.get(ID);
  assertEquals(
    repository?.text("README.md"),
    "---\ntags: [mine, x] # ours\nlicense: mit\n---\n# trackio-experiments\n",
  );
  assertEquals(repository?.text("a.csv"), "ada");
  assertEquals(repository?.head?.parent?.parent, undefined, "two commits");
  assertStringIncludes(run.stderr, "t, 4 files (excluded: .env, x.log)");
  assertStringIncludes(run.stderr, "Added 3 files of the template");
  scene.hub.forget();
  const second = await scene.run(["--yes", "--template", "t"]);
  assertEquals([second.code, scene.requests().length], [0, 2]);
});

Deno.test("The env file that this run writes is never part of the template, whatever its name", async () => {
  await using scene = await setScene();
  await lay(scene, { "a.csv": "1", "train.vars": "SECRET=1\n" });
  const run = await scene.succeeds(["--yes", "--template", ".", "--env-file", "train.vars"]);
  assertEquals(filesOf(scene), [".gitattributes", "README.md", "a.csv"]);
  assertStringIncludes(run.stderr, "excluded: train.vars");
});

Deno.test("A template of many files is added in one commit", async () => {
  await using scene = await setScene();
  await lay(
    scene,
    Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`t/data/${index}.csv`, "a"])),
  );
  await scene.succeeds(["--yes", "--template", "t"]);
  assertEquals(filesOf(scene).length, 132);
  assertEquals(scene.requests().filter((request) => request.includes("/commit/")).length, 1);
});

Deno.test("A built-in template wins over a folder of its name, unless that is written as a path", async () => {
  for (const [template, taken] of [["blank", false], ["./blank", true]] as const) {
    await using scene = await setScene();
    await lay(scene, { "blank/README.md": "# Mine\n" });
    await scene.succeeds(["--yes", "--template", template]);
    assertEquals(scene.hub.repositories.get(ID)?.text("README.md") === "# Mine\n", taken);
  }
});

Deno.test("A folder without README.md gets a card all the same", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/a.csv": "1" });
  await scene.succeeds(["--yes", "--template", "t"]);
  assertEquals(filesOf(scene), [".gitattributes", "README.md", "a.csv"]);
});

Deno.test("A folder with nothing but a card takes one commit", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/README.md": "# {{name}}\n" });
  await scene.succeeds(["--yes", "--template", "t"]);
  assertEquals(scene.hub.repositories.get(ID)?.text("README.md"), "# trackio-experiments\n");
  assertEquals(scene.requests().filter((request) => request.includes("/commit/")), []);
});

Deno.test("What is wrong with a template is found before the Hub is asked anything", async (t) => {
  const rows: Readonly<Record<string, readonly [files: Record<string, string>, code: string, says: string]>> =
    {
      "broken YAML": [{ "t/README.md": "---\ntags: [a\n---\n" }, "card_invalid", "README.md of the template"],
      "a license that is none": [{ "t/README.md": "---\nlicense: MIT\n---\n" }, "card_invalid", '"mit"'],
      "a visibility that is left open": [
        { "t/a.md": "{{visibility}}" },
        "template_visibility_unknown",
        "a.md",
      ],
      "a token": [{ "t/a.md": `hf_${"Fake".repeat(9)}` }, "template_holds_token", "a.md"],
    };
  for (const [name, [files, code, says]] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using scene = await setScene();
      await lay(scene, files);
      const run = await scene.fails(["--yes", "--template", "t"], [2, code]);
      assertStringIncludes(run.stderr, says);
      assertEquals([scene.requests(), await scene.read(".env")], [[], undefined]);
    });
  }
  await t.step("a folder that Deno may not read", async () => {
    await using scene = await setScene();
    const run = await scene.run(["--yes", "--template", "/usr/share", "--output", "json"]);
    assertEquals([run.code, jsonOf(run).error?.code, scene.requests()], [7, "template_unreadable", []]);
    assertStringIncludes(run.stderr, "--allow-read");
  });
});

Deno.test("A card that only the Hub knows to refuse is refused before anything is created, also in a dry run", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/README.md": "---\nsize_categories: [huge]\n---\n" });
  for (const more of [[], ["--dry-run"]]) {
    const run = await scene.fails(["--yes", "--template", "t", ...more], [2, "card_invalid"]);
    assertStringIncludes(run.stderr, "the Hub says:");
    assertEquals([scene.hub.repositories.size, await scene.read(".env")], [0, undefined]);
  }
});

Deno.test("A Hub that cannot check cards does not stop the work", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/README.md": CARD });
  scene.hub.fault({ on: "POST /api/validate-yaml", fault: { kind: "answer", status: 404 } });
  await scene.succeeds(["--yes", "--template", "t"]);
});

Deno.test("Files of a template that could not be added are added by the next run, once", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/README.md": "# {{name}}, {{date}}\n", "t/a.csv": "1" });
  const fault = scene.hub.fault({
    on: "POST /api/datasets/*/commit/*",
    fault: { kind: "answer", status: 500 },
  });
  await scene.fails(["--yes", "--template", "t", "--retries", "0"], [
    6,
    "template_files_missing",
  ]);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
  fault.remove();
  await scene.succeeds(["--yes", "--template", "t"]);
  assertEquals(filesOf(scene), [".gitattributes", "README.md", "a.csv"]);
  const head = scene.hub.repositories.get(ID)?.head?.oid;
  await scene.succeeds(["--yes", "--template", "t"]);
  assertEquals(scene.hub.repositories.get(ID)?.head?.oid, head);
});

Deno.test("A template with nothing but .gitattributes beside its card is added once, also after a failure", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/README.md": "# {{name}}\n", "t/.gitattributes": "*.csv text\n" });
  const fault = scene.hub.fault({
    on: "POST /api/datasets/*/commit/*",
    fault: { kind: "answer", status: 500 },
  });
  assertEquals((await scene.run(["--yes", "--template", "t", "--retries", "0"])).code, 6);
  fault.remove();
  for (let again = 1; again <= 2; again++) {
    await scene.succeeds(["--yes", "--template", "t"]);
    const repository = scene.hub.repositories.get(ID);
    assertEquals(repository?.text(".gitattributes"), "*.csv text\n");
    assertEquals(repository?.head?.parent?.parent, undefined, "two commits");
  }
});

Deno.test("A repository of somebody's own with another card gets no file of the template", async () => {
  await using scene = await setScene();
  await lay(scene, { "t/README.md": "# {{name}}\n", "t/a.csv": "1" });
  const repository = scene.hub.addRepository({ id: ID, files: { "README.md": "# Mine\n" } });
  const before = repository.head?.oid;
  const run = await scene.run(["--yes", "--template", "t"]);
  assertEquals([run.code, repository.head?.oid], [0, before]);
  assert(run.stderr.includes("using it unchanged"));
});
