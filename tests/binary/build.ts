/** Makes the binary once for a file of tests, or tells why it cannot be made here. */
import { bundleModules } from "../../.github/build/bundle.ts";
import { chooseTargets, compile } from "../../.github/build/compile.ts";
import { BuildError, ROOT } from "../../.github/build/run_deno.ts";

/** Something to test or to test with, or the reason why there is none. */
export type Found = { readonly path: string } | { readonly missing: string };

/**
 * The binary that `HF_DATASET_SETUP_BINARY` names, or one made from the source; it is removed when the file of tests ends.
 *
 * @returns its path, or one line that says why the base runtime cannot be had
 */
export async function buildForTests(): Promise<Found> {
  const given = Deno.env.get("HF_DATASET_SETUP_BINARY");
  if (given) return { path: await Deno.realPath(given) };
  const folder = folderOfThisFile();
  await bundleModules(`${folder}/modules`);
  return await compileForTests(`${folder}/modules`, `${folder}/program folder`);
}

/**
 * Compiles the script `main.js` of a folder with the flags of the program.
 *
 * @param modules the folder
 * @param output the folder for the executable
 */
export async function compileForTests(modules: string, output: string): Promise<Found> {
  try {
    const [compilation] = chooseTargets(false, Deno.build, Deno.env.toObject());
    if (compilation === undefined) return { missing: `no target for ${Deno.build.target}` };
    await Deno.mkdir(output, { recursive: true });
    const path = `${output}/${compilation.target.executable}`;
    await compile(modules, { ...compilation, output: path });
    return { path };
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    if (!error.message.includes("Setting up base binary")) throw error;
    return { missing: "no base runtime: it cannot be downloaded here and DENORT_BIN is not set" };
  }
}

/** A folder of this file of tests, removed at its end. */
export function folderOfThisFile(): string {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "hf-dataset-setup-" }));
  addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  return folder;
}

/** Registers a test that needs something; where it is missing, the name of the test says that it is skipped and why. */
export function testWith(
  found: Found,
  name: string,
  body: (path: string, t: Deno.TestContext) => Promise<void>,
): void {
  if ("missing" in found) {
    Deno.test({ name: `${name} (skipped: ${found.missing})`, ignore: true, fn() {} });
  } else {
    Deno.test(name, (t) => body(found.path, t));
  }
}

export { ROOT };
