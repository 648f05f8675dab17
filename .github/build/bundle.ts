/**
 * `deno task bundle`: the program as one file of JavaScript, `dist/hf-dataset-setup.js`.
 *
 * A remote `main.ts` cannot be run: its bare imports resolve only beside `deno.json`. The bundle needs nothing beside it.
 */
import { buildOrExit, importMapFlags, ROOT, runDeno, tell } from "./run_deno.ts";

const COMMON = ["bundle", "--quiet", "--frozen", "--no-check", "--platform=deno", "--minify"];

/**
 * Bundles the program into one file.
 *
 * @param path where it goes
 */
export async function bundleFile(path: string): Promise<void> {
  await runDeno([...COMMON, ...importMapFlags(), `--output=${path}`, "main.ts"], {
    cwd: ROOT,
    failed: "Cannot bundle the program",
  });
}

/**
 * Bundles the program into a few files, of which each run loads only what it needs.
 *
 * @param folder where they go; `main.js` is the one to start with
 */
export async function bundleModules(folder: string): Promise<void> {
  await runDeno([...COMMON, ...importMapFlags(), "--code-splitting", `--outdir=${folder}`, "main.ts"], {
    cwd: ROOT,
    failed: "Cannot bundle the program",
  });
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
