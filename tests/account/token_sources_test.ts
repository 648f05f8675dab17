import { assertEquals } from "@std/assert";
import { findToken, loginTokenPath, type TokenOptions } from "../../lib/account/token_sources.ts";
import type { Environment } from "../../lib/ports/environment.ts";
import { failureOfPromise } from "../support/failures.ts";

const NOTHING: TokenOptions = { argument: undefined, fromStdin: false, file: undefined };

function environmentOf(
  variables: Record<string, string>,
  system: Environment["system"] = "linux",
): Environment {
  return { get: (name) => variables[name] || undefined, isHidden: () => false, set() {}, system };
}

/** Files by their paths; an error instead of a text is thrown. */
function readersOf(variables: Record<string, string>, files: Record<string, string | Error>, stdin = "") {
  return {
    environment: environmentOf(variables),
    readStdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
    stdinIsTerminal: false,
    files: {
      read(path: string) {
        const content = files[path] ?? named("NotFound");
        return content instanceof Error
          ? Promise.reject(content)
          : Promise.resolve(new TextEncoder().encode(content));
      },
    },
  };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

Deno.test("findToken() takes the first source that has one", async (t) => {
  const login = { "/home/ada/.cache/huggingface/token": "login" };
  const all = { HF_TOKEN: "new", HUGGING_FACE_HUB_TOKEN: "old", HOME: "/home/ada" };
  const rows: [string, TokenOptions, Record<string, string>, Record<string, string>, string][] = [
    ["the word", { ...NOTHING, argument: "word" }, all, login, "word"],
    ["stdin", { ...NOTHING, fromStdin: true }, all, login, "stdin"],
    ["a file", { ...NOTHING, file: "t" }, all, { ...login, t: "file" }, "file"],
    ["HF_TOKEN", NOTHING, all, login, "new"],
    ["HUGGING_FACE_HUB_TOKEN", NOTHING, { ...all, HF_TOKEN: "" }, login, "old"],
    ["a blank HF_TOKEN", NOTHING, { ...all, HF_TOKEN: " \n" }, login, "old"],
    ["the login", NOTHING, { HOME: "/home/ada" }, login, "login"],
  ];
  for (const [name, options, variables, files, expected] of rows) {
    await t.step(name, async () => {
      const found = await findToken(options, readersOf(variables, files, "stdin"));
      assertEquals("raw" in found ? found.raw : found, expected);
    });
  }
});

Deno.test("findToken() goes on where there is no login, and tells of one that it may not read", async () => {
  const home = { HOME: "/home/ada" };
  assertEquals(await findToken(NOTHING, readersOf({}, {})), { unread: undefined });
  assertEquals(await findToken(NOTHING, readersOf(home, {})), { unread: undefined });
  const path = "/home/ada/.cache/huggingface/token";
  assertEquals(await findToken(NOTHING, readersOf(home, { [path]: "  \n" })), { unread: undefined });
  assertEquals(await findToken(NOTHING, readersOf(home, { [path]: named("NotCapable") })), { unread: path });
});

Deno.test("findToken() stops at a file that is there and cannot be read", async () => {
  const path = "/home/ada/.cache/huggingface/token";
  const readers = readersOf({ HOME: "/home/ada" }, { [path]: named("PermissionDenied") });
  const failure = await failureOfPromise(() => findToken(NOTHING, readers));
  assertEquals([failure.code, failure.exitCode], ["token_file_unreadable", 7]);
});

Deno.test("findToken() passes over a login file in a home folder that cannot be a path", async () => {
  for (const code of ["EILSEQ", "ENAMETOOLONG"]) {
    const error = Object.assign(new Error("Invalid name."), { code });
    const readers = readersOf({ HOME: "/home/ada" }, { "/home/ada/.cache/huggingface/token": error });
    assertEquals(await findToken(NOTHING, readers), { unread: undefined });
  }
});

Deno.test("loginTokenPath() follows the variables of huggingface_hub", () => {
  const rows: [Record<string, string>, string | undefined][] = [
    [{}, undefined],
    [{ HOME: "/h" }, "/h/.cache/huggingface/token"],
    [{ HOME: "/h", XDG_CACHE_HOME: "/c" }, "/c/huggingface/token"],
    [{ HOME: "/h", XDG_CACHE_HOME: "/c", HF_HOME: "/hf" }, "/hf/token"],
    [{ HOME: "/h", HF_HOME: "~/hf" }, "/h/hf/token"],
    [{ HOME: "/h", HF_HOME: "$HOME/hf" }, "/h/hf/token"],
    [{ HOME: "/h", HF_HOME: "/hf", HF_TOKEN_PATH: "${HOME}/t" }, "/h/t"],
  ];
  for (const [variables, path] of rows) assertEquals(loginTokenPath(environmentOf(variables)), path);
  for (const shell of [{}, { HOME: "C:\\msys64\\home\\ada" }]) {
    assertEquals(
      loginTokenPath(environmentOf({ ...shell, USERPROFILE: "C:\\Users\\ada" }, "windows")),
      "C:\\Users\\ada\\.cache\\huggingface\\token",
    );
  }
});

Deno.test("findToken() refuses to read a token from a terminal, where it would be shown", async () => {
  const readers = { ...readersOf({}, {}), stdinIsTerminal: true };
  const failure = await failureOfPromise(() => findToken({ ...NOTHING, fromStdin: true }, readers));
  assertEquals([failure.code, failure.exitCode], ["stdin_is_terminal", 2]);
});
