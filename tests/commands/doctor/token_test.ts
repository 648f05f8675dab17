import { SINGLE_DATASET, TOKENS } from "../../test_hub/accounts.ts";
import { rowsFile, testRows, write } from "./patient.ts";

Deno.test("The doctor finds what is wrong with the token, and which tokens are shadowed", async (t) => {
  const noToken = { env: { TRACKIO_DATASET_REPO: "ada/trackio-experiments" } };
  const loginFile = { HF_HOME: "." };
  await testRows(t, [
    {
      name: "no token: the rest is looked at all the same",
      options: noToken,
      expected: [
        {
          check: "token_source",
          grade: "bad",
          text: "no token was found",
          mend: "/settings/tokens/new?",
          exit: 3,
        },
        { check: "clock", grade: "good", text: "" },
        { check: "repository", grade: "good", text: "is there, public" },
        { check: "columns", grade: "good", text: "all ten" },
      ],
    },
    {
      name: "no token, and a private dataset",
      spoil: ({ hub }) => hub.addRepository({ id: "ada/secret", private: true }),
      options: { env: { TRACKIO_DATASET_REPO: "ada/secret" } },
      expected: [
        { check: "token_source", grade: "bad", text: "no token", exit: 3 },
        {
          check: "repository",
          grade: "warning",
          text: "ada/secret (TRACKIO_DATASET_REPO in this shell) cannot be seen",
        },
      ],
    },
    {
      name: "something that is no token",
      env: { HF_TOKEN: "password" },
      expected: [{ check: "token_source", grade: "bad", text: "HF_TOKEN", exit: 3 }],
    },
    {
      name: "a token of an organization",
      env: { HF_TOKEN: "api_org_" + "x".repeat(34) },
      expected: [{ check: "token_source", grade: "bad", text: "", exit: 3 }],
    },
    {
      name: "a token file that is not there",
      args: ["--token-file", "nowhere.txt"],
      expected: [
        { check: "token_source", grade: "bad", text: "nowhere.txt", exit: 7 },
        { check: "token_shadowed", grade: "good", text: "HF_TOKEN holds another token" },
      ],
    },
    {
      name: "a token on standard input",
      args: ["--token-stdin"],
      options: { ...noToken, stdin: `${TOKENS.write}\n` },
      expected: [{ check: "token_source", grade: "good", text: "from standard input (37 characters" }],
    },
    {
      name: "quotes around the token",
      env: { HF_TOKEN: `"${TOKENS.write}"` },
      expected: [{
        check: "token_source",
        grade: "warning",
        text: "ignored the quotes or prefix around it",
      }],
    },
    {
      name: "the old name of the variable",
      options: { env: { ...noToken.env, HUGGING_FACE_HUB_TOKEN: TOKENS.write } },
      expected: [
        {
          check: "token_source",
          grade: "warning",
          text:
            "from HUGGING_FACE_HUB_TOKEN (37 characters, begins with hf_), a name that is going out of use",
          command: 'export HF_TOKEN="$HUGGING_FACE_HUB_TOKEN"; unset HUGGING_FACE_HUB_TOKEN',
        },
      ],
    },
    {
      name: "another token in the login file",
      spoil: (scene) => write(scene, "token", TOKENS.grace),
      env: loginFile,
      expected: [
        { check: "token_source", grade: "good", text: "from HF_TOKEN" },
        {
          check: "token_shadowed",
          grade: "warning",
          text: "holds another token; HF_TOKEN comes first, here and in most programs",
          command: "unset HF_TOKEN",
        },
      ],
    },
    {
      name: "a folder in the place of the login file, which the command for a file would spoil",
      spoil: ({ folder }) => Deno.mkdir(`${folder}/token`, { mode: 0o755 }),
      env: loginFile,
      expected: [{
        check: "token_shadowed",
        grade: "warning",
        text: 'Cannot read the token file "./token": it is a folder; HF_TOKEN comes first',
        mend: "Check the path",
        command: null,
      }],
      unsaid: "can be read by other users",
    },
    {
      name: "something that is no token in the login file: it is nothing to go over to",
      spoil: (scene) => write(scene, "token", "password"),
      env: loginFile,
      expected: [{
        check: "token_shadowed",
        grade: "warning",
        text: 'The text from the login file "./token" is not a token',
        mend: "Copy the whole token again",
        command: null,
      }],
    },
    {
      name: "the same token in the login file, which others can read",
      ignore: Deno.build.os === "windows",
      async spoil(scene) {
        await write(scene, "token", `${TOKENS.write}\n`);
        await Deno.chmod(`${scene.folder}/token`, 0o644);
      },
      env: loginFile,
      expected: [
        { check: "token_shadowed", grade: "good", text: "holds the same token" },
        {
          check: "token_source",
          grade: "warning",
          text: "can be read by other users",
          command: "chmod 600 ./token",
        },
      ],
    },
    {
      name: "a token that the Hub does not know",
      env: { HF_TOKEN: TOKENS.unknown },
      expected: [
        { check: "token_valid", grade: "bad", text: "", exit: 3 },
        { check: "repository", grade: "warning", text: "was not checked" },
      ],
    },
    {
      name: "an expired token",
      env: { HF_TOKEN: TOKENS.expired },
      expected: [{ check: "token_valid", grade: "bad", text: "expired", exit: 3 }],
    },
    {
      name: "a token that an organization has not approved",
      env: { HF_TOKEN: TOKENS.needsApproval },
      expected: [{
        check: "token_valid",
        grade: "bad",
        text: "needs approval by an administrator",
        mend: "Ask an admin of the organization",
        exit: 4,
      }],
    },
    {
      name: "a token that expires in three days",
      env: { HF_TOKEN: TOKENS.expiring },
      expected: [{
        check: "token_expiry",
        grade: "warning",
        text: 'The token "short-lived" of ada expires on',
      }],
    },
    {
      name: "a token of somebody else",
      env: { HF_USERNAME: "grace" },
      expected: [
        {
          check: "token_owner",
          grade: "bad",
          text: "The token belongs to ada, but HF_USERNAME is grace",
          mend: "Use a token of grace",
          exit: 4,
        },
      ],
    },
    {
      name: "a token that may only read",
      spoil: (scene) => write(scene, ".env", ""),
      options: { env: { HF_TOKEN: TOKENS.read } },
      expected: [
        {
          check: "rights",
          grade: "bad",
          text: "may not under ada, analytical-engine",
          mend: "Write access to contents/settings of all repos under your personal namespace",
          exit: 4,
        },
      ],
    },
    {
      name: "a token for the one dataset, which is enough for it",
      spoil: ({ hub }) =>
        hub.addRepository({
          id: SINGLE_DATASET,
          files: { "README.md": "# x", "data/train-0.parquet": rowsFile() },
        }),
      env: { HF_TOKEN: TOKENS.fineGrainedDataset, TRACKIO_DATASET_REPO: SINGLE_DATASET },
      expected: [
        {
          check: "rights",
          grade: "warning",
          text: "may write to the dataset below, which is enough for that one",
        },
        { check: "repository_writable", grade: "good", text: "this token may write to it" },
        // The env file still names the other one.
        {
          check: "repository_writable",
          grade: "bad",
          text: "Cannot write to ada/trackio",
          exit: 4,
        },
      ],
    },
    {
      name: "a token that does not describe itself",
      env: { HF_TOKEN: TOKENS.oauth },
      expected: [{ check: "rights", grade: "good", text: "the Hub decides about ada" }],
    },
  ]);
});
