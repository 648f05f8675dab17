import { TOKENS } from "../../test_hub/accounts.ts";
import type { Scene } from "../../support/scene.ts";
import { git, hasGit } from "../../env_file/git/real_git.ts";
import { ID, type Row, testRows, write } from "./patient.ts";

const LINE = `TRACKIO_DATASET_REPO=${ID}\n`;
const TOKEN_LINE = `HF_TOKEN=${TOKENS.write}\n`;

Deno.test("The doctor finds what is wrong with the env file", async (t) => {
  await testRows(t, [
    {
      name: "no file",
      spoil: ({ folder }) => Deno.remove(`${folder}/.env`),
      expected: [
        { check: "env_file", grade: "warning", text: "there is no ", command: "hf-dataset-setup use NAME" },
        {
          check: "variable",
          grade: "warning",
          text: "TRACKIO_DATASET_REPO is not in .env",
          command: `hf-dataset-setup use ${ID}`,
        },
      ],
    },
    {
      name: "a folder in its place",
      async spoil({ folder }) {
        await Deno.remove(`${folder}/.env`);
        await Deno.mkdir(`${folder}/.env`);
      },
      expected: [
        { check: "env_file", grade: "bad", text: "is a folder, not a file", exit: 7 },
        { check: "variable", grade: "good", text: "in this shell" },
      ],
      unsaid: "is not in .env",
    },
    {
      name: "no UTF-8",
      spoil: (scene) => write(scene, ".env", new Uint8Array([0x41, 0x3d, 0xff, 0x0a])),
      expected: [{ check: "env_file", grade: "bad", text: "line 1 holds bytes that are not UTF-8", exit: 7 }],
    },
    {
      name: "a quote that is never closed",
      spoil: (scene) => write(scene, ".env", `A="x\n${LINE}`),
      expected: [{ check: "env_file", grade: "bad", text: "opens a double quote on line 1", exit: 7 }],
    },
    {
      name: "lines that set nothing",
      spoil: (scene) =>
        write(scene, ".env", `# fine\n\nTRACKIO_DATASET_REP\nset A=b\n${LINE}A="x\ny"\nexport A\n`),
      expected: [
        {
          check: "env_file_syntax",
          grade: "warning",
          text: "lines 3 and 4 are neither NAME=value nor a comment",
        },
      ],
    },
    {
      name: "another token in it",
      spoil: (scene) => write(scene, ".env", `${LINE}HF_TOKEN=${TOKENS.grace}\n`),
      expected: [
        { check: "env_file_syntax", grade: "good", text: "every line" },
        { check: "env_file_syntax", grade: "warning", text: "its HF_TOKEN is not the token in use" },
        { check: "env_file_mode", grade: "good", text: "mode 600" },
      ],
    },
    {
      name: "two values of the variable",
      spoil: (scene) => write(scene, ".env", `TRACKIO_DATASET_REPO=ada/old\nA=1\n${LINE}`),
      expected: [
        {
          check: "env_file_duplicates",
          grade: "bad",
          text: "TRACKIO_DATASET_REPO has different values on lines 1 and 3",
          command: "hf-dataset-setup use NAME",
          exit: 7,
        },
      ],
    },
    {
      name: "two values of another variable, and twice the same",
      spoil: (scene) => write(scene, ".env", `A=secret-1\nB=1\nA=secret-2\nB=1\n${LINE}`),
      expected: [{
        check: "env_file_duplicates",
        grade: "warning",
        text: "A has different values on lines 1 and 3",
      }],
    },
    {
      name: "a token that others can read",
      ignore: Deno.build.os === "windows",
      async spoil(scene) {
        await write(scene, ".env", LINE + TOKEN_LINE);
        await Deno.chmod(`${scene.folder}/.env`, 0o644);
      },
      expected: [{ check: "env_file_mode", grade: "warning", text: "it holds a token, and other users" }],
    },
    {
      name: "a file that others can write",
      ignore: Deno.build.os === "windows",
      spoil: ({ folder }) => Deno.chmod(`${folder}/.env`, 0o666),
      expected: [{
        check: "env_file_mode",
        grade: "warning",
        text: "other users of this machine can write to it (mode 666)",
      }],
    },
    {
      name: "folders above that may not be read",
      options: { files: [] },
      expected: [{ check: "env_file_git", grade: "warning", text: "what git does with it is not known" }],
    },
  ]);
});

Deno.test({
  name: "The doctor finds what git does with the env file (git is installed)",
  ignore: !await hasGit(),
  async fn(t) {
    const inRepository =
      (text: string, more: (scene: Scene) => unknown = () => {}) => async (scene: Scene) => {
        await git(scene.folder, ["init", "--quiet"]);
        await write(scene, ".env", text);
        await more(scene);
      };
    const ignoring = (scene: Scene) => write(scene, ".gitignore", "/.env\n");
    const adding = (scene: Scene) => git(scene.folder, ["add", "--force", ".env"]);
    const rows: readonly (Pick<Row, "name" | "spoil"> & {
      grade: "good" | "warning" | "bad";
      text: string;
      command?: string;
    })[] = [
      {
        name: "ignored",
        spoil: inRepository(LINE + TOKEN_LINE, ignoring),
        grade: "good",
        text: "git ignores it",
      },
      {
        name: "exposed",
        spoil: inRepository(LINE),
        grade: "warning",
        text: "git does not ignore it; a later secret",
      },
      {
        name: "exposed with a token",
        spoil: inRepository(LINE + TOKEN_LINE),
        grade: "warning",
        text: "git does not ignore it, and it holds a token",
      },
      {
        name: "exposed with a token under another name",
        spoil: inRepository(`${LINE}MY_KEY=${TOKENS.write}\n`),
        grade: "warning",
        text: "git does not ignore it, and it holds a token",
      },
      {
        name: "exposed with the token of a program",
        spoil: inRepository(`${LINE}MY_KEY=hf_oauth_${"eyJh.bGci-OiJ_SUzI1".repeat(2)}\n`),
        grade: "warning",
        text: "git does not ignore it, and it holds a token",
      },
      {
        name: "tracked",
        spoil: inRepository(LINE, adding),
        grade: "warning",
        text: "git tracks it; what is written",
      },
      {
        name: "tracked with a token",
        spoil: inRepository(LINE + TOKEN_LINE, adding),
        grade: "bad",
        text: "git tracks it, and it holds a token",
      },
    ];
    await testRows(
      t,
      rows.map(({ name, spoil, grade, text }) => ({
        name,
        ...(spoil === undefined ? {} : { spoil }),
        expected: [{ check: "env_file_git", grade, text, ...(grade === "bad" ? { exit: 7 } : {}) }],
      })),
    );
  },
});
