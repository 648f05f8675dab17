import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { bundleModules } from "../../.github/build/bundle.ts";
import { helpText } from "../../lib/cli/help.ts";
import { COMMANDS } from "../../lib/cli/options.ts";
import configuration from "../../deno.json" with { type: "json" };
import { runProgram, temporaryFolder } from "../support/program.ts";
import { buildForTests, compileForTests, folderOfThisFile, testWith } from "./build.ts";

const BUILD = await buildForTests();

testWith(BUILD, "The binary tells its version and the help of every command", async (binary, t) => {
  await using folder = await temporaryFolder();
  const options = { cwd: folder.path, command: [binary] as const, env: {} };
  const version = await runProgram(["--version"], options);
  assertEquals([version.code, version.stderr], [0, ""]);
  assertStringIncludes(version.stdout, `hf-dataset-setup ${configuration.version} (`);
  for (const { name } of COMMANDS) {
    await t.step(name, async () => {
      const help = await runProgram([...(name === "setup" ? [] : [name]), "--help"], options);
      // The help of "help" is that of the program.
      assertEquals(help, { code: 0, stdout: helpText(name === "help" ? "setup" : name), stderr: "" });
    });
  }
});

testWith(BUILD, "The binary is at most one hundredth larger than an empty program", async (binary) => {
  const folder = folderOfThisFile();
  await Deno.mkdir(`${folder}/modules`);
  await Deno.writeTextFile(`${folder}/modules/main.js`, "");
  const empty = await compileForTests(`${folder}/modules`, `${folder}/empty`);
  assert("path" in empty);
  const [size, bare] = [(await Deno.stat(binary)).size, (await Deno.stat(empty.path)).size];
  assert(size <= 1.01 * bare, `${size} bytes are ${(size / bare).toFixed(4)} times ${bare}`);
});

testWith(
  BUILD,
  "The binary may not run programs, load native code or ask for the system",
  async (binary) => {
    const folder = folderOfThisFile();
    await Deno.mkdir(`${folder}/modules`);
    await Deno.writeTextFile(`${folder}/modules/main.js`, FORBIDDEN);
    const probe = await compileForTests(`${folder}/modules`, `${folder}/probe`);
    assert("path" in probe);
    assertEquals(
      await permissionsIn(binary),
      await permissionsIn(probe.path),
      "The probe has other permissions than the program",
    );
    const run = await runProgram([], { cwd: folder, command: [probe.path], env: {} });
    assertEquals(run, {
      code: 0,
      stdout: "run NotCapable\nffi NotCapable\nsys NotCapable\nenv NotCapable\n",
      stderr: "",
    });
  },
);

const FORBIDDEN = `
const attempts = {
  run: () => new Deno.Command(Deno.execPath()).outputSync(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  sys: () => Deno.hostname(),
  env: () => Deno.env.get("AWS_SECRET_ACCESS_KEY"),
};
for (const [name, attempt] of Object.entries(attempts)) {
  let outcome = "was allowed";
  try { attempt(); } catch (error) { outcome = error.name; }
  console.log(name, outcome);
}`;

Deno.test("What --version loads is small and holds neither the Hub's library nor the questions", async () => {
  const folder = folderOfThisFile();
  await bundleModules(folder);
  let text = "";
  const seen = new Set<string>();
  const waiting = ["main.js"];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const module = await Deno.readTextFile(`${folder}/${name}`);
    text += module;
    for (const match of module.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)) waiting.push(match[1] ?? "");
  }
  assert(text.length < 10_000, `${text.length} characters in ${[...seen].join(", ")}`);
  assertStringIncludes(text, configuration.version);
  assertNotMatch(text, /node:(?!module)|createRepo|whoami-v2|ExitPromptError/);
});

/** The permissions that the compiler wrote into a binary. */
async function permissionsIn(path: string): Promise<unknown> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(4_000_000);
  await file.seek(-Math.min(bytes.length, (await file.stat()).size), Deno.SeekMode.End);
  let length = 0;
  for (let read = await file.read(bytes); read !== null; read = await file.read(bytes.subarray(length))) {
    length += read;
    if (length === bytes.length) break;
  }
  const tail = new TextDecoder("latin1").decode(bytes.subarray(0, length));
  const found = /"permissions":(\{[^{}]*\})/.exec(tail)?.[1];
  assert(found !== undefined, "The binary holds no permissions");
  return JSON.parse(found);
}

Deno.test("A setup starts with one module more than --version, and no module needs more than ASCII", async () => {
  const folder = folderOfThisFile();
  await bundleModules(folder);
  for await (const { name } of Deno.readDir(folder)) {
    assertNotMatch(await Deno.readTextFile(`${folder}/${name}`), /[^\0-\x7f]/, name);
  }
  const main = await Deno.readTextFile(`${folder}/main.js`);
  const [, loaded = ""] = /import\("\.\/([^"]+)"\)/.exec(main) ?? [];
  const text = await Deno.readTextFile(`${folder}/${loaded}`);
  for (const [, name = ""] of text.matchAll(/from"\.\/([^"]+)"/g)) assertStringIncludes(main, `"./${name}"`);
});
