/** Running twice in one folder never moves runs to another repository, and never changes who can see them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { ENTER, HAS_TERMINAL, terminalTest } from "../support/pseudo_terminal.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { start } from "./at_terminal.ts";

const MINE = "ada/mine";
const UP = "\x1b[A";

Deno.test("A second run without a name stays at the repository that the env file names", async () => {
  await using scene = await setScene();
  await scene.succeeds(["--yes", "--private", "--name", "mine"]);
  scene.hub.forget();
  const run = await scene.succeeds(["--yes"]);
  assertEquals(run.stdout, `${MINE}\n`);
  assertStringIncludes(run.stderr, `Using ${MINE} from .env (--name to choose another)`);
  assertEquals(scene.requests().sort(), [`GET /api/datasets/${MINE}`, "GET /api/whoami-v2"]);
  assertEquals([...scene.hub.repositories.keys()], [MINE]);
  assertEquals(scene.hub.repositories.get(MINE)?.private, true);
});

Deno.test("whoami and the remembered repository are asked for at the same time", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: MINE, files: { "data/train.parquet": "x" } });
  await scene.write(".env", `TRACKIO_DATASET_REPO=${MINE}\n`);
  const { promise, resolve } = Promise.withResolvers<void>();
  scene.hub.fault({ on: "GET /api/whoami-v2", times: 1, fault: { kind: "hold", until: promise } });
  const running = scene.run(["--yes"]);
  await scene.hub.arrived(`GET /api/datasets/${MINE}`);
  resolve();
  assertEquals((await running).code, 0);
});

Deno.test("A refused token is the error, whatever became of the repository that was asked for with it", async () => {
  await using scene = await setScene();
  await scene.write(".env", `TRACKIO_DATASET_REPO=${MINE}\n`);
  await scene.fails(["--yes"], [3, "token_refused"], { token: TOKENS.revoked });
});

Deno.test("The repository in the environment counts where the env file names none", async () => {
  await using scene = await setScene();
  const run = await scene.succeeds(["--yes"], {
    env: { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: "ada/in-shell" },
  });
  assertEquals(run.stdout, "ada/in-shell\n");
  assertStringIncludes(run.stderr, "Using ada/in-shell from TRACKIO_DATASET_REPO");
});

Deno.test("A named repository is created where it is one's own, and not taken at its word where it is a placeholder", async (t) => {
  const rows: [name: string, named: string, id: string][] = [
    ["one's own", "ada/gone", "ada/gone"],
    ["an organization's", `${ORGANIZATIONS.write}/gone`, `${ORGANIZATIONS.write}/gone`],
    ["a placeholder", "your-username/trackio-experiments", "ada/trackio-experiments"],
    ["another user's that does not exist", "grace/gone", "ada/trackio-experiments"],
    ["one's own, pasted as a URL", "https://huggingface.co/datasets/ada/gone", "ada/gone"],
    ["no repository id", "changeme", "ada/trackio-experiments"],
  ];
  for (const [name, named, id] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      await scene.write(".env", `TRACKIO_DATASET_REPO=${named}\n`);
      const run = await scene.succeeds(["--yes"]);
      assertEquals(run.stdout, `${id}\n`);
      if (named.includes("/") && !named.endsWith(id)) {
        assertStringIncludes(run.stderr, `${named} does not exist, or`);
      }
      assertEquals([...scene.hub.repositories.keys()], [id]);
    });
  }
});

Deno.test("A named repository that cannot be written to is never silently replaced", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "grace/runs" });
  const before = "TRACKIO_DATASET_REPO=grace/runs\n";
  await scene.write(".env", before);
  await scene.fails(["--yes"], [4, "repository_not_writable"]);
  assertEquals([await scene.read(".env"), scene.hub.repositories.size], [before, 1]);
});

Deno.test("use, configure and share without REPO are for the repository that the env file names", async (t) => {
  for (const command of [["use"], ["configure", "--tag", "x"], ["share"]]) {
    await t.step(command.join(" "), async () => {
      await using scene = await setScene();
      scene.hub.addRepository({ id: MINE });
      const [name = "", ...options] = command;
      await scene.fails([name, ...options], [2, "argument_missing"]);
      await scene.write(".env", `TRACKIO_DATASET_REPO=${MINE}\n`);
      const run = await scene.succeeds([name, ...options]);
      assertEquals(run.stdout, `${MINE}\n`);
      assertStringIncludes(
        run.stderr,
        `Using ${MINE} from .env; to use another: hf-dataset-setup ${name} REPO`,
      );
    });
  }
});

/** One thing that a person does in the folder, and what is chosen explicitly by it, if anything is. */
interface Action {
  readonly name: string;
  readonly chooses?: string;
  /** Whether it only looks. */
  readonly isDry?: true;
  readonly act: (scene: Scene) => Promise<void>;
}

function runs(...args: string[]): Action["act"] {
  return async (scene) => {
    await scene.succeeds(args);
  };
}

/** Presses Enter at every question until the program ends. */
function enterOnly(...args: string[]): Action["act"] {
  return async (scene) => {
    const run = start(scene, args);
    while (
      await Promise.race([
        run.waitFor("? ").then(() => true, () => false),
        run.exited.then(() => false),
      ])
    ) {
      run.type(ENTER);
    }
    assertEquals(await run.exited, 0, run.screen);
  };
}

const IN_ORGANIZATION = `${ORGANIZATIONS.write}/trackio-experiments`;

const ACTIONS: readonly Action[] = [
  { name: "--yes", act: runs("--yes") },
  { name: "--yes --dry-run", isDry: true, act: runs("--yes", "--dry-run") },
  { name: "use one", chooses: "ada/one", act: runs("use", "one") },
  { name: "use ada/two", chooses: "ada/two", act: runs("use", "ada/two") },
  { name: "use ada/two --dry-run", isDry: true, act: runs("use", "ada/two", "--dry-run") },
  { name: "--name three", chooses: "ada/three", act: runs("--yes", "--private", "--name", "three") },
  { name: "--org", chooses: IN_ORGANIZATION, act: runs("--yes", "--org", ORGANIZATIONS.write) },
  {
    name: "--name in an organization",
    chooses: `${ORGANIZATIONS.write}/four`,
    act: runs("--yes", "--name", `${ORGANIZATIONS.write}/four`),
  },
  ...(HAS_TERMINAL ? [{ name: "the wizard with Enter only", act: enterOnly() }] : []),
];

/** What the env file can hold before the first run, and what is used then. */
const BEGINNINGS: readonly (readonly [content: string | undefined, expected: string])[] = [
  [undefined, "ada/trackio-experiments"],
  ["TRACKIO_DATASET_REPO=your-username/trackio-experiments\n", "ada/trackio-experiments"],
  ["TRACKIO_DATASET_REPO=\n", "ada/trackio-experiments"],
  ["TRACKIO_DATASET_REPO=ada/gone\n", "ada/gone"],
  [`TRACKIO_DATASET_REPO=${ORGANIZATIONS.write}/gone\n`, `${ORGANIZATIONS.write}/gone`],
];

const SEQUENCES = Deno.env.get("HF_DATASET_SETUP_FULL") === "1" ? 10 : 1;

Deno.test("No sequence of runs moves the env file from the repository that was last chosen explicitly", async (t) => {
  let state = 5;
  const random = (below: number) =>
    (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 * below | 0;
  for (const [content, first] of BEGINNINGS) {
    for (let sequence = 1; sequence <= SEQUENCES; sequence++) {
      await t.step(`${sequence}, from ${JSON.stringify(content)}`, async () => {
        await using scene = await setScene();
        scene.hub.addRepository({ id: "ada/one", private: true });
        scene.hub.addRepository({ id: "ada/two", private: true });
        if (content !== undefined) await Deno.writeTextFile(`${scene.folder}/.env`, content);
        let expected = first;
        const visible = new Map<string, boolean>();
        const done: string[] = [];
        for (let step = 0; step < 6; step++) {
          // The first one without a choice: it is about what the file holds at the beginning.
          const action =
            ACTIONS[step === 0 ? [0, ACTIONS.length - 1][random(2)] ?? 0 : random(ACTIONS.length)];
          if (action === undefined) continue;
          done.push(action.name);
          const before = await scene.read(".env");
          await action.act(scene);
          expected = action.chooses ?? expected;
          const after = action.isDry ? before : `TRACKIO_DATASET_REPO=${expected}\n`;
          assertEquals(await scene.read(".env"), after, done.join(", "));
          for (const [id, repository] of scene.hub.repositories) {
            assertEquals(repository.private, visible.get(id) ?? repository.private, done.join(", "));
            visible.set(id, repository.private);
          }
        }
      });
    }
  }
});

Deno.test("HF_OIDC_RESOURCE, which other programs use before HF_TOKEN, is not passed over without a word", async () => {
  await using scene = await setScene();
  const run = await scene.run(["whoami"], { env: { HF_TOKEN: TOKENS.write, HF_OIDC_RESOURCE: "x" } });
  assertStringIncludes(run.stderr, "HF_OIDC_RESOURCE is set");
});

Deno.test("HF_DATASET_SETUP_ORG and HF_DATASET_SETUP_VISIBILITY are for new repositories alone", async (t) => {
  const env = {
    HF_TOKEN: TOKENS.write,
    HF_DATASET_SETUP_ORG: ORGANIZATIONS.write,
    HF_DATASET_SETUP_VISIBILITY: "private",
  };
  const id = `${ORGANIZATIONS.write}/trackio-experiments`;
  await t.step("a new one", async () => {
    await using scene = await setScene();
    const run = await scene.run(["--yes"], { env });
    assertEquals(
      [run.code, run.stdout, scene.hub.repositories.get(id)?.private],
      [0, `${id}\n`, true],
      run.stderr,
    );
    assertStringIncludes(run.stderr, `Using the owner ${ORGANIZATIONS.write} from HF_DATASET_SETUP_ORG`);
  });
  await t.step("a public one that exists is used unchanged, also without looking first", async () => {
    for (const template of ["trackio", "blank"]) {
      await using scene = await setScene();
      scene.hub.addRepository({ id, files: { "data/train.parquet": "x" } });
      const run = await scene.run(["--yes", "--template", template], { env });
      assertEquals(
        [run.code, run.stdout, scene.hub.repositories.get(id)?.private],
        [0, `${id}\n`, false],
        run.stderr,
      );
    }
  });
  await t.step("the remembered one and the options come first", async () => {
    await using scene = await setScene();
    await scene.write(".env", `TRACKIO_DATASET_REPO=${MINE}\n`);
    assertEquals((await scene.run(["--yes"], { env })).stdout, `${MINE}\n`);
    const run = await scene.run(["--yes", "--public", "--name", "ada/open"], { env });
    assertEquals([run.stdout, scene.hub.repositories.get("ada/open")?.private], ["ada/open\n", false]);
  });
  for (
    const [name, value] of [["HF_DATASET_SETUP_ORG", "a b"], [
      "HF_DATASET_SETUP_VISIBILITY",
      "secret",
    ]] as const
  ) {
    await t.step(`${name}=${value}`, async () => {
      await using scene = await setScene();
      const run = await scene.fails(["--yes"], [2, "environment_value_invalid"], {
        env: { HF_TOKEN: TOKENS.write, [name]: value },
      });
      assertStringIncludes(run.stderr, name);
    });
  }
});

Deno.test("Who can see a repository that was created without a choice is said, with how to change it", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes"]);
  const command = "hf-dataset-setup configure ada/trackio-experiments --private";
  assertStringIncludes(run.stderr, `Anyone can see ada/trackio-experiments; to make it private: ${command}`);
  const creation = scene.hub.requests.find(({ path }) => path === "/api/repos/create");
  assertEquals(JSON.parse(creation?.body ?? "{}").visibility, undefined);
});

terminalTest("use without REPO offers the datasets that the token can write to", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/a" });
  scene.hub.addRepository({ id: MINE });
  scene.hub.addRepository({ id: `${ORGANIZATIONS.read}/theirs` });
  await scene.write(".env", `TRACKIO_DATASET_REPO=${MINE}\n`);
  const run = start(scene, ["use"]);
  await run.waitFor("Dataset:");
  await run.waitFor("(arrow keys move");
  assertStringIncludes(run.screen, `> ${MINE} (now in .env)`);
  assertEquals(run.screen.includes("theirs"), false);
  run.type(`${UP}${ENTER}`);
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/a\n");
});
