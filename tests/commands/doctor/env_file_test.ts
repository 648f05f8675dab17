import { assertEquals } from "@std/assert";
import { checkEnvFile, type EnvFileFacts, readLines } from "../../../lib/commands/doctor/env_file.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import type { Scene } from "../../support/scene.ts";
import { failureOf } from "../../support/failures.ts";
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
          ".env: line 1 is in the way of TRACKIO_DATASET_REPO: bash does not read past it",
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
  const file: EnvFileFacts = {
    path: "C:\\work\\.env",
    exists: true,
    failure: undefined,
    mode: 0o666,
    holdsToken: true,
    git: { state: "outside" },
    oddLines: [],
    repeated: [],
    unread: undefined,
    value: () => undefined,
    named: new Map(),
  };
  const place = {
    system: "windows",
    shell: "powershell",
    envFile: ".env",
    variables: [],
    endpointOption: undefined,
  } as const;
  assertEquals(checkEnvFile(file, place).map(({ check }) => check), [
    "env_file",
    "env_file_syntax",
    "env_file_git",
  ]);
});

function read(text: string) {
  return readLines(new TextEncoder().encode(text), { path: ".env", wanted: ["RUNS"] });
}

Deno.test("Lines of an env file that set nothing are found, and no others", async (t) => {
  const cases: readonly [name: string, text: string, odd: readonly number[]][] = [
    ["empty", "", []],
    ["comments and empty lines", "# a\n\n  # b\n\t\n", []],
    ["every form of a value", "A=1\nexport B=2\n C = 3\nD='x'\nE=\nF=\"a # b\" # c\n", []],
    ["Windows", "\ufeffA=1\r\n# x\r\n\r\nB=2\r\n", []],
    ["values of several lines", "A=\"one\ntwo words\nthree\"\nB='x\ny'\n", []],
    ["export without a value", "A=1\nexport A\nexport A B\n", []],
    ["words", "A=1\nhello world\nB=2\n", [2]],
    ["a name with a dash", "MY-KEY=1\nA=1\n", [1]],
    ["no line end at the end", "A=1\nset B=2", [2]],
  ];
  for (const [name, text, odd] of cases) {
    await t.step(name, () => assertEquals(read(text).oddLines, odd));
  }
});

Deno.test("Names that are set more than once are found with their lines", () => {
  assertEquals(read("A=1\nB=2\nA='1'\nexport B=3\nC=\"x\ny\"\nC=x\n").repeated, [
    { name: "A", lines: [1, 3], differ: false },
    { name: "B", lines: [2, 4], differ: true },
    { name: "C", lines: [5, 7], differ: true },
  ]);
});

Deno.test("A line that cannot be read is a failure only where it is about the wanted variables", () => {
  assertEquals(failureOf(() => read("RUNS: ada/runs\n")).code, "env_file_ambiguous");
  assertEquals(failureOf(() => read("export RUNS=a/b; export B=1\n")).code, "env_file_ambiguous");
  assertEquals(failureOf(() => read("RUNS=${USER}/runs\n")).code, "env_file_ambiguous");
  assertEquals(read("OTHER: x\nRUNS=ada/runs\n").repeated, []);
});

Deno.test("A line that keeps some program from reading the variable is found", () => {
  assertEquals(read("A=it's\nRUNS=a/b\n").unread, {
    name: "RUNS",
    line: 1,
    reason: "bash does not read past it",
  });
  assertEquals(read("A=1\nRUNS = a/b\n").unread?.line, 2);
  assertEquals(read("A=it's\n").unread, undefined);
  assertEquals(read("A='x'\nexport RUNS='a/b' # c\n").unread, undefined);
});

Deno.test("A file with thousands of variables is read in one pass", () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `V${index}=x\n`).join("");
  assertEquals(read(`${text}RUNS=a/b\nodd\n`), { oddLines: [20_002], repeated: [], unread: undefined });
});
