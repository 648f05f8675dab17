/**
 * `deno task bundle`: the program as one file of JavaScript, `dist/hf-dataset-setup.js`.
 *
 * A remote `main.ts` cannot be run: its bare imports resolve only beside `deno.json`. The bundle needs nothing beside it.
 */
import { BuildError, buildOrExit, importMapFlags, ROOT, runDeno, tell } from "./run_deno.ts";

/** Bundles a script of this project; `flags` say where to and how. */
export async function bundle(script: string, flags: readonly string[]): Promise<void> {
  const common = ["--quiet", "--frozen", "--no-check", "--platform=deno"];
  await runDeno(["bundle", ...common, ...importMapFlags(), ...flags, script], {
    cwd: ROOT,
    failed: `Cannot bundle ${script}`,
  });
}

/**
 * Bundles the program into one file.
 *
 * @param path where it goes
 */
export async function bundleFile(path: string): Promise<void> {
  await bundle("main.ts", ["--minify", `--output=${path}`]);
  const text = await Deno.readTextFile(path);
  const parts = text.split(FROM_ITS_ADDRESS);
  if (parts.length !== 2) throw new BuildError(`Expected one "${FROM_ITS_ADDRESS}" in the bundle`);
  await Deno.writeTextFile(path, parts.join(FROM_ANYWHERE));
}

// What packages require is part of Deno, wherever from. The bundler asks from the address of the bundle, which must be a
// file's for that: run from a server, the bundle would fail at its first line.
const FROM_ITS_ADDRESS = "__deno_internal_createRequire(import.meta.url)";
const FROM_ANYWHERE = '__deno_internal_createRequire("file:///C:/hf-dataset-setup.js")';

/**
 * Bundles the program into a few files, of which each run loads only what it needs.
 *
 * @param folder where they go; `main.js` is the one to start with
 */
export async function bundleModules(folder: string): Promise<void> {
  await bundle("main.ts", ["--minify", "--code-splitting", `--outdir=${folder}`]);
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
