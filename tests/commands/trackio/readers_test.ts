/** Who reads which variable: setup, the doctor and the help say it, and the same. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { type Scene, setScene } from "../../support/scene.ts";

const POINTER = "which does not read TRACKIO_DATASET_REPO; to set up Trackio: hf-dataset-setup trackio";

function addTrackioSpace(scene: Scene): void {
  const space = scene.hub.addRepository({ id: "ada/board", type: "space" });
  space.variables.set("TRACKIO_BUCKET_ID", { value: "ada/board-bucket", updatedAt: 0 });
}

Deno.test("--space on a Space of Trackio says that it does not read the variable, and how to set up Trackio", async (t) => {
  for (const command of [["--yes", "--name", "runs"], ["use", "runs"]]) {
    await t.step(command.join(" "), async () => {
      await using scene = await setScene();
      addTrackioSpace(scene);
      scene.hub.addRepository({ id: "ada/runs" });
      const run = await scene.succeeds([...command, "--space", "ada/board"]);
      assertStringIncludes(
        run.stderr,
        `ada/board runs Trackio (it has TRACKIO_BUCKET_ID), ${POINTER} ada/board`,
      );
    });
  }
});

Deno.test("a Space that is not Trackio's is not pointed elsewhere", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/board", type: "space" });
  const run = await scene.run(["--yes", "--space", "ada/board"]);
  assertNotMatch(run.stderr, /hf-dataset-setup trackio/);
});

Deno.test("TRACKIO_DATASET_ID starts blank, and setup and the doctor say the same of it", async () => {
  await using scene = await setScene();
  const args = ["--var", "TRACKIO_DATASET_ID"];
  const run = await scene.run([...args, "--name", "runs", "--yes"]);
  const warning =
    "TRACKIO_DATASET_ID is deprecated: Trackio reads it only inside a Space, and squashes the history";
  assertEquals(run.code, 0, run.stderr);
  assertStringIncludes(run.stderr, warning);
  assertEquals(scene.files("ada/runs"), [
    ".gitattributes",
    "README.md",
  ]);
  const doctor = await scene.run(["doctor", ...args]);
  assertStringIncludes(doctor.stderr.replaceAll(/\s+/g, " "), warning);
  await scene.fails([...args, "--template", "trackio", "--yes"], [2, "options_conflict"]);
});

Deno.test("in a plan, too, TRACKIO_DATASET_ID starts blank", async () => {
  await using scene = await setScene();
  const plan = { repositories: [{ repository: "runs", variables: ["TRACKIO_DATASET_ID"] }] };
  await scene.write("plan.json", JSON.stringify(plan));
  await scene.succeeds(["apply", "plan.json", "--yes"]);
  assertEquals(scene.hub.repositories.get("ada/runs")?.files.size, 2);
});

Deno.test("setup points to the trackio command where the project lists trackio, once, and nowhere else", async (t) => {
  const rows: [file: string, text: string, isListed: boolean][] = [
    ["requirements.txt", "torch\ntrackio==0.43.0\n", true],
    ["requirements.txt", "trackio[gpu]>=0.40 ; python_version > '3.10'\n", true],
    ["requirements-dev.txt", "Trackio\r\n", true],
    ["requirements.in", "  trackio  # runs\n", true],
    ["requirements.txt", "# trackio\ntrackio-view\nmytrackio\n", false],
    ["pyproject.toml", '[project]\ndependencies = ["torch", "trackio>=0.40"]\n', true],
    ["pyproject.toml", '[tool.poetry.dependencies]\ntrackio = "^0.43"\n', true],
    ["pyproject.toml", '[project]\nname = "trackio-view"\n# "trackio"\n', false],
    ["setup.cfg", "[options]\ninstall_requires =\n    trackio\n", true],
    ["setup.py", "setup(install_requires=['trackio'])\n", true],
    ["environment.yml", "dependencies:\n  - pip:\n      - trackio==0.43.0\n", true],
    ["notes.txt", "trackio\n", false],
  ];
  for (const [file, text, isListed] of rows) {
    await t.step(`${file}: ${JSON.stringify(text)}`, async () => {
      await using scene = await setScene();
      await Deno.writeTextFile(`${scene.folder}/${file}`, text);
      const run = await scene.run(["--yes", "--dry-run"]);
      assertEquals(run.stderr.split(POINTER).length - 1, isListed ? 1 : 0, run.stderr);
      if (isListed) assertStringIncludes(run.stderr, `${file} lists trackio, ${POINTER}`);
    });
  }
});

Deno.test("a project that already names a dataset has decided, and is not pointed elsewhere", async () => {
  await using scene = await setScene();
  await scene.write("requirements.txt", "trackio\n");
  await scene.write(".env", "TRACKIO_DATASET_REPO=ada/runs\n");
  const run = await scene.run(["--yes", "--dry-run"]);
  assertNotMatch(run.stderr, /lists trackio/);
});

Deno.test("--help says in one sentence who reads the variable", async () => {
  await using scene = await setScene();
  const { stdout } = await scene.run(["--help"]);
  assertStringIncludes(
    stdout.replaceAll(/\s+/g, " "),
    "TRACKIO_DATASET_REPO is read by SmolFactory and programs built like it, not by the trackio package; to set up Trackio: hf-dataset-setup trackio",
  );
});
