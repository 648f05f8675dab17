import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { whereIs } from "../install/tools.ts";
import { programCommand, programEnvironment, runProgram } from "../support/program.ts";
import { jsonOf, type SceneRunOptions, setScene } from "../support/scene.ts";

interface Row {
  readonly args: readonly string[];
  readonly options?: SceneRunOptions;
  readonly exit: number;
  readonly code: string;
  /** A word that the message must hold. */
  readonly says: string;
}

const NO_TOKEN: SceneRunOptions = { env: {} };
const A = "a".repeat(97);

const ROWS: Readonly<Record<string, Row>> = {
  "no token and no terminal": {
    args: [],
    options: NO_TOKEN,
    exit: 3,
    code: "token_missing",
    says: "No token",
  },
  "an empty --token-stdin": {
    args: ["--token-stdin"],
    options: { env: {}, stdin: "\n" },
    exit: 3,
    code: "token_empty",
    says: "Standard input has no token",
  },
  "a closed --token-stdin": {
    args: ["--token-stdin"],
    exit: 3,
    code: "token_empty",
    says: "Standard input has no token",
  },
  "an empty word where the token belongs, and another token in HF_TOKEN": {
    args: [""],
    exit: 3,
    code: "token_empty",
    says: "The command line has no token",
  },
  "an empty word where the name belongs": {
    args: [TOKENS.write, ""],
    exit: 2,
    code: "repository_name_invalid",
    says: "empty",
  },
  "a token of the wrong kind on the command line": {
    args: ["api_org_" + "a".repeat(34)],
    exit: 3,
    code: "token_wrong_kind",
    says: "organization token",
  },
  "a token with spaces inside": {
    args: [],
    options: { env: { HF_TOKEN: "hf_abc def ghi" } },
    exit: 3,
    code: "token_malformed",
    says: "spaces",
  },
  "a token right behind -n": {
    args: ["-nhf_abcdefgh"],
    exit: 2,
    code: "token_misplaced",
    says: "--name",
  },
  "something that is no token": {
    args: [],
    options: { env: { HF_TOKEN: "sk-0123456789abcdef" } },
    exit: 3,
    code: "token_malformed",
    says: "hf_",
  },
  "a token of the wrong kind": {
    args: [],
    options: { env: { HF_TOKEN: "api_org_" + "a".repeat(34) } },
    exit: 3,
    code: "token_wrong_kind",
    says: "organization token",
  },
  "a token that the Hub does not know": {
    args: [],
    options: { env: { HF_TOKEN: TOKENS.unknown } },
    exit: 3,
    code: "token_refused",
    says: "HF_TOKEN",
  },
  "an expired token": {
    args: [],
    options: { env: { HF_TOKEN: TOKENS.expired } },
    exit: 3,
    code: "token_expired",
    says: "expired",
  },
  "a token file that is not there": {
    args: ["--token-file", "nowhere.txt"],
    exit: 7,
    code: "token_file_unreadable",
    says: "nowhere.txt",
  },
  "a folder as token file": {
    args: ["--token-file", "."],
    exit: 7,
    code: "token_file_unreadable",
    says: "folder",
  },
  "a name with a space": {
    args: ["--name", "my runs"],
    exit: 2,
    code: "repository_name_invalid",
    says: "space",
  },
  "a slash too many": { args: ["--name", "a/b/c"], exit: 2, code: "repository_name_invalid", says: "slash" },
  "two dashes": { args: ["--name", "a--b"], exit: 2, code: "repository_name_invalid", says: "'--'" },
  "two dots": { args: ["--name", "a..b"], exit: 2, code: "repository_name_invalid", says: "'..'" },
  "a leading dot": { args: ["--name", ".runs"], exit: 2, code: "repository_name_invalid", says: "begins" },
  "97 characters": { args: ["--name", A], exit: 2, code: "repository_name_invalid", says: "97" },
  "a name that ends in .git": {
    args: ["--name", "runs.git"],
    exit: 2,
    code: "repository_name_invalid",
    says: ".git",
  },
  "a name that is not ASCII": {
    args: ["--name", "l\u00e4ufe"],
    exit: 2,
    code: "repository_name_invalid",
    says: "letters",
  },
  "an option twice": {
    args: ["--name", "a", "--name", "b"],
    exit: 2,
    code: "option_repeated",
    says: "--name",
  },
  "an option without its value": { args: ["--name"], exit: 2, code: "option_value_missing", says: "--name" },
  "a value that an option does not take": {
    args: ["--gated", "sometimes"],
    exit: 2,
    code: "option_value_invalid",
    says: "sometimes",
  },
  "a template that is none": {
    args: ["--template", "trakio"],
    exit: 2,
    code: "template_unknown",
    says: "trakio",
  },
  "a license that the Hub does not know": {
    args: ["--license", "MIT-0"],
    exit: 2,
    code: "option_value_invalid",
    says: "MIT-0",
  },
  "two tags in one": { args: ["--tag", "a,b"], exit: 2, code: "option_value_invalid", says: "a,b" },
  "a title over two lines": {
    args: ["--pretty-name", "a\nb"],
    exit: 2,
    code: "option_value_invalid",
    says: "pretty-name",
  },
  "a region that is none": {
    args: ["--region", "asia"],
    exit: 2,
    code: "option_value_invalid",
    says: "asia",
  },
  "configure without a repository": {
    args: ["configure", "--private"],
    exit: 2,
    code: "argument_missing",
    says: "REPO",
  },
  "configure without a change": {
    args: ["configure", "runs"],
    exit: 2,
    code: "nothing_to_configure",
    says: "runs",
  },
  "configure with a tag to add and to remove": {
    args: ["configure", "runs", "--tag", "x", "--remove-tag", "x"],
    exit: 2,
    code: "options_conflict",
    says: "--remove-tag x",
  },
  "--private and --public": {
    args: ["--private", "--public"],
    exit: 2,
    code: "options_conflict",
    says: "--public",
  },
  "an unknown option": { args: ["--privat"], exit: 2, code: "option_unknown", says: "--privat" },
  "an unknown command": { args: ["whomai"], exit: 2, code: "command_unknown", says: "whomai" },
  "a variable name that is no name": {
    args: ["--var", "1-A"],
    exit: 2,
    code: "variable_name_invalid",
    says: "1-A",
  },
  "a plain http endpoint": {
    args: ["--endpoint", "http://hub.example"],
    exit: 2,
    code: "endpoint_not_secure",
    says: "hub.example",
  },
  "an organization that is not the token's": {
    args: ["--org", ORGANIZATIONS.foreign],
    exit: 4,
    code: "organization_not_member",
    says: ORGANIZATIONS.foreign,
  },
  "an env file in a folder that is not there": {
    args: ["--env-file", "nowhere/.env"],
    exit: 7,
    code: "env_file_folder_missing",
    says: "nowhere",
  },
  "a folder as env file": {
    args: ["--env-file", "."],
    exit: 7,
    code: "env_file_is_not_a_file",
    says: "folder",
  },
};

Deno.test("Bad input gets one line, the next step, its exit code, and changes nothing", async (t) => {
  await using scene = await setScene();
  for (const [name, row] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      scene.hub.forget();
      const run = await scene.run(["--yes", "--output", "json", ...row.args], row.options);
      assertEquals([run.code, jsonOf(run).error?.code], [row.exit, row.code], run.stderr);
      const lines = run.stderr.trimEnd().split("\n");
      const at = lines.findIndex((line) => line.startsWith("Error: "));
      assertStringIncludes(lines[at] ?? "", row.says);
      assertEquals(lines.length, at + 2, "The error is one line, and the next step the last");
      assertNotMatch(run.stderr, /\bat .*\.ts:\d+/);
      assertEquals(scene.hub.repositories.size, 0);
      assertEquals(await Array.fromAsync(Deno.readDir(scene.folder)), []);
    });
  }
});

Deno.test("An env file that cannot be edited ends the run before the Hub is asked anything", async (t) => {
  await using scene = await setScene();
  const rows: [string, string | Uint8Array<ArrayBuffer>, string][] = [
    ["a line of two", "A=1\nexport TRACKIO_DATASET_REPO=a/b; export B=2\n", "env_file_ambiguous"],
    ["no text", new Uint8Array([65, 61, 0, 255, 10]), "env_file_not_text"],
  ];
  for (const [name, content, code] of rows) {
    await t.step(name, async () => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${scene.folder}/.env`, bytes);
      const run = await scene.run(["--yes", "--output", "json"]);
      assertEquals([run.code, jsonOf(run).error?.code], [7, code]);
      assertEquals(scene.requests(), []);
      assertEquals(await Deno.readFile(`${scene.folder}/.env`), bytes);
    });
  }
});

/** Root reads a file of mode 000 all the same, unless the process gives that power up. */
const setpriv = Deno.build.os !== "windows" && Deno.uid() === 0 ? await whereIs("setpriv") : undefined;

Deno.test({
  name: "A token file without read permission is named, with exit 7 (needs setpriv as root)",
  ignore: Deno.build.os === "windows" || (Deno.uid() === 0 && setpriv === undefined),
  async fn() {
    await using scene = await setScene();
    await Deno.writeTextFile(`${scene.folder}/token`, TOKENS.write, { mode: 0o000 });
    const options = { cwd: scene.folder, env: { HF_ENDPOINT: scene.hub.url } };
    const { file, args } = programCommand(["--yes", "--token-file", "token"], options);
    const run = await runProgram(args, {
      cwd: scene.folder,
      env: programEnvironment(options),
      command: setpriv === undefined
        ? [file]
        : [setpriv, "--bounding-set", "-dac_override,-dac_read_search", file],
    });
    assertEquals(run.code, 7, run.stderr);
    assertStringIncludes(run.stderr, "permission denied");
    assertEquals(scene.requests(), []);
  },
});
