/**
 * `deno task bundle`: the program as one file of JavaScript, `dist/hf-dataset-setup.js`.
 *
 * A remote `main.ts` cannot be run: its bare imports resolve only beside `deno.json`. The bundle needs nothing beside it.
 */
import { hintCalls } from "./call_hints.ts";
import { mergeChunks } from "./merge_chunks.ts";
import { BuildError, buildOrExit, bundle, ROOT, tell } from "./run_deno.ts";

/**
 * Bundles the program into one file.
 *
 * @param path where it goes
 */
export async function bundleFile(path: string): Promise<void> {
  await bundle("main.ts", ["--minify", `--output=${path}`]);
  if (!await requireWhenNeeded(path)) throw new BuildError("The bundle requires otherwise than expected");
}

// The bundler makes `require`, for what packages require of Deno, when the program starts, and from the bundle's address, which
// must be a file's for that: run from a server, the bundle would fail at its first line.
const REQUIRE =
  /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";var ([\w$]+)=\1\(import\.meta\.url\);/;

/** Returns whether the module makes `require`. */
async function requireWhenNeeded(path: string): Promise<boolean> {
  const text = await Deno.readTextFile(path);
  if (!REQUIRE.test(text)) return false;
  await Deno.writeTextFile(path, text.replace(REQUIRE, "var $2=name=>process.getBuiltinModule(name);"));
  return true;
}

/** Leaves nothing but ASCII: the engine takes such a text as it is, and copies any other (1.7 ms of a setup). */
async function escapeCharacters(path: string): Promise<void> {
  // The bundler leaves some characters in literals; elsewhere there are none.
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace(/[^\0-\x7f]/g, escape));
}

/**
 * Bundles the program into a few files, of which each run loads only what it needs.
 *
 * @param folder where they go; `main.js` is the one to start with
 */
export async function bundleModules(folder: string): Promise<void> {
  await bundle("main.ts", ["--minify", "--code-splitting", `--outdir=${folder}`]);
  for await (const { name } of Deno.readDir(folder)) {
    await requireWhenNeeded(`${folder}/${name}`);
    await escapeCharacters(`${folder}/${name}`);
  }
  await mergeChunks(folder);
  await hintCalls(folder);
  // The compiler writes the time of each file into the executable; without it the same source gives the same bytes.
  for await (const { name } of Deno.readDir(folder)) await Deno.utime(`${folder}/${name}`, 1, 1);
}

if (import.meta.main) {
  await buildOrExit(async () => {
    await Deno.mkdir(`${ROOT}/dist`, { recursive: true });
    await bundleFile(`${ROOT}/dist/hf-dataset-setup.js`);
    tell("Made dist/hf-dataset-setup.js");
  });
}
