import { assertEquals } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { examine, type Expected, HEALTHY_ENV, ID, setHealthyScene, testRows, write } from "./healthy.ts";

const CHOOSE = "hf-dataset-setup use";
const LOAD = "hf-dataset-setup env --help";

Deno.test("The doctor finds variables that are unset, malformed, or different from shell to file", async (t) => {
  const noShell = { env: { HF_TOKEN: TOKENS.write } };
  await testRows(t, [
    {
      name: "set nowhere",
      arrange: (scene) => write(scene, ".env", "OTHER=1\n"),
      options: noShell,
      expected: [[
        "warning variable",
        "TRACKIO_DATASET_REPO is not set, neither in .env nor in this shell; programs that read it " +
        "fall back to tonic/trackio-experiments, which belongs to another user",
        { command: CHOOSE },
      ]],
    },
    {
      name: "empty in the file",
      arrange: (scene) => write(scene, ".env", "TRACKIO_DATASET_REPO=\n"),
      options: noShell,
      expected: [["warning variable", "is not set, neither in .env nor in this shell"]],
    },
    {
      name: "in the file only",
      options: noShell,
      expected: [
        ["good variable", `TRACKIO_DATASET_REPO is ${ID} in .env`],
        [
          "warning variable",
          "TRACKIO_DATASET_REPO is not set in this shell; programs that do not load .env fall back to",
          { command: LOAD },
        ],
      ],
    },
    {
      name: "different in the shell",
      arrange: ({ hub }) => hub.addRepository({ id: "ada/old" }),
      env: { TRACKIO_DATASET_REPO: "ada/old" },
      expected: [[
        "warning variable",
        `TRACKIO_DATASET_REPO is ${ID} in .env and ada/old in this shell; most programs use the shell's`,
        { command: LOAD },
      ]],
    },
    {
      name: "no slash in the file",
      arrange: (scene) => write(scene, ".env", "TRACKIO_DATASET_REPO=runs\n"),
      options: noShell,
      expected: [["bad variable", "TRACKIO_DATASET_REPO in .env is not a repository id (OWNER/NAME)", {
        command: CHOOSE,
      }]],
      exit: 2,
    },
    {
      name: "a URL in the shell",
      env: { TRACKIO_DATASET_REPO: "https://huggingface.co/datasets/ada/runs" },
      expected: [["bad variable", "TRACKIO_DATASET_REPO in this shell is not a repository id (OWNER/NAME)", {
        fix: "Unset TRACKIO_DATASET_REPO in this shell",
        command: null,
      }]],
      exit: 2,
    },
    {
      name: "another variable and another file: the command names both",
      arrange: (scene) => write(scene, "my.env", "A=1\n"),
      args: ["--var", "EVALS", "--env-file", "my.env"],
      expected: [["warning variable", "EVALS is not in my.env; no permission to see", {
        command: "hf-dataset-setup use --env-file my.env --var EVALS",
      }]],
    },
  ]);
});

Deno.test("The doctor finds conflicts with Trackio's own variables", async (t) => {
  const deprecated = "TRACKIO_DATASET_ID is deprecated: Trackio reads it only inside a Space";
  await testRows(t, [
    {
      name: "the same dataset for both",
      env: { TRACKIO_DATASET_ID: ID.toUpperCase() },
      expected: [[
        "bad trackio_variables",
        `${ID} is named twice: by TRACKIO_DATASET_ID in this shell, and by TRACKIO_DATASET_REPO in .env`,
        { fix: "Remove TRACKIO_DATASET_ID" },
      ]],
      unsaid: "deprecated",
      exit: 5,
    },
    {
      name: "the same dataset for a sibling of the variable in the env file",
      arrange: (scene) =>
        write(
          scene,
          ".env",
          `TRACKIO_DATASET_REPO=${ID}\nEVAL_DATASET_REPO=ada/x\nTRACKIO_DATASET_ID=ada/x\n`,
        ),
      expected: [["bad trackio_variables", "ada/x is named twice"]],
      exit: 5,
    },
    {
      name: "a deprecated variable",
      env: { TRACKIO_DATASET_ID: "ada/other" },
      expected: [["warning trackio_variables", deprecated, {
        fix: "Unset TRACKIO_DATASET_ID in this shell",
      }]],
    },
    {
      name: "a deprecated variable that was asked for, which is no conflict with itself",
      arrange: (scene) => write(scene, ".env", `TRACKIO_DATASET_ID=${ID}\n`),
      args: ["--var", "TRACKIO_DATASET_ID"],
      options: { env: { HF_TOKEN: TOKENS.write } },
      expected: [["warning trackio_variables", deprecated], ["good variable", `TRACKIO_DATASET_ID is ${ID}`]],
      unsaid: "named twice",
    },
    {
      name: "a bucket in the env file",
      arrange: (scene) => write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\nTRACKIO_BUCKET_ID=ada/bucket\n`),
      expected: [["warning trackio_variables", "downloads the whole bucket", {
        fix: "Remove TRACKIO_BUCKET_ID from .env",
      }]],
    },
    {
      name: "a Space and a server",
      env: { TRACKIO_SPACE_ID: "ada/space", TRACKIO_SERVER_URL: "http://127.0.0.1:7860" },
      expected: [["warning trackio_variables", "Trackio uses the Space"]],
    },
    {
      name: "a Space alone",
      env: { TRACKIO_SPACE_ID: "ada/space" },
      expected: [["good trackio_variables", "no conflict with Trackio's own variables"]],
    },
  ]);
});

Deno.test("The doctor shows the defaults for new datasets, and those that cannot be meant", async (t) => {
  const rows: readonly [variable: string, value: string, expected: Expected][] = [
    ["ORG", "acme", ["good defaults", "new datasets belong to acme (HF_DATASET_SETUP_ORG)"]],
    ["VISIBILITY", "private", ["good defaults", "new datasets are private (HF_DATASET_SETUP_VISIBILITY)"]],
    ["ORG", "a b", ["bad defaults", 'Invalid value "a b" in HF_DATASET_SETUP_ORG']],
    ["VISIBILITY", "secret", ["bad defaults", 'Invalid value "secret" in HF_DATASET_SETUP_VISIBILITY']],
  ];
  await testRows(
    t,
    rows.map(([variable, value, expected]) => ({
      name: `${variable}=${value}`,
      env: { [`HF_DATASET_SETUP_${variable}`]: value },
      expected: [expected],
      exit: expected[0].startsWith("bad") ? 2 : 0,
    })),
  );
});

Deno.test("The doctor asks about five repositories at most", async () => {
  await using scene = await setHealthyScene();
  const names = ["A", "B", "C", "D", "E", "F"];
  await write(scene, ".env", names.map((name) => `${name}=ada/${name}\n`).join(""));
  for (const name of names) scene.hub.addRepository({ id: `ada/${name}` });
  await examine(scene, names.flatMap((name) => ["--var", name]));
  const asked = scene.requests().filter((request) => /^GET .api.datasets.ada.[A-F]$/.test(request));
  assertEquals(asked.length, 5);
});

Deno.test("Of a variable that the permissions hide the doctor does not say that the shell lacks it", async () => {
  await using scene = await setHealthyScene();
  await write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\nEVALS=${ID}\n`);
  const env = { ...HEALTHY_ENV, EVALS: ID, RUNS: ID };
  const { run, findings } = await examine(scene, ["--var", "EVALS", "--var", "RUNS"], { env });
  const hidden = "no permission to see whether this shell has it";
  assertEquals(
    findings.filter(({ check }) => check === "variable").map(({ grade, text }) => `${grade}: ${text}`),
    [`good: EVALS is ${ID} in .env; ${hidden}`, `warning: RUNS is not in .env; ${hidden}`],
    run.stderr,
  );
});
