import { EXPERIMENT_COLUMNS } from "../../../lib/dataset/template/trackio_row.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import { movedKey } from "../../test_hub/repositories.ts";
import type { Scene } from "../../support/scene.ts";
import { CARD, DATA, ID, rowsFile, testRows, write } from "./patient.ts";

/** Puts another dataset in the place of the healthy one. */
function replace(files: Readonly<Record<string, string | Uint8Array>>, details: { private?: boolean } = {}) {
  return ({ hub }: Scene) => hub.addRepository({ id: ID, files, ...details });
}

/** Lets the env file and the shell name another repository. */
function naming(id: string) {
  return {
    spoil: (scene: Scene) => write(scene, ".env", `TRACKIO_DATASET_REPO=${id}\n`),
    env: { TRACKIO_DATASET_REPO: id },
  };
}

Deno.test("The doctor finds what is wrong with the repository that the variable names", async (t) => {
  await testRows(t, [
    {
      name: "it is not there",
      ...naming("ada/nowhere"),
      expected: [
        {
          check: "repository",
          grade: "bad",
          text:
            'there is no dataset ada/nowhere (TRACKIO_DATASET_REPO in this shell) that the token of "ada" can see',
          command: "hf-dataset-setup --name ada/nowhere",
          exit: 5,
        },
      ],
    },
    {
      name: "it is not there, and this token cannot create it there",
      ...naming("tonic/trackio-experiments"),
      expected: [
        {
          check: "repository",
          grade: "bad",
          text: "there is no dataset tonic/trackio-experiments",
          mend: "name a dataset of your own",
          command: "hf-dataset-setup use NAME",
          exit: 5,
        },
      ],
    },
    {
      name: "it is not there, in another letter case of an organization where it could be",
      ...naming("babbage-lab/nowhere"),
      expected: [
        {
          check: "repository",
          grade: "bad",
          text: "there is no dataset babbage-lab/nowhere",
          command: "hf-dataset-setup --name babbage-lab/nowhere",
          exit: 5,
        },
      ],
    },
    {
      name: "it is a model",
      env: naming("ada/thing").env,
      spoil: ({ hub }) => hub.addRepository({ id: "ada/thing", type: "model" }),
      expected: [{ check: "repository", grade: "bad", text: "is a model, not a dataset", exit: 5 }],
    },
    {
      name: "it is a Space",
      env: naming("ada/thing").env,
      spoil: ({ hub }) => hub.addRepository({ id: "ada/thing", type: "space" }),
      expected: [{ check: "repository", grade: "bad", text: "is a space, not a dataset", exit: 5 }],
    },
    {
      name: "it is spelled otherwise",
      ...naming("Ada/Trackio-Experiments"),
      expected: [
        {
          check: "repository",
          grade: "warning",
          text: `Ada/Trackio-Experiments (TRACKIO_DATASET_REPO in this shell) is spelled ${ID} now`,
          command: `hf-dataset-setup use ${ID}`,
        },
      ],
    },
    {
      name: "it has another name by now",
      env: naming("ada/former").env,
      spoil: ({ hub }) => hub.state.moved.set(movedKey({ type: "dataset", id: "ada/former" }), ID),
      expected: [{ check: "repository", grade: "warning", text: `is called ${ID} now` }],
    },
    {
      name: "it cannot be asked about",
      spoil: ({ hub }) =>
        hub.fault({ on: `GET /api/datasets/${ID}`, fault: { kind: "answer", status: 500 } }),
      expected: [{
        check: "repository",
        grade: "warning",
        text: `${ID} (TRACKIO_DATASET_REPO in this shell) was not checked`,
      }],
    },
    {
      name: "it is somebody else's",
      env: naming("grace/runs").env,
      spoil: ({ hub }) =>
        hub.addRepository({ id: "grace/runs", files: { "README.md": "# Runs", [DATA]: rowsFile() } }),
      expected: [
        {
          check: "repository_writable",
          grade: "bad",
          text: "Cannot write to grace/runs: grace is neither ada nor one of ada's organizations",
          mend: "Use a dataset of your own",
          exit: 4,
        },
      ],
    },
    {
      name: "the token may only read",
      env: { HF_TOKEN: TOKENS.read },
      expected: [
        {
          check: "repository_writable",
          grade: "bad",
          text: 'the token "reading-room" of ada is read-only',
          mend: "/settings/tokens/new?",
          exit: 4,
        },
      ],
    },
    {
      name: "the Hub refuses what whoami does not speak against",
      env: { HF_TOKEN: TOKENS.oauthReadOnly },
      expected: [
        {
          check: "repository_writable",
          grade: "bad",
          text: `the token of "ada" may not write to ${ID}`,
          exit: 4,
        },
      ],
    },
    {
      name: "whether it may be written to is not known",
      spoil: ({ hub }) =>
        hub.fault({ on: "GET /api/datasets/*/auth-check/write", fault: { kind: "answer", status: 500 } }),
      expected: [{ check: "repository_writable", grade: "warning", text: "is not known" }],
    },
    {
      name: "it is private and gated",
      spoil: replace({ "README.md": CARD, [DATA]: rowsFile() }, { private: true }),
      expected: [{ check: "repository", grade: "good", text: `${ID} is there, private` }],
    },
  ]);
});

Deno.test("The doctor compares the card with the visibility", async (t) => {
  const data = { [DATA]: rowsFile() };
  await testRows(t, [
    {
      name: "no card",
      spoil: replace(data),
      expected: [{ check: "repository_card", grade: "warning", text: "it has no card (README.md)" }],
    },
    {
      name: "the predecessor's card on a public dataset",
      spoil: replace({ ...data, "README.md": "# X\n\n## Privacy\n\nThis dataset is private by default.\n" }),
      expected: [
        {
          check: "repository_card",
          grade: "warning",
          text: "it says that the dataset is private; it is public",
          mend: `/datasets/${ID}/settings`,
        },
      ],
    },
    {
      name: "a card that says public on a private dataset",
      spoil: replace({ ...data, "README.md": "Created as a public dataset.\n" }, { private: true }),
      expected: [{
        check: "repository_card",
        grade: "warning",
        text: "it says that the dataset is public; it is private",
      }],
    },
    {
      name: "a card that is right",
      spoil: replace({ ...data, "README.md": "Created as a private dataset with hf-dataset-setup.\n" }, {
        private: true,
      }),
      expected: [{ check: "repository_card", grade: "good", text: "it says private, as it is" }],
    },
    {
      name: "a card that cannot be read",
      spoil: ({ hub }) =>
        hub.fault({ on: "GET /datasets/*README.md", fault: { kind: "answer", status: 500 } }),
      expected: [{ check: "repository_card", grade: "warning", text: "its card could not be read" }],
    },
  ]);
});

Deno.test("The doctor looks for the first row and the ten columns", async (t) => {
  const columns = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ["x"]]));
  const others = EXPERIMENT_COLUMNS.filter((name) => name !== "experiment_id");
  await testRows(t, [
    {
      name: "no rows in a dataset that set-up made",
      spoil: replace({ "README.md": CARD }),
      expected: [
        {
          check: "first_row",
          grade: "warning",
          text:
            "it has no rows (data/train-*.parquet); the Space then shows two experiments of somebody else",
          command: `hf-dataset-setup --yes --name ${ID}`,
        },
      ],
    },
    {
      name: "no rows in a dataset of somebody's own",
      spoil: replace({ "README.md": "# Mine" }),
      expected: [{
        check: "first_row",
        grade: "warning",
        text: "it has no rows",
        command: "hf-dataset-setup --yes --name NAME",
      }],
    },
    {
      name: "a file without rows",
      spoil: replace({
        "README.md": CARD,
        [DATA]: rowsFile(Object.fromEntries(EXPERIMENT_COLUMNS.map((name) => [name, []]))),
      }),
      expected: [
        { check: "first_row", grade: "warning", text: `${DATA} has no rows` },
        { check: "columns", grade: "good", text: "all ten" },
      ],
    },
    {
      name: "a file that is no parquet",
      spoil: replace({ "README.md": CARD, [DATA]: "not parquet" }),
      expected: [{
        check: "first_row",
        grade: "warning",
        text: `"${DATA}" of "${ID}" cannot be read as parquet`,
      }],
    },
    {
      name: "an empty file",
      spoil: replace({ "README.md": CARD, [DATA]: "" }),
      expected: [{ check: "first_row", grade: "warning", text: "cannot be read as parquet" }],
    },
    {
      name: "a file in the storage for large ones that is not there",
      spoil: ({ hub }) => hub.fault({ on: "GET *.parquet", fault: { kind: "answer", status: 500 } }),
      expected: [{ check: "first_row", grade: "warning", text: "its rows could not be read" }],
    },
    {
      name: "several files",
      spoil: replace({
        "README.md": CARD,
        "data/train-1.parquet": "not read",
        "data/train-0.parquet": rowsFile(),
      }),
      expected: [{ check: "first_row", grade: "good", text: "1 row in the first of 2 files" }],
    },
    {
      name: "columns that are missing",
      spoil: replace({ "README.md": CARD, [DATA]: rowsFile(columns(["experiment_id", "name", "extra"])) }),
      expected: [{ check: "columns", grade: "warning", text: "lacks description, created_at, status" }],
    },
    {
      name: "the column that counts is missing",
      spoil: replace({ "README.md": CARD, [DATA]: rowsFile(columns(others)) }),
      expected: [{ check: "columns", grade: "bad", text: "lacks experiment_id", exit: 5 }],
    },
    {
      name: "a column of numbers",
      spoil: replace({ "README.md": CARD, [DATA]: rowsFile({ ...columns(EXPERIMENT_COLUMNS), logs: [1] }) }),
      expected: [{ check: "columns", grade: "warning", text: "logs in" }],
    },
    {
      name: "a footer that is longer than what is read at first",
      spoil: replace({
        "README.md": CARD,
        [DATA]: rowsFile({
          ...columns(EXPERIMENT_COLUMNS),
          ...columns(Array.from({ length: 2_000 }, (_, index) => `extra_column_with_a_long_name_${index}`)),
        }),
      }),
      expected: [{ check: "columns", grade: "good", text: "all ten" }],
    },
  ]);
});
