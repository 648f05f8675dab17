import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkRequiredWords, parseCommandLine } from "../../lib/cli/parser.ts";
import { COMMANDS, optionsOf } from "../../lib/cli/options.ts";
import { failureOfPromise } from "../support/failures.ts";

Deno.test("parseCommandLine() finds the command, its words and its options", async (t) => {
  const rows: [
    string,
    { command: string; words?: string[]; values?: Record<string, string[]>; flags?: string[] },
  ][] = [
    ["", { command: "setup" }],
    ["hf_abcdefgh", { command: "setup", words: ["hf_abcdefgh"] }],
    ["hf_abcdefgh my-runs", { command: "setup", words: ["hf_abcdefgh", "my-runs"] }],
    ["api_org_abcdefgh", { command: "setup", words: ["api_org_abcdefgh"] }],
    ['"hf_abcdefgh"', { command: "setup", words: ['"hf_abcdefgh"'] }],
    ["whoami", { command: "whoami" }],
    ["use acme/runs", { command: "use", words: ["acme/runs"] }],
    ["--env-file x.env use acme/runs", {
      command: "use",
      words: ["acme/runs"],
      values: { "env-file": ["x.env"] },
    }],
    ["env --output fish", { command: "env", values: { output: ["fish"] } }],
    ["-n runs -y", { command: "setup", values: { name: ["runs"] }, flags: ["yes"] }],
    ["--name=runs --private", { command: "setup", values: { name: ["runs"] }, flags: ["private"] }],
    ["--name=-x", { command: "setup", values: { name: ["-x"] } }],
    ["-yq", { command: "setup", flags: ["yes", "quiet"] }],
    ["-nruns", { command: "setup", values: { name: ["runs"] } }],
    ["-n=runs", { command: "setup", values: { name: ["runs"] } }],
    ["-nruns=2", { command: "setup", values: { name: ["runs=2"] } }],
    ["-n-x", { command: "setup", values: { name: ["-x"] } }],
    ["-yn runs", { command: "setup", values: { name: ["runs"] }, flags: ["yes"] }],
    ["-yn=runs", { command: "setup", values: { name: ["runs"] }, flags: ["yes"] }],
    ["-nvery", { command: "setup", values: { name: ["very"] } }],
    ["use -- -runs", { command: "use", words: ["-runs"] }],
    ["setup hf_abcdefgh --yes true", { command: "setup", words: ["hf_abcdefgh", "true"], flags: ["yes"] }],
    ["use --yes true", { command: "use", words: ["true"], flags: ["yes"] }],
    ["use --no-env-file true", { command: "use", words: ["true"], flags: ["no-env-file"] }],
    ["use -y false", { command: "use", words: ["false"], flags: ["yes"] }],
    ["--var A --var B", { command: "setup", values: { var: ["A", "B"] } }],
    ["--no-env-file --no-color", { command: "setup", flags: ["no-env-file", "no-color"] }],
    ["--name 007", { command: "setup", values: { name: ["007"] } }],
    ["use -- runs", { command: "use", words: ["runs"] }],
  ];
  for (const [line, expected] of rows) {
    await t.step(line === "" ? "(nothing)" : line, async () => {
      const parsed = await parseCommandLine(line.split(" ").filter((word) => word !== ""));
      assertEquals(parsed.command, expected.command);
      assertEquals(parsed.words, expected.words ?? []);
      for (const [name, values] of Object.entries(expected.values ?? {})) {
        assertEquals(parsed.values(name as "name"), values);
      }
      for (const flag of expected.flags ?? []) assertEquals(parsed.has(flag as "yes"), true, flag);
    });
  }
});

Deno.test("parseCommandLine() refuses what it does not understand, and names the remedy", async (t) => {
  const rows: [args: string[], code: string, message: string, hint: string][] = [
    [["--nmae", "x"], "option_unknown", 'Unknown option "--nmae"', 'Did you mean "--name"?'],
    [["--nmae=x"], "option_unknown", 'Unknown option "--nmae"', 'Did you mean "--name"?'],
    [["--zzzzzz"], "option_unknown", 'Unknown option "--zzzzzz"', "hf-dataset-setup --help"],
    // What parsers often take for something else.
    [["list", "--_"], "option_unknown", 'Unknown option "--_"', "hf-dataset-setup list --help"],
    [["env", "--_=x"], "option_unknown", 'Unknown option "--_"', "hf-dataset-setup env --help"],
    [["use", "--_=x", "-n=1", "007"], "option_unknown", 'Unknown option "--_"', "use --help"],
    [["--no-name=x"], "option_unknown", 'Unknown option "--no-name"', 'Did you mean "--name"?'],
    [["--no-name", "x"], "option_unknown", 'Unknown option "--no-name"', 'Did you mean "--name"?'],
    [["--no-yes"], "option_unknown", 'Unknown option "--no-yes"', "--help"],
    [["--name.first=x"], "option_unknown", 'Unknown option "--name.first"', "--help"],
    [["--__proto__=x"], "option_unknown", 'Unknown option "--__proto__"', "--help"],
    [["--=x"], "option_unknown", 'Unknown option "--"', "--help"],
    [["---name=x"], "option_unknown", 'Unknown option "---name"', 'Did you mean "--name"?'],
    [["-z"], "option_unknown", 'Unknown option "-z"', "--help"],
    [["-yz"], "option_unknown", 'Unknown option "-yz"', "--help"],
    [["-z5"], "option_unknown", 'Unknown option "-z5"', "--help"],
    [["-y=no"], "option_unknown", 'Unknown option "-y"', "--help"],
    [["whoami", "--name", "x"], "option_unknown", "--name is not an option of whoami", "an option of setup;"],
    [
      ["whoami", "--private"],
      "option_unknown",
      "--private is not",
      "setup, configure, trackio; to see those of",
    ],
    [["whoami", "--private"], "option_unknown", "--private is not", "hf-dataset-setup whoami --help"],
    [
      ["--check"],
      "option_unknown",
      "--check needs a command",
      "It is an option of apply; to see those of setup",
    ],
    [["--name"], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--name", "", "use", "runs"], "option_value_missing", "--name needs a value", "--name NAME"],
    [["HF_TOKEN"], "command_unknown", 'Unknown command "HF_TOKEN"', "--help"],
    [["whoami", ""], "argument_unexpected", 'Unexpected argument ""', "whoami --help"],
    [["--name", ""], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--name", "--private"], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--name="], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--name= "], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--name=", "runs"], "option_value_missing", "--name needs a value", "--name NAME"],
    [["-n"], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--gated"], "option_value_missing", "--gated needs a value", "Use auto, manual or off"],
    [["-n="], "option_value_missing", "--name needs a value", "--name NAME"],
    [["--name", "a", "--name", "b"], "option_repeated", "--name was given more than once", "once"],
    [["-n", "a", "--name=b"], "option_repeated", "--name was given more than once", "once"],
    [["-yy"], "option_repeated", "--yes was given more than once", "once"],
    [["--yes", "-y"], "option_repeated", "--yes was given more than once", "once"],
    [["--private", "true"], "command_unknown", 'Unknown command "true"', "--help"],
    [["--yes", "false"], "command_unknown", 'Unknown command "false"', "--help"],
    [["whoami", "-y", "false"], "argument_unexpected", 'Unexpected argument "false"', "whoami --help"],
    [["--private=no"], "option_value_unexpected", "--private takes no value", "--private"],
    [["--private="], "option_value_unexpected", "--private takes no value", "--private"],
    [["--no-color=x"], "option_value_unexpected", "--no-color takes no value", "--no-color"],
    [["--output", "yaml"], "option_value_invalid", '"yaml"', "json"],
    [["--output", "josn"], "option_value_invalid", '"josn"', 'Did you mean "json"?'],
    [["whoami", "--output", "sh"], "option_value_invalid", '"sh"', "Use id or json with whoami"],
    [["completions", "bash", "--output", "sh"], "option_value_invalid", '"sh"', "Use id or json"],
    [["setup", "a", "b"], "argument_unexpected", 'Unexpected argument "b"', "--help"],
    [["whomai"], "command_unknown", 'Unknown command "whomai"', "hf-dataset-setup whoami"],
    [["my-runs"], "command_unknown", 'Unknown command "my-runs"', "--name my-runs"],
    [["whoami", "now"], "argument_unexpected", 'Unexpected argument "now"', "whoami --help"],
    [["hf_abcdefgh", "a", "b"], "argument_unexpected", 'Unexpected argument "b"', "hf-dataset-setup --help"],
  ];
  for (const [args, code, message, hint] of rows) {
    await t.step(args.join(" "), async () => {
      const failure = await failureOfPromise(() => parseCommandLine(args));
      assertEquals(failure.code, code);
      assertEquals(failure.exitCode, 2);
      assertStringIncludes(failure.message, message);
      assertStringIncludes([failure.hint, ...failure.next].join(" "), hint);
    });
  }
});

Deno.test("parseCommandLine() takes --yes with every command that may ask for a token", async () => {
  for (const { name, words } of COMMANDS) {
    const takes = (option: string) => optionsOf(name).some((row) => row.name === option);
    if (!takes("token-file")) continue;
    const command = name === "setup" ? [] : [name, ...words];
    assertEquals((await parseCommandLine([...command, "--yes"])).has("yes"), true, name);
  }
});

Deno.test("parseCommandLine() does not repeat a secret that was typed in the wrong place", async () => {
  const secrets = ["api_org_abcdefghijklmnopqrstuvwxyz12345678", "sk-abcdefghijklmnopqrstuvwxyz12345678"];
  for (const secret of secrets) {
    // In the first place an organization's token is one, and refused as one later.
    const first = secret.startsWith("api_org_") ? [] : [[secret]];
    for (const args of [...first, ["whoami", secret], [`--${secret}`], ["--output", secret]]) {
      const failure = await failureOfPromise(() => parseCommandLine(args));
      assertEquals(`${failure.message} ${failure.hint}`.includes(secret), false, args.join(" "));
    }
  }
});

Deno.test("parseCommandLine() takes an empty first word for an empty token, and not for nothing", async () => {
  assertEquals((await parseCommandLine([""])).words, [""]);
  assertEquals((await parseCommandLine(["", "my-runs"])).words, ["", "my-runs"]);
});

Deno.test("checkRequiredWords() asks for the word that a command cannot do without", async () => {
  const failure = await failureOfPromise(async () => checkRequiredWords(await parseCommandLine(["apply"])));
  assertEquals(failure.code, "argument_missing");
  assertStringIncludes(failure.message, "PLAN");
});
