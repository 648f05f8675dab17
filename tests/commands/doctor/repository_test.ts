import { EXPERIMENT_COLUMNS } from "../../../lib/dataset/built_in_template.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import { movedKey } from "../../test_hub/repositories.ts";
import type { Scene } from "../../support/scene.ts";
import { CARD, DATA, ID, rowsFile, testRows, write } from "./healthy.ts";

/** Puts another dataset in the place of the healthy one. */
function replace(files: Readonly<Record<string, string | Uint8Array>>, details: { private?: boolean } = {}) {
  return ({ hub }: Scene) => hub.addRepository({ id: ID, files, ...details });
}

/** Lets the env file and the shell name another repository. */
function naming(id: string) {
  return {
    arrange: (scene: Scene) => write(scene, ".env", `TRACKIO_DATASET_REPO=${id}\n`),
    env: { TRACKIO_DATASET_REPO: id },
  };
}

const CHOOSE = "hf-dataset-setup use";
const NAMED = "(TRACKIO_DATASET_REPO in this shell)";

Deno.test("The doctor finds what is wrong with the repository that the variable names", async (t) => {
  await testRows(t, [
    {
      name: "it does not exist",
      ...naming("ada/nowhere"),
      expected: [
        ["bad repository", `Dataset ada/nowhere ${NAMED} does not exist, or this token cannot see it`, {
          command: "hf-dataset-setup --name ada/nowhere",
        }],
      ],
      exit: 5,
    },
    {
      name: "it does not exist, and this token cannot create it there",
      ...naming("tonic/trackio-experiments"),
      expected: [["bad repository", "Dataset tonic/trackio-experiments", {
        fix: "choose a dataset of your own",
        command: CHOOSE,
      }]],
      exit: 5,
    },
    {
      name: "it does not exist, in another case of an organization where it could be created",
      ...naming("babbage-lab/nowhere"),
      expected: [["bad repository", "Dataset babbage-lab/nowhere", {
        command: "hf-dataset-setup --name babbage-lab/nowhere",
      }]],
      exit: 5,
    },
    {
      name: "it is a model",
      env: naming("ada/thing").env,
      arrange: ({ hub }) => hub.addRepository({ id: "ada/thing", type: "model" }),
      expected: [["bad repository", "is a model, not a dataset", { command: CHOOSE }]],
      exit: 5,
    },
    {
      name: "it is a Space",
      env: naming("ada/thing").env,
      arrange: ({ hub }) => hub.addRepository({ id: "ada/thing", type: "space" }),
      expected: [["bad repository", "is a Space, not a dataset"]],
      exit: 5,
    },
    {
      name: "it is spelled in another case",
      ...naming("Ada/Trackio-Experiments"),
      expected: [["warning repository", `Ada/Trackio-Experiments ${NAMED} is spelled ${ID} on the Hub`, {
        command: `hf-dataset-setup use ${ID}`,
      }]],
    },
    {
      name: "it was renamed",
      env: naming("ada/former").env,
      arrange: ({ hub }) => hub.state.moved.set(movedKey({ type: "dataset", id: "ada/former" }), ID),
      expected: [["warning repository", `was renamed to ${ID} on the Hub`]],
    },
    {
      name: "it cannot be asked about",
      arrange: ({ hub }) =>
        hub.fault({ on: `GET /api/datasets/${ID}`, fault: { kind: "answer", status: 500 } }),
      expected: [["warning repository", `${ID} ${NAMED} was not checked`]],
    },
    {
      name: "it is another user's",
      env: naming("grace/runs").env,
      arrange: ({ hub }) =>
        hub.addRepository({ id: "grace/runs", files: { "README.md": "# Runs", [DATA]: rowsFile() } }),
      expected: [["bad repository_writable", "Cannot write to grace/runs: grace is neither ada nor one of"]],
      exit: 4,
    },
    {
      name: "the token is read-only",
      env: { HF_TOKEN: TOKENS.read },
      expected: [["bad repository_writable", "is read-only", { url: "/settings/tokens/new?" }]],
      exit: 4,
    },
    {
      name: "the Hub refuses what whoami does not, and only hf can change that token",
      env: { HF_TOKEN: TOKENS.oauthReadOnly },
      expected: [["bad repository_writable", `The token of ada cannot write to ${ID}`, {
        command: "hf auth login",
      }]],
      exit: 4,
    },
    {
      name: "whether it can be written to is unknown",
      arrange: ({ hub }) =>
        hub.fault({ on: "GET /api/datasets/*/auth-check/write", fault: { kind: "answer", status: 500 } }),
      expected: [["warning repository_writable", `Cannot tell whether this token can write to ${ID}`]],
    },
    {
      name: "it is private, and gated",
      arrange: ({ hub }) =>
        hub.addRepository({
          id: ID,
          files: { "README.md": CARD, [DATA]: rowsFile() },
          private: true,
          gated: "manual",
        }),
      expected: [["good repository", `${ID} exists (private, manual gate)`]],
    },
    {
      name: "it has no card",
      arrange: replace({ [DATA]: rowsFile() }),
      expected: [["warning repository_card", `${ID} has no card (README.md)`, {
        url: `/datasets/${ID}/new/main?filename=README.md`,
      }]],
    },
    {
      name: "its card says that it is private, which the doctor does not read",
      arrange: replace({ [DATA]: rowsFile(), "README.md": "This dataset is private.\n" }),
      expected: [["good repository_card", "has a card"]],
    },
  ]);
});

Deno.test("The doctor looks for the first row and the ten columns", async (t) => {
  const columns = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ["x"]]));
  const others = EXPERIMENT_COLUMNS.filter((name) => name !== "experiment_id");
  const holding = (rows: string | Uint8Array) => replace({ "README.md": CARD, [DATA]: rows });
  await testRows(t, [
    {
      name: "no rows in a dataset that setup created",
      arrange: replace({ "README.md": CARD }),
      expected: [
        ["warning first_row", `${ID} has no rows, so Spaces show two sample experiments of another user`, {
          command: `hf-dataset-setup --yes --name ${ID}`,
        }],
      ],
    },
    {
      name: "no rows in a dataset that setup did not create, and does not write to",
      arrange: replace({ "README.md": "# Mine" }),
      expected: [["warning first_row", `${ID} has no rows`, { command: null }]],
    },
    {
      name: "a file without rows",
      arrange: holding(rowsFile(Object.fromEntries(EXPERIMENT_COLUMNS.map((name) => [name, []])))),
      expected: [["warning first_row", `${DATA} has no rows`], ["good columns", "all 10 columns present"]],
    },
    {
      name: "a file that is not parquet",
      arrange: holding("not parquet"),
      expected: [["warning first_row", `${DATA} of ${ID} is not a readable parquet file`]],
    },
    {
      name: "an empty file",
      arrange: holding(""),
      expected: [["warning first_row", "is not a readable parquet file"]],
    },
    {
      name: "a file that the Hub cannot deliver",
      arrange: ({ hub }) => hub.fault({ on: "GET *.parquet", fault: { kind: "answer", status: 500 } }),
      expected: [["warning first_row", `The rows of ${ID} could not be read`]],
    },
    {
      name: "a file at a storage host that the permissions do not cover",
      arrange: ({ hub }) =>
        hub.fault({
          on: "GET *.parquet",
          fault: { kind: "redirect", to: "http://127.0.0.2:8999/rows.parquet" },
        }),
      expected: [["warning first_row", "127.0.0.2", { fix: "--allow-net" }]],
    },
    {
      name: "several files",
      arrange: replace({
        "README.md": CARD,
        "data/train-1.parquet": "not read",
        "data/train-0.parquet": rowsFile(),
      }),
      expected: [["good first_row", "1 row in the first of 2 files"]],
    },
    {
      name: "columns that are missing",
      arrange: holding(rowsFile(columns(["experiment_id", "name", "extra"]))),
      expected: [["warning columns", "lacks the columns description, created_at, status"]],
    },
    {
      name: "the column that no reader does without is missing",
      arrange: holding(rowsFile(columns(others))),
      expected: [["bad columns", "has no column experiment_id"]],
      exit: 5,
    },
    {
      name: "a column of numbers",
      arrange: holding(rowsFile({ ...columns(EXPERIMENT_COLUMNS), logs: [1] })),
      expected: [["warning columns", "has columns that are not text, so readers can fail: logs"]],
    },
    {
      name: "a footer that is longer than what is read at first",
      arrange: holding(rowsFile({
        ...columns(EXPERIMENT_COLUMNS),
        ...columns(Array.from({ length: 2_000 }, (_, index) => `extra_column_with_a_long_name_${index}`)),
      })),
      expected: [["good columns", "all 10 columns present, all text"]],
    },
  ]);
});
