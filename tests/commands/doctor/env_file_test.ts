import { assertEquals } from "@std/assert";
import { checkLines, checkMode } from "../../../lib/commands/doctor/env_file.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import type { Scene } from "../../support/scene.ts";
import { failureOfPromise } from "../../support/failures.ts";
import { git, hasGit } from "../../env_file/git/real_git.ts";
import { type Expected, ID, testRows, write } from "./healthy.ts";

const LINE = `TRACKIO_DATASET_REPO=${ID}\n`;
const TOKEN_LINE = `HF_TOKEN=${TOKENS.write}\n`;
const isWindows = Deno.build.os === "windows";

Deno.test("The doctor finds what is wrong with the env file", async (t) => {
  await testRows(t, [
    {
      name: "no file",
      arrange: ({ folder }) => Deno.remove(`${folder}/.env`),
      expected: [
        ["warning env_file", ".env does not exist", { command: "hf-dataset-setup" }],
        ["warning variable", "TRACKIO_DATASET_REPO is not in .env", {
          command: `hf-dataset-setup use ${ID}`,
        }],
      ],
    },
    {
      name: "a folder in its place",
      async arrange({ folder }) {
        await Deno.remove(`${folder}/.env`);
        await Deno.mkdir(`${folder}/.env`);
      },
      expected: [["bad env_file", "is a folder, not a file"], ["good variable", "in this shell"]],
      unsaid: "is not in .env",
      exit: 7,
    },
    {
      name: "bytes that are not UTF-8",
      arrange: (scene) => write(scene, ".env", new Uint8Array([0x41, 0x3d, 0xff, 0x0a])),
      expected: [["bad env_file", "line 1 has bytes that are not UTF-8"]],
      exit: 7,
    },
    {
      name: "a quote that is never closed",
      arrange: (scene) => write(scene, ".env", `A="x\n${LINE}`),
      expected: [
        [
          "warning env_file_syntax",
          ".env: line 1 conflicts with TRACKIO_DATASET_REPO: bash does not read past it",
          {
            command: "hf-dataset-setup use",
          },
        ],
      ],
    },
    {
      name: "lines that set nothing",
      arrange: (scene) =>
        write(scene, ".env", `# fine\n\nTRACKIO_DATASET_REP\nset A=b\n${LINE}A="x\ny"\nexport A\n`),
      expected: [["warning env_file_syntax", ".env: lines 3 and 4 are neither NAME=value nor a comment"]],
    },
    {
      name: "two values of the variable",
      arrange: (scene) => write(scene, ".env", `TRACKIO_DATASET_REPO=ada/old\nA=1\n${LINE}`),
      expected: [
        ["bad env_file_duplicates", ".env: TRACKIO_DATASET_REPO has different values on lines 1 and 3", {
          command: "hf-dataset-setup use",
        }],
      ],
      exit: 7,
    },
    {
      name: "two values of another variable, and twice the same value",
      arrange: (scene) => write(scene, ".env", `A=secret-1\nB=1\nA=secret-2\nB=1\n${LINE}`),
      expected: [["warning env_file_duplicates", "A has different values on lines 1 and 3"]],
      unsaid: "secret-",
    },
    {
      name: "a token that others can read",
      ignore: isWindows,
      async arrange(scene) {
        await write(scene, ".env", LINE + TOKEN_LINE);
        await Deno.chmod(`${scene.folder}/.env`, 0o644);
      },
      expected: [["warning env_file_mode", ".env has a token, and other users can read it (mode 644)"]],
    },
    {
      name: "a file that others can change",
      ignore: isWindows,
      arrange: ({ folder }) => Deno.chmod(`${folder}/.env`, 0o666),
      expected: [["warning env_file_mode", "Other users can change .env (mode 666)"]],
    },
    {
      name: "folders above it that cannot be read",
      options: { files: [] },
      expected: [["warning env_file_git", "Cannot tell what git does with .env"]],
    },
  ]);
});

Deno.test({
  name: "The doctor finds what git does with the env file (git is installed)",
  ignore: !await hasGit(),
  async fn(t) {
    const ignoring = (scene: Scene) => write(scene, ".gitignore", "/.env\n");
    const adding = (scene: Scene) => git(scene.folder, ["add", "--force", ".env"]);
    const withToken = "Git does not ignore .env, which has a token";
    const rows: readonly [name: string, text: string, more: (scene: Scene) => unknown, Expected][] = [
      ["ignored", LINE + TOKEN_LINE, ignoring, ["good env_file_git", "ignored by git"]],
      ["exposed", LINE, () => {}, ["warning env_file_git", "Git does not ignore .env, so a secret", {
        fix: "Add /.env to ",
      }]],
      ["exposed with a token", LINE + TOKEN_LINE, () => {}, ["warning env_file_git", withToken]],
      ["exposed with a token under another name", `${LINE}MY_KEY=${TOKENS.write}\n`, () => {}, [
        "warning env_file_git",
        withToken,
      ]],
      [
        "exposed with the token of a program",
        `${LINE}MY_KEY=hf_oauth_${"eyJh.bGci-OiJ_SUzI1".repeat(2)}\n`,
        () => {},
        ["warning env_file_git", withToken],
      ],
      ["tracked", LINE, adding, ["warning env_file_git", "Git tracks .env, so everything"]],
      // It was only staged: nothing says that a commit has it.
      ["tracked with a token", LINE + TOKEN_LINE, adding, [
        "bad env_file_git",
        "Git tracks .env, which has a token, so the token may be committed",
      ]],
    ];
    await testRows(
      t,
      rows.map(([name, text, more, expected]) => ({
        name,
        async arrange(scene: Scene) {
          await git(scene.folder, ["init", "--quiet"]);
          await write(scene, ".env", text);
          await more(scene);
        },
        expected: [expected],
        unsaid: "history",
        exit: expected[0].startsWith("bad") ? 7 : 0,
      })),
    );
  },
});

Deno.test("On Windows the doctor does not speak of a mode", () => {
  const checked = (system: "linux" | "windows") =>
    checkMode(0o666, { holdsToken: true, place: { envFile: ".env" }, system }).map(({ grade }) => grade);
  assertEquals([checked("linux"), checked("windows")], [["warning"], []]);
});

/** The problems in the lines of a file, without its name and what follows from them. */
async function problemsIn(text: string): Promise<readonly string[]> {
  const place = { shell: "sh", envFile: ".env", variables: ["RUNS"], endpointOption: undefined } as const;
  const findings = await checkLines(new TextEncoder().encode(text), { path: ".env", place });
  return findings
    .filter(({ grade }) => grade !== "good")
    .map(({ grade, text }) => `${grade}: ${text.replace(/^\.env: /, "").replace(/[;,] .*| neither .*/, "")}`);
}

Deno.test("Lines of an env file that set nothing, that hide a variable or repeat it are found, and no others", async (t) => {
  const long = Array.from({ length: 20_000 }, (_, index) => `V${index}=x\n`).join("");
  const cases: readonly [name: string, text: string, problems: readonly string[]][] = [
    ["empty", "", []],
    ["comments and empty lines", "# a\n\n  # b\n\t\n", []],
    ["every form of a value", "A=1\nexport B=2\n C = 3\nD='x'\nE=\nF=\"a # b\" # c\n", []],
    ["Windows", "\ufeffA=1\r\n# x\r\n\r\nB=2\r\n", []],
    ["values of several lines", "A=\"one\ntwo words\nthree\"\nB='x\ny'\n", []],
    ["export without a value", "A=1\nexport A\nexport A B\n", []],
    ["words", "A=1\nhello world\nB=2\n", ["warning: line 2 is"]],
    ["a name with a dash", "MY-KEY=1\nA=1\n", ["warning: line 1 is"]],
    ["no line end at the end", "A=1\nset B=2", ["warning: line 2 is"]],
    ["thousands of variables, in one pass", `${long}RUNS=a/b\nodd\n`, ["warning: line 20002 is"]],
    ["another variable that cannot be read", "OTHER: x\nRUNS=ada/runs\n", [
      "warning: line 1 conflicts with RUNS: Node 20 does not read past it",
    ]],
    ["twice the same value", "A=1\nB=2\nA='1'\n", []],
    ["two values, one of several lines", 'B=2\nexport B=3\nC="x\ny"\nC=x\n', [
      "warning: B has different values on lines 1 and 2",
      "warning: C has different values on lines 3 and 5",
    ]],
    ["two values of the variable", "RUNS=a/b\nRUNS=a/c\n", [
      "bad: RUNS has different values on lines 1 and 2",
    ]],
    ["a quote before the variable", "A=it's\nRUNS=a/b\n", [
      "warning: line 1 conflicts with RUNS: bash does not read past it",
    ]],
    ["spaces that bash does not read", "A=1\nRUNS = a/b\n", [
      "warning: line 2 conflicts with RUNS: bash does not read past it",
    ]],
    ["a quote in a file without the variable", "A=it's\n", []],
    ["quotes and comments that all read", "A='x'\nexport RUNS='a/b' # c\n", []],
  ];
  for (const [name, text, problems] of cases) {
    await t.step(name, async () => assertEquals(await problemsIn(text), problems));
  }
});

Deno.test("A line that cannot be read is a failure where it is about the wanted variables", async () => {
  for (const text of ["RUNS: ada/runs\n", "export RUNS=a/b; export B=1\n", "RUNS=${USER}/runs\n"]) {
    assertEquals((await failureOfPromise(() => problemsIn(text))).code, "env_file_ambiguous");
  }
});
