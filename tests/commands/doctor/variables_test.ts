import { assertEquals } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { HEALTHY_ENV, ID, setHealthyScene, testRows, visit, write } from "./patient.ts";

Deno.test("The doctor finds variables that are unset, malformed, or different from shell to file", async (t) => {
  const noShell = { env: { HF_TOKEN: TOKENS.write } };
  await testRows(t, [
    {
      name: "set nowhere",
      spoil: (scene) => write(scene, ".env", "OTHER=1\n"),
      options: noShell,
      expected: [
        {
          check: "variable",
          grade: "warning",
          text: "is set neither in .env nor in this shell: most programs that read it then take " +
            "tonic/trackio-experiments, a dataset of somebody else",
          command: "hf-dataset-setup use NAME",
        },
      ],
    },
    {
      name: "empty in the file",
      spoil: (scene) => write(scene, ".env", "TRACKIO_DATASET_REPO=\n"),
      options: noShell,
      expected: [{ check: "variable", grade: "warning", text: "is set neither in .env nor in this shell" }],
    },
    {
      name: "in the file only",
      options: noShell,
      expected: [
        { check: "variable", grade: "good", text: `TRACKIO_DATASET_REPO=${ID} in .env` },
        {
          check: "variable",
          grade: "warning",
          text: "is not set in this shell: programs that do not load the file take tonic/trackio-experiments",
          command: 'eval "$(hf-dataset-setup env)"',
        },
      ],
    },
    {
      name: "different in the shell",
      spoil: ({ hub }) => hub.addRepository({ id: "ada/old" }),
      env: { TRACKIO_DATASET_REPO: "ada/old" },
      expected: [
        {
          check: "variable",
          grade: "warning",
          text:
            `TRACKIO_DATASET_REPO is ${ID} in .env and ada/old in this shell; most programs take the shell's`,
          command: 'eval "$(hf-dataset-setup env)"',
        },
      ],
    },
    {
      name: "no slash in the file",
      spoil: (scene) => write(scene, ".env", "TRACKIO_DATASET_REPO=runs\n"),
      options: noShell,
      expected: [
        {
          check: "variable",
          grade: "bad",
          text: "TRACKIO_DATASET_REPO in .env does not name a repository",
          exit: 2,
        },
      ],
    },
    {
      name: "an address in the shell",
      env: { TRACKIO_DATASET_REPO: "https://huggingface.co/datasets/ada/runs" },
      expected: [
        {
          check: "variable",
          grade: "bad",
          text: "TRACKIO_DATASET_REPO in this shell does not name a repository",
          command: "unset TRACKIO_DATASET_REPO",
          exit: 2,
        },
      ],
    },
    {
      name: "a variable of one's own in a file of another name",
      spoil: (scene) => write(scene, "my.env", "A=1\n"),
      args: ["--var", "EVALS", "--env-file", "my.env"],
      expected: [
        {
          check: "variable",
          grade: "warning",
          text: "EVALS is not in my.env, and programs that load the file miss it",
          command: "hf-dataset-setup use NAME --env-file my.env --var EVALS",
        },
      ],
    },
  ]);
});

Deno.test("The doctor finds conflicts with Trackio's own variables", async (t) => {
  await testRows(t, [
    {
      name: "the same dataset for both",
      env: { TRACKIO_DATASET_ID: ID.toUpperCase() },
      expected: [
        {
          check: "trackio_variables",
          grade: "bad",
          text: "TRACKIO_DATASET_ID names",
          command: "unset TRACKIO_DATASET_ID",
          exit: 5,
        },
      ],
    },
    {
      name: "a variable that is going out of use",
      env: { TRACKIO_DATASET_ID: "ada/other" },
      expected: [{
        check: "trackio_variables",
        grade: "warning",
        text: "TRACKIO_DATASET_ID is deprecated",
      }],
    },
    {
      name: "a bucket in the env file",
      spoil: (scene) => write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\nTRACKIO_BUCKET_ID=ada/bucket\n`),
      expected: [
        {
          check: "trackio_variables",
          grade: "warning",
          text: "copies the whole bucket",
          mend: "Take TRACKIO_BUCKET_ID out of .env",
        },
      ],
    },
    {
      name: "a Space and a server",
      env: { TRACKIO_SPACE_ID: "ada/space", TRACKIO_SERVER_URL: "http://127.0.0.1:7860" },
      expected: [{ check: "trackio_variables", grade: "warning", text: "Trackio takes the Space" }],
    },
    {
      name: "a Space alone",
      env: { TRACKIO_SPACE_ID: "ada/space" },
      expected: [{ check: "trackio_variables", grade: "good", text: "none of Trackio's own variables" }],
    },
  ]);
});

Deno.test("Of a variable that the permissions hide the doctor does not say that the shell lacks it", async () => {
  await using scene = await setHealthyScene();
  await write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\nEVALS=${ID}\n`);
  const env = { ...HEALTHY_ENV, EVALS: ID, RUNS: ID };
  const { run, findings } = await visit(scene, ["--var", "EVALS", "--var", "RUNS"], { env });
  const unseen = "whether this shell has it, this program has no permission to see";
  assertEquals(
    findings.filter(({ check }) => check === "variable").map(({ grade, text }) => `${grade}: ${text}`),
    [
      `good: EVALS=${ID} in .env; ${unseen}`,
      `warning: RUNS is not in .env, and programs that load the file miss it: ${unseen}`,
    ],
    run.stderr,
  );
});
