import { sep } from "node:path";
import { SINGLE_DATASET, TOKENS } from "../../test_hub/accounts.ts";
import { ID, rowsFile, testRows, write } from "./healthy.ts";

const LINE = `TRACKIO_DATASET_REPO=${ID}\n`;

Deno.test("The doctor finds what is wrong with the token, and which tokens are not used", async (t) => {
  const noToken = { env: { TRACKIO_DATASET_REPO: "ada/trackio-experiments" } };
  const loginFile = { HF_HOME: "." };
  const loginName = `".${sep}token"`;
  await testRows(t, [
    {
      name: "no token: everything else is checked all the same",
      options: noToken,
      expected: [
        ["bad token_source", "No token found", { url: "/settings/tokens/new?" }],
        ["good clock", ""],
        ["good repository", "exists (public)"],
        ["good columns", "all 10"],
      ],
      exit: 3,
    },
    {
      name: "no token, and a private dataset",
      arrange: ({ hub }) => hub.addRepository({ id: "ada/secret", private: true }),
      options: { env: { TRACKIO_DATASET_REPO: "ada/secret" } },
      expected: [["warning repository", "ada/secret (TRACKIO_DATASET_REPO in this shell) cannot be seen"]],
      exit: 3,
    },
    {
      name: "a text that is no token",
      env: { HF_TOKEN: "password" },
      expected: [["bad token_source", "The text from HF_TOKEN is not a token"]],
      exit: 3,
    },
    {
      name: "a token of an organization",
      env: { HF_TOKEN: "api_org_" + "x".repeat(34) },
      expected: [["bad token_source", "organization token"]],
      exit: 3,
    },
    {
      name: "a token file that does not exist",
      args: ["--token-file", "nowhere.txt"],
      expected: [
        ["bad token_source", "nowhere.txt"],
        ["good token_shadowed", "used instead of the token in HF_TOKEN"],
      ],
      exit: 7,
    },
    {
      name: "a token on standard input",
      args: ["--token-stdin"],
      options: { ...noToken, stdin: `${TOKENS.write}\n` },
      expected: [["good token_source", "from standard input (37 characters)"]],
    },
    {
      name: "quotes around the token",
      env: { HF_TOKEN: `"${TOKENS.write}"` },
      expected: [["warning token_source", "ignored the quotes or prefix around it", {
        fix: "only the token",
      }]],
    },
    {
      name: "the old name of the variable",
      options: { env: { ...noToken.env, HUGGING_FACE_HUB_TOKEN: TOKENS.write } },
      expected: [[
        "warning token_source",
        "from HUGGING_FACE_HUB_TOKEN (37 characters), a deprecated name",
        { fix: "Rename the variable to HF_TOKEN" },
      ]],
    },
    {
      name: "another token in the login file",
      arrange: (scene) => write(scene, "token", TOKENS.grace),
      env: loginFile,
      expected: [
        ["good token_source", "from HF_TOKEN"],
        ["warning token_shadowed", `the login file ${loginName} has another token; HF_TOKEN is used`, {
          fix: "unset HF_TOKEN",
        }],
      ],
    },
    {
      name: "another token in the env file",
      arrange: (scene) => write(scene, ".env", `${LINE}HF_TOKEN=${TOKENS.grace}\n`),
      expected: [["warning token_shadowed", "HF_TOKEN in .env has another token; HF_TOKEN is used", {
        fix: "unset HF_TOKEN",
      }]],
    },
    {
      name: "a token in the env file alone, as --save-token writes it",
      arrange: (scene) => write(scene, ".env", `${LINE}HF_TOKEN=${TOKENS.write}\n`),
      options: noToken,
      expected: [
        ["good token_source", "from HF_TOKEN in .env (37 characters)"],
        ["good repository_writable", "can write"],
      ],
    },
    {
      name: "a token in the env file alone that git may track, which is not used",
      async arrange(scene) {
        await Deno.mkdir(`${scene.folder}/.git`);
        await write(scene, ".git/HEAD", "ref: refs/heads/main\n");
        await write(scene, ".git/index", "of an unknown kind");
        await write(scene, ".env", `${LINE}HF_TOKEN=${TOKENS.write}\n`);
      },
      options: noToken,
      expected: [["bad token_source", "No token found"], [
        "warning env_file_git",
        "Cannot tell what git does",
      ]],
      exit: 3,
    },
    {
      name: "an env file that is not text, which is not about the token",
      arrange: (scene) => write(scene, ".env", new Uint8Array([0xff, 0x0a])),
      options: noToken,
      expected: [["bad token_source", "No token found"]],
      exit: 3,
    },
    {
      name: "a folder in the place of the login file",
      arrange: ({ folder }) => Deno.mkdir(`${folder}/token`, { mode: 0o755 }),
      env: loginFile,
      expected: [[
        "warning token_shadowed",
        `Cannot read the token file ${loginName}: it is a folder; HF_TOKEN is used`,
        { fix: "Check the path", command: null },
      ]],
      unsaid: "Other users can read",
    },
    {
      name: "a text that is no token in the login file, which is nothing to change to",
      arrange: (scene) => write(scene, "token", "password"),
      env: loginFile,
      expected: [["warning token_shadowed", `The text from the login file ${loginName} is not a token`, {
        fix: "Copy the whole token again",
        command: null,
      }]],
      unsaid: "unset HF_TOKEN",
    },
    {
      name: "the same token in the login file, which others can read",
      ignore: Deno.build.os === "windows",
      async arrange(scene) {
        await write(scene, "token", `${TOKENS.write}\n`);
        await Deno.chmod(`${scene.folder}/token`, 0o644);
      },
      env: loginFile,
      expected: [
        ["good token_shadowed", "the same in the login file"],
        ["warning token_source", "Other users can read the login file", { fix: "mode 600" }],
      ],
    },
    {
      name: "a CI service that gives other programs their token",
      env: { HF_OIDC_RESOURCE: "datasets/ada/runs" },
      expected: [["warning token_shadowed", "HF_OIDC_RESOURCE is set"]],
    },
    {
      name: "a token that the Hub does not know",
      env: { HF_TOKEN: TOKENS.unknown },
      expected: [["bad token_valid", "refused the token from HF_TOKEN"], [
        "warning repository",
        "was not checked",
      ]],
      exit: 3,
    },
    {
      name: "an expired token",
      env: { HF_TOKEN: TOKENS.expired },
      expected: [["bad token_valid", "has expired"]],
      exit: 3,
    },
    {
      name: "an expired login, which only hf renews",
      arrange: (scene) => write(scene, "token", TOKENS.expired),
      options: { env: { ...noToken.env, ...loginFile } },
      expected: [["bad token_valid", "has expired", { fix: "To log in again:", command: "hf auth login" }]],
      unsaid: "/settings/tokens",
      exit: 3,
    },
    {
      name: "a token that an organization has not approved",
      env: { HF_TOKEN: TOKENS.needsApproval },
      expected: [["bad token_valid", "needs approval by an administrator", {
        fix: "ask an admin of the organization",
      }]],
      exit: 4,
    },
    {
      name: "a token that expires in three days",
      env: { HF_TOKEN: TOKENS.expiring },
      expected: [["warning token_expiry", 'The token "short-lived" of ada expires on']],
    },
    {
      name: "an OAuth login that expires in three days",
      env: { HF_TOKEN: TOKENS.oauth },
      expected: [["warning token_expiry", "The token of ada expires on", { command: "hf auth login" }]],
      unsaid: "/settings/tokens",
    },
    {
      name: "a token of another user",
      env: { HF_USERNAME: "grace" },
      expected: [["bad token_owner", "The token belongs to ada, but HF_USERNAME is grace", {
        fix: "Use a token of grace, unset HF_USERNAME",
      }]],
      exit: 4,
    },
    {
      name: "a read-only token",
      arrange: (scene) => write(scene, ".env", ""),
      options: { env: { HF_TOKEN: TOKENS.read } },
      expected: [["bad rights", "Cannot create a dataset under ada", { url: "/settings/tokens/new?" }]],
      exit: 4,
    },
    {
      name: "a token for the one dataset, which is enough for it",
      arrange: ({ hub }) =>
        hub.addRepository({
          id: SINGLE_DATASET,
          files: { "README.md": "# x", "data/train-0.parquet": rowsFile() },
        }),
      env: { HF_TOKEN: TOKENS.fineGrainedDataset, TRACKIO_DATASET_REPO: SINGLE_DATASET },
      expected: [
        ["warning rights", "but it can write to the dataset that it is used for"],
        ["good repository_writable", "this token can write to it"],
        // The env file still names the other one.
        ["bad repository_writable", "Cannot write to ada/trackio"],
      ],
      exit: 4,
    },
    {
      name: "a token without a description",
      env: { HF_TOKEN: TOKENS.oauth },
      expected: [["good rights", "permissions unknown under ada"]],
    },
  ]);
});
