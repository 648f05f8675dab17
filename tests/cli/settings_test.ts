import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/parser.ts";
import { readFileSettings, readHubSettings, readRepositorySettings } from "../../lib/cli/settings.ts";
import type { Environment } from "../../lib/ports/environment.ts";
import { failureOf } from "../support/failures.ts";

const EMPTY: Environment = { get: () => undefined, isHidden: () => false, set() {}, system: "linux" };

Deno.test("readRepositorySettings() takes the name from either place and the namespace from name or --org", () => {
  const read = (...args: string[]) => {
    const { name, namespace, visibility, template } = readRepositorySettings(parseCommandLine(args));
    return [namespace, name, visibility, template];
  };
  assertEquals(read(), [undefined, undefined, undefined, "trackio"]);
  assertEquals(read("--name", "runs"), [undefined, "runs", undefined, "trackio"]);
  assertEquals(read("hf_abcdefgh", "runs"), [undefined, "runs", undefined, "trackio"]);
  assertEquals(read("--name", "acme/runs", "--private"), ["acme", "runs", "private", "trackio"]);
  assertEquals(read("--org", "acme", "--template", "blank"), ["acme", undefined, undefined, "blank"]);
  assertEquals(read("--org", "acme", "--name", "Acme/runs", "--public"), [
    "Acme",
    "runs",
    "public",
    "trackio",
  ]);
  assertEquals(read("--name", "https://huggingface.co/datasets/acme/runs"), [
    "acme",
    "runs",
    undefined,
    "trackio",
  ]);
});

Deno.test("readRepositorySettings() refuses contradictions and names that the Hub does not take", async (t) => {
  const rows: [args: string[], code: string][] = [
    [["--private", "--public"], "options_conflict"],
    [["--org", "acme", "--name", "other/runs"], "options_conflict"],
    [["hf_abcdefgh", "a", "--name", "b"], "options_conflict"],
    [["--name", "with space"], "repository_name_invalid"],
    [["--name", "a/b/c"], "repository_name_invalid"],
    [["--org=-acme"], "repository_name_invalid"],
  ];
  for (const [args, code] of rows) {
    await t.step(args.join(" "), () => {
      const failure = failureOf(() => readRepositorySettings(parseCommandLine(args)));
      assertEquals([failure.code, failure.exitCode], [code, 2]);
    });
  }
});

Deno.test("readFileSettings() takes each variable once and refuses what is no name, or holds the token", () => {
  const read = (...args: string[]) => readFileSettings(parseCommandLine(args));
  assertEquals(read(), { path: ".env", variables: ["TRACKIO_DATASET_REPO"], saveToken: false });
  assertEquals(read("--var", "A", "--var", "B_2", "--var", "A").variables, ["A", "B_2"]);
  assertEquals(read("--no-env-file").path, undefined);
  for (const name of ["1A", "A-B", "A B", "A=B", "\u00c4"]) {
    assertEquals(failureOf(() => read("--var", name)).code, "variable_name_invalid", name);
  }
  for (const name of ["HF_TOKEN", "hf_token", "HUGGING_FACE_HUB_TOKEN", "PATH"]) {
    assertEquals(failureOf(() => read("--var", name)).code, "variable_reserved", name);
  }
  assertEquals(failureOf(() => read("--no-env-file", "--env-file", "x")).code, "options_conflict");
  assertEquals(failureOf(() => read("--no-env-file", "--save-token")).code, "options_conflict");
});

Deno.test("readHubSettings() judges numbers, the endpoint and the source of the token", async (t) => {
  const read = (...args: string[]) => readHubSettings(parseCommandLine(args), EMPTY);
  assertEquals(read().timeoutMs, 30_000);
  assertEquals(read().retries, 5);
  assertEquals(read("--timeout", "0.5", "--retries", "0").timeoutMs, 500);
  assertEquals(read("--endpoint", "http://127.0.0.1:7860/").endpoint.url, "http://127.0.0.1:7860");
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
    await t.step(args.join(" "), () => {
      const failure = failureOf(() => read(...args));
      assertEquals([failure.code, failure.exitCode], [code, 2]);
      assertStringIncludes(`${failure.message} ${failure.hint}`, word);
    });
  }
});
