import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { whereIs } from "../install/tools.ts";
import { programCommand, programEnvironment, runProgram } from "../support/program.ts";
import { type SceneRunOptions, setScene } from "../support/scene.ts";

type Row = readonly [
  name: string,
  args: readonly string[],
  exit: number,
  code: string,
  /** A word that the message must hold. */
  says: string,
  options?: SceneRunOptions,
];

const ROWS: readonly Row[] = [
  ["no token and no terminal", [], 3, "token_missing", "No token", { env: {} }],
  ["an empty --token-stdin", ["--token-stdin"], 3, "token_empty", "Standard input has no token", {
    env: {},
    stdin: "\n",
  }],
  ["a closed --token-stdin", ["--token-stdin"], 3, "token_empty", "Standard input has no token"],
  [
    "an empty word where the token belongs, and another token in HF_TOKEN",
    [""],
    3,
    "token_empty",
    "The command line has no token",
  ],
  ["an empty word where the name belongs", [TOKENS.write, ""], 2, "repository_name_invalid", "empty"],
  [
    "a token of the wrong kind on the command line",
    ["api_org_" + "a".repeat(34)],
    3,
    "token_wrong_kind",
    "organization token",
  ],
  ["a token with spaces inside", [], 3, "token_malformed", "spaces", { token: "hf_abc def ghi" }],
  ["a token right behind -n", ["-nhf_abcdefgh"], 2, "token_misplaced", "--name"],
  ["something that is no token", [], 3, "token_malformed", "hf_", { token: "sk-0123456789abcdef" }],
  ["a token of the wrong kind", [], 3, "token_wrong_kind", "organization token", {
    token: "api_org_" + "a".repeat(34),
  }],
  ["a token that the Hub does not know", [], 3, "token_refused", "HF_TOKEN", { token: TOKENS.unknown }],
  ["an expired token", [], 3, "token_expired", "expired", { token: TOKENS.expired }],
  [
    "a token file that is not there",
    ["--token-file", "nowhere.txt"],
    7,
    "token_file_unreadable",
    "nowhere.txt",
  ],
  ["a folder as token file", ["--token-file", "."], 7, "token_file_unreadable", "folder"],
  ["a name with a space", ["--name", "my runs"], 2, "repository_name_invalid", "space"],
  ["a slash too many", ["--name", "a/b/c"], 2, "repository_name_invalid", "slash"],
  ["two dashes", ["--name", "a--b"], 2, "repository_name_invalid", "'--'"],
  ["two dots", ["--name", "a..b"], 2, "repository_name_invalid", "'..'"],
  ["a leading dot", ["--name", ".runs"], 2, "repository_name_invalid", "begins"],
  ["97 characters", ["--name", "a".repeat(97)], 2, "repository_name_invalid", "97"],
  ["a name that ends in .git", ["--name", "runs.git"], 2, "repository_name_invalid", ".git"],
  ["a name that is not ASCII", ["--name", "l\u00e4ufe"], 2, "repository_name_invalid", "letters"],
  ["an option twice", ["--name", "a", "--name", "b"], 2, "option_repeated", "--name"],
  ["an option without its value", ["--name"], 2, "option_value_missing", "--name"],
  ["a value that an option does not take", ["--gated", "sometimes"], 2, "option_value_invalid", "sometimes"],
  ["a template that is none", ["--template", "trakio"], 2, "template_unknown", "trakio"],
  ["a license that the Hub does not know", ["--license", "MIT-0"], 2, "option_value_invalid", "MIT-0"],
  ["two tags in one", ["--tag", "a,b"], 2, "option_value_invalid", "a,b"],
  ["a title over two lines", ["--pretty-name", "a\nb"], 2, "option_value_invalid", "pretty-name"],
  ["a region that is none", ["--region", "asia"], 2, "option_value_invalid", "asia"],
  ["configure without a repository", ["configure", "--private"], 2, "argument_missing", "REPO"],
  ["configure without a change", ["configure", "runs"], 2, "nothing_to_configure", "runs"],
  ["configure with nothing", ["configure"], 2, "nothing_to_configure", "No changes given"],
  [
    "configure with a tag to add and to remove",
    ["configure", "runs", "--tag", "x", "--remove-tag", "x"],
    2,
    "options_conflict",
    "--remove-tag x",
  ],
  ["--private and --public", ["--private", "--public"], 2, "options_conflict", "--public"],
  ["an unknown option", ["--privat"], 2, "option_unknown", "--privat"],
  ["an unknown command", ["whomai"], 2, "command_unknown", "whomai"],
  ["a variable name that is no name", ["--var", "1-A"], 2, "variable_name_invalid", "1-A"],
  ["a plain http endpoint", ["--endpoint", "http://hub.example"], 2, "endpoint_not_secure", "hub.example"],
  [
    "an organization that is not the token's",
    ["--org", ORGANIZATIONS.foreign],
    4,
    "organization_not_member",
    ORGANIZATIONS.foreign,
  ],
  [
    "an env file in a folder that is not there",
    ["--env-file", "nowhere/.env"],
    7,
    "env_file_folder_missing",
    "nowhere",
  ],
  ["a folder as env file", ["--env-file", "."], 7, "env_file_is_not_a_file", "folder"],
];

Deno.test("Bad input gets one line, the next step, its exit code, and changes nothing", async (t) => {
  await using scene = await setScene();
  for (const [name, args, exit, code, says, options] of ROWS) {
    await t.step(name, async () => {
      const run = await scene.fails(["--yes", ...args], [exit, code], options);
      const lines = run.stderr.trimEnd().split("\n");
      const at = lines.findIndex((line) => line.startsWith("Error: "));
      assertStringIncludes(lines[at] ?? "", says);
      assertNotMatch(lines[at] ?? "", / $| {2}/, "A word is missing");
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
      await scene.fails(["--yes"], [7, code]);
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
