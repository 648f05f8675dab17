import { assertEquals, assertStringIncludes } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { parseCommandLine, type ParsedArguments } from "../../lib/cli/parser.ts";
import { readFileSettings, readHubSettings, readRepositorySettings } from "../../lib/cli/settings.ts";
import type { Environment } from "../../lib/ports/environment.ts";
import { failureOfPromise } from "../support/failures.ts";

const EMPTY: Environment = { get: () => undefined, isHidden: () => false, set() {}, system: "linux" };

/** What each line of options reads as, or the code of the failure. */
async function checkAll(
  t: Deno.TestContext,
  read: (parsed: ParsedArguments) => unknown,
  rows: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const [line, expected] of Object.entries(rows)) {
    await t.step(line === "" ? "(nothing)" : line, async () => {
      const parsed = await parseCommandLine(line.split(" ").filter((word) => word !== ""));
      const said = await Promise.resolve().then(() => read(parsed)).catch((error) => {
        if (!(error instanceof Failure)) throw error;
        assertEquals(error.exitCode, 2);
        return error.code;
      });
      assertEquals(said, expected);
    });
  }
}

Deno.test("the repository comes from either place, its owner from the name or --org, and both must agree", (t) =>
  checkAll(t, async (parsed) => {
    const { owner, name, visibility, template } = await readRepositorySettings(parsed);
    return [owner, name, visibility, template];
  }, {
    "": [undefined, undefined, undefined, "trackio"],
    "--name runs": [undefined, "runs", undefined, "trackio"],
    "hf_abcdefgh runs": [undefined, "runs", undefined, "trackio"],
    "--name acme/runs --private": ["acme", "runs", "private", "trackio"],
    "--org acme --template blank": ["acme", undefined, undefined, "blank"],
    "--org acme --name Acme/runs --public": ["Acme", "runs", "public", "trackio"],
    "--name https://huggingface.co/datasets/acme/runs": ["acme", "runs", undefined, "trackio"],
    "--private --public": "options_conflict",
    "--org acme --name other/runs": "options_conflict",
    "hf_abcdefgh a --name b": "options_conflict",
    "--name with\u00a0space": "repository_name_invalid",
    "--name a/b/c": "repository_name_invalid",
    "--org=-acme": "repository_name_invalid",
  }));

Deno.test("each variable counts once; what is no name, holds the token or contradicts is refused", (t) =>
  checkAll(t, (parsed) => {
    const { path, variables, saveToken } = readFileSettings(parsed);
    return [path, variables.join(), saveToken];
  }, {
    "": [".env", "TRACKIO_DATASET_REPO", false],
    "--var A --var B_2 --var A": [".env", "A,B_2", false],
    "--no-env-file": [undefined, "TRACKIO_DATASET_REPO", false],
    ...Object.fromEntries(
      ["1A", "A-B", "A\u00a0B", "A=B", "\u00c4"].map((name) => [`--var ${name}`, "variable_name_invalid"]),
    ),
    ...Object.fromEntries(
      ["HF_TOKEN", "hf_token", "HUGGING_FACE_HUB_TOKEN", "PATH"].map((name) => [
        `--var ${name}`,
        "variable_reserved",
      ]),
    ),
    "--no-env-file --env-file x": "options_conflict",
    "--no-env-file --save-token": "options_conflict",
  }));

Deno.test("readHubSettings() judges numbers, the endpoint and the source of the token", async (t) => {
  const read = async (...args: string[]) => readHubSettings(await parseCommandLine(args), EMPTY);
  const { timeoutMs, retries } = await read();
  assertEquals([timeoutMs, retries], [30_000, 5]);
  assertEquals((await read("--timeout", "0.5", "--retries", "0")).timeoutMs, 500);
  assertEquals((await read("--endpoint", "http://127.0.0.1:7860/")).endpoint.url, "http://127.0.0.1:7860");
  const rows: [args: string[], code: string, word: string][] = [
    [["--timeout", "0"], "option_value_invalid", "--timeout"],
    [["--timeout", "soon"], "option_value_invalid", "soon"],
    [["--timeout", "1e9"], "option_value_invalid", "1e9"],
    [["--retries", "1.5"], "option_value_invalid", "whole"],
    [["--retries", "101"], "option_value_invalid", "101"],
    [["--endpoint", "http://example.org"], "endpoint_not_secure", "example.org"],
    [["--endpoint", "example"], "endpoint_invalid", "example"],
    [["--token-stdin", "--token-file", "x"], "options_conflict", "--token-file"],
    [["hf_abcdefgh", "--token-stdin"], "options_conflict", "TOKEN"],
  ];
  for (const [args, code, word] of rows) {
    await t.step(args.join(" "), async () => {
      const failure = await failureOfPromise(() => read(...args));
      assertEquals([failure.code, failure.exitCode], [code, 2]);
      assertStringIncludes(`${failure.message} ${failure.hint}`, word);
    });
  }
});
