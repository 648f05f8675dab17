import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { CREATION_OPTIONS } from "../../lib/cli/settings.ts";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "../test_hub/accounts.ts";
import { readCard } from "../test_hub/card.ts";
import { jsonOf, type Scene, setScene } from "../support/scene.ts";
import { runProgram } from "../support/program.ts";

const ID = "ada/trackio-experiments";

type CreationOption = (typeof CREATION_OPTIONS)[keyof typeof CREATION_OPTIONS];

function creationBody(scene: Scene): Record<string, unknown> {
  return JSON.parse(scene.hub.requests.find(({ path }) => path === "/api/repos/create")?.body ?? "{}");
}

Deno.test("Region and resource group travel with the creation, and nothing that was not asked for does", async (t) => {
  const { id } = RESOURCE_GROUPS.writer;
  for (const asked of [id, id.toUpperCase()]) {
    await t.step(asked, async () => {
      await using scene = await setScene();
      const args = ["--yes", "--org", ORGANIZATIONS.write, "--template", "blank", "--region", "eu"];
      await scene.succeeds([...args, "--resource-group", asked]);
      const { region, resourceGroupId } = creationBody(scene);
      assertEquals([region, resourceGroupId], ["eu", id]);
      assertEquals(
        scene.hub.repositories.get(`${ORGANIZATIONS.write}/trackio-experiments`)?.resourceGroupId,
        id,
      );
    });
  }
  await t.step("nothing asked", async () => {
    await using scene = await setScene();
    await scene.run(["--yes", "--template", "blank"]);
    assertEquals(Object.keys(creationBody(scene)).sort(), ["files", "name", "organization", "type"]);
  });
});

Deno.test("What a plan would have to allow is told in the Hub's words, with --verbose also as the Hub said it", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes", "--region", "eu", "--verbose"]);
  assertEquals(run.code, 5, run.stderr);
  assertStringIncludes(run.stderr, `The Hub requires a paid plan to create ${ID}`);
  assertStringIncludes(run.stderr, "(402 at POST /api/repos/create)");
});

Deno.test("License, tags and title stand in the card's front matter, whatever they hold", async (t) => {
  const titles = ["Runs", "Runs: spring # 1", "- 'quoted' \"twice\" \\", "no", "資料 \u{1F600}", "{{name}}"];
  for (const title of titles) {
    await t.step(title, async () => {
      await using scene = await setScene();
      const args = [
        "--license",
        "cc-by-4.0",
        "--tag",
        "yes",
        "--tag",
        "a: b",
        "--tag",
        "trackio",
        `--pretty-name=${title}`,
      ];
      await scene.succeeds(["--yes", ...args]);
      const { data, errors } = readCard(scene.hub.repositories.get(ID)?.text("README.md") ?? "");
      assertEquals(errors, []);
      assertEquals([data?.license, data?.pretty_name], ["cc-by-4.0", title]);
      assertEquals(data?.tags, ["trackio", "experiment-tracking", "hf-dataset-setup", "yes", "a: b"]);
    });
  }
});

Deno.test("A gate takes one request more and is there before any data", async (t) => {
  for (
    const [gated, template] of [["auto", "trackio"], ["manual", "trackio"], ["manual", "blank"]] as const
  ) {
    await t.step(`${gated}, ${template}`, async () => {
      await using scene = await setScene();
      const run = await scene.succeeds(["--yes", "--gated", gated, "--template", template]);
      assertEquals(scene.hub.repositories.get(ID)?.gated, gated);
      // What is to be completed is read after its creation.
      const read = template === "blank" ? [] : [`GET /api/datasets/${ID}`];
      const first = [
        "GET /api/whoami-v2",
        `GET /api/datasets/${ID}`,
        "POST /api/repos/create",
        ...read,
        `PUT /api/datasets/${ID}/settings`,
      ];
      assertEquals(scene.requests().slice(0, first.length), first);
      assertEquals(scene.requests().length, template === "blank" ? 4 : 8);
      assertStringIncludes(run.stderr, `Settings    Updated ${ID}: gated ${gated}`);
    });
  }
});

Deno.test("A gate that fails leaves no data in the open; the env file is written, and the way to complete it is named", async () => {
  await using scene = await setScene();
  const fault = scene.hub.fault({
    on: "PUT /api/datasets/*/settings",
    fault: { kind: "answer", status: 500 },
  });
  const run = await scene.fails(["--yes", "--gated", "manual", "--retries", "0"], [6, "gate_missing"]);
  assertStringIncludes(run.stderr, `configure ${ID} --gated manual`);
  assertEquals(scene.files(ID), [
    ".gitattributes",
    "README.md",
  ]);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
  fault.remove();
  await scene.succeeds(["--yes", "--gated", "manual"]);
  assertEquals(scene.hub.repositories.get(ID)?.gated, "manual");
  assertEquals(scene.hub.repositories.get(ID)?.files.size, 3);
});

Deno.test("A gate that the Hub does not confirm is not called set", async () => {
  await using scene = await setScene();
  scene.hub.fault({ on: "PUT /api/datasets/*/settings", fault: { kind: "answer", status: 200, body: "{}" } });
  await scene.fails(["--yes", "--gated", "manual"], [6, "gate_missing"]);
});

Deno.test("Options for a new repository change nothing on one that is there, and that is said", async (t) => {
  await using scene = await setScene();
  const card = "---\nlicense: mit\npretty_name: A\ntags:\n- x\n---\n";
  const repository = scene.hub.addRepository({
    id: ID,
    gated: "auto",
    files: { "README.md": card, "a.csv": "a" },
  });
  // In which group or region a repository is, the Hub does not say.
  const held: Record<Exclude<CreationOption, "resource-group" | "region">, string> = {
    license: "mit",
    tag: "x",
    "pretty-name": "A",
    gated: "auto",
  };
  const before = repository.head?.oid;
  const rows: [string, string[], string | undefined][] = [
    [
      "they hold already",
      Object.entries(held).flatMap(([option, value]) => [`--${option}`, value]),
      undefined,
    ],
    [
      "they differ",
      ["--license", "gpl-3.0", "--tag", "x", "--tag", "y $z", "--tag=-q", "--gated", "manual"],
      [
        `${ID} already exists, so --gated, --license, --tag had no effect;`,
        `to change it: hf-dataset-setup configure ${ID} --gated manual --license gpl-3.0 --tag 'y $z' --tag=-q`,
      ].join(" "),
    ],
    [
      "a region",
      ["--region", "eu"],
      "--region had no effect; it applies only to a new repository",
    ],
  ];
  for (const [name, args, warning] of rows) {
    await t.step(name, async () => {
      const run = await scene.succeeds(["--yes", "--output", "json", ...args]);
      const { warnings } = jsonOf(run);
      assert(Array.isArray(warnings));
      const dry = jsonOf(await scene.run(["--yes", "--output", "json", "--dry-run", ...args]));
      assertEquals(dry.warnings, warnings, "in a dry run");
      if (warning === undefined) assertEquals(warnings, []);
      else assertStringIncludes(String(warnings), warning);
      assertEquals([repository.head?.oid, repository.gated], [before, "auto"]);
    });
  }
});

Deno.test("What cannot be created is refused before anything is created", async (t) => {
  await using scene = await setScene();
  const rows: [string, string[], number, string][] = [
    [
      "a resource group of a user",
      ["--resource-group", RESOURCE_GROUPS.writer.id],
      2,
      "resource_group_outside_organization",
    ],
    [
      "a resource group by name",
      ["--org", ORGANIZATIONS.write, "--resource-group", RESOURCE_GROUPS.writer.name],
      2,
      "option_value_invalid",
    ],
    ["a region without a plan", ["--region", "eu"], 5, "creation_needs_payment"],
  ];
  for (const [name, args, exit, code] of rows) {
    await t.step(name, async () => {
      await scene.fails(["--yes", ...args], [exit, code]);
      assertEquals([scene.hub.repositories.size, await scene.read(".env")], [0, undefined]);
    });
  }
});

Deno.test("A storage host that Deno was not allowed to reach is named, and what is there is said", async () => {
  await using scene = await setScene();
  const { host } = new URL(scene.hub.url);
  const run = await runProgram(["--yes"], {
    cwd: scene.folder,
    env: { HF_ENDPOINT: scene.hub.url, HF_TOKEN: TOKENS.write, NO_COLOR: "1" },
    net: [host],
  });
  assertEquals(run.code, 6);
  assertStringIncludes(run.stderr, `${ID} exists, but its first row could not be added`);
  assertStringIncludes(run.stderr, `Add ${new URL(scene.hub.storageUrl).host} to --allow-net`);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
  await scene.succeeds(["--yes"]);
  assertEquals(scene.hub.repositories.get(ID)?.files.size, 3);
});

Deno.test("A commit whose answer is lost is found, not repeated", async () => {
  await using scene = await setScene();
  scene.hub.fault({ on: "POST /api/datasets/*/commit/*", fault: { kind: "lost-answer" } });
  await scene.succeeds(["--yes"]);
  assertEquals(scene.requests().filter((request) => request.includes("/commit/")).length, 1);
});

Deno.test("A run that completes an earlier one says which options came too late", async () => {
  await using scene = await setScene();
  const on = "POST /api/datasets/*/preupload/*";
  const fault = scene.hub.fault({ on, fault: { kind: "answer", status: 500 } });
  assertEquals((await scene.run(["--yes", "--retries", "0"])).code, 6);
  fault.remove();
  const args = ["--yes", "--license", "mit", "--gated", "auto"];
  const late = `so --license had no effect; to change it: hf-dataset-setup configure ${ID} --license mit`;
  const dry = await scene.run([...args, "--dry-run"]);
  assertStringIncludes(dry.stderr, late);
  assertStringIncludes(dry.stderr, "Would be set to auto\nFirst row   Would be added");
  assertEquals(scene.hub.repositories.get(ID)?.gated, false);
  const run = await scene.succeeds(args);
  assertStringIncludes(run.stderr, late);
  assertEquals(scene.hub.repositories.get(ID)?.gated, "auto");
});
