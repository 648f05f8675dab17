/**
 * `deno task compile` and `deno task compile:all`: the program as one executable file, in `dist/`.
 *
 * The compiler's own `--bundle` makes one module that every start reads whole, and embeds packages of the tests with
 * native code. Bundling first, with code splitting, and compiling the result: measured on one machine with Deno 2.8.3,
 * `--version` takes 27 ms instead of 54 ms (an empty program 26 ms) and 0.4 MB of the file instead of 1.1 MB.
 */
import { bundleModules } from "./bundle.ts";
import { compileFlags } from "./permissions.ts";
import { BuildError, buildOrExit, ROOT, runDeno, tell } from "./run_deno.ts";
import { type Target, targetOf, TARGETS } from "./targets.ts";

/** What the compiler is told beside the permissions, and why. */
const FLAGS = [
  // A missing permission is an error with our own words, never a question of the runtime.
  "--no-prompt",
  // Otherwise the first run leaves a file in the folder for temporary files.
  "--no-code-cache",
  // Left to itself V8 starts with less room for young objects than one setup fills, and lets it grow to 16 MB in a long
  // run, which this program does not need: `apply` of 1000 took 1.41 times the memory of 10, and takes 1.24 times. Nothing
  // but a long run gains from compiling warm functions and regular expressions early. Together 9 of 74 ms of a setup.
  "--v8-flags=--min-semi-space-size=2,--max-semi-space-size=2,--no-sparkplug,--regexp-tier-up-ticks=50",
  // The modules are complete: neither deno.json nor the lock file has a say, and no path of this machine gets in.
  "--no-config",
  "--no-lock",
  "--no-check",
  "--quiet",
];

/** One system to compile for. */
export interface Compilation {
  readonly target: Target;
  /** The path of its base runtime; where there is none, Deno downloads it. */
  readonly runtime?: string | undefined;
}

/**
 * Compiles the bundled modules for one system.
 *
 * @param modules the folder that {@linkcode bundleModules} filled
 * @param output the path of the executable
 * @throws BuildError where the base runtime cannot be had
 */
export async function compile(
  modules: string,
  { target, runtime, output }: Compilation & { readonly output: string },
): Promise<void> {
  const flags = [...FLAGS, ...compileFlags(), `--target=${target.triple}`, `--output=${output}`];
  await runDeno(["compile", ...flags, "main.js"], {
    cwd: modules,
    env: runtime === undefined ? {} : { DENORT_BIN: runtime },
    failed:
      `Cannot compile for ${target.name}. Where Deno's base runtime for ${target.triple} cannot be downloaded, ` +
      `put its path in ${variableOf(target)}`,
  });
}

/**
 * Chooses what to compile, from the variables `DENORT_BIN` (for this machine) and `DENORT_BIN_LINUX_AARCH64` and so on.
 *
 * @param all every system; only those with a base runtime where one is given
 * @param build of this machine
 * @throws BuildError for a machine without a target
 */
export function chooseTargets(
  all: boolean,
  build: { readonly target: string },
  variables: Readonly<Record<string, string | undefined>>,
): readonly Compilation[] {
  const own = targetOf(build);
  const compilations = TARGETS.map((target): Compilation => ({
    target,
    runtime: variables[variableOf(target)] || (target === own && variables["DENORT_BIN"]) || undefined,
  }));
  if (all) {
    const given = compilations.filter(({ runtime }) => runtime !== undefined);
    return given.length > 0 ? given : compilations;
  }
  const one = compilations.find(({ target }) => target === own);
  if (one === undefined) throw new BuildError(`There is no base runtime for ${build.target}`);
  return [one];
}

function variableOf({ name }: Target): string {
  return `DENORT_BIN_${name.toUpperCase().replace("-", "_")}`;
}

if (import.meta.main) {
  await buildOrExit(async () => {
    const all = Deno.args.includes("--all");
    const compilations = chooseTargets(all, Deno.build, Deno.env.toObject());
    await Deno.mkdir(`${ROOT}dist`, { recursive: true });
    const modules = await Deno.makeTempDir({ dir: `${ROOT}dist`, prefix: ".modules-" });
    try {
      await bundleModules(modules);
      for (const compilation of compilations) {
        const { name, executable } = compilation.target;
        const path = all ? `dist/${name}/${executable}` : `dist/${executable}`;
        // The compiler removes what is there before it knows that it can write something new.
        await compile(modules, { ...compilation, output: `${modules}/${executable}` });
        await Deno.mkdir(`${ROOT}dist/${all ? name : ""}`, { recursive: true });
        await Deno.rename(`${modules}/${executable}`, `${ROOT}${path}`);
        const { size } = await Deno.stat(`${ROOT}${path}`);
        tell(`Made ${path} (${(size / 1e6).toFixed(1)} MB)`);
      }
      for (const target of TARGETS) {
        if (!all || compilations.some((compilation) => compilation.target === target)) continue;
        tell(`Skipped ${target.name}: ${variableOf(target)} is not set`);
      }
    } finally {
      await Deno.remove(modules, { recursive: true });
    }
  });
}
