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
  // A missing permission is an error with our own words, never a question of the runtime (platform 0.2).
  "--no-prompt",
  // Otherwise the first run leaves a file in the folder for temporary files (platform 5.1); product.md, promise 9.
  "--no-code-cache",
  // Left to itself V8 lets the part for young objects grow to 16 MB in a long run, which this program needs nothing of:
  // `apply` of 1000 took 1.41 times the memory of 10, and takes 1.24 times (measured with Deno 2.6.10).
  "--v8-flags=--max-semi-space-size=2",
  // The modules are complete: neither deno.json nor the lock file has a say, and no path of this machine gets in.
  "--no-config",
  "--no-lock",
  "--no-check",
  "--quiet",
];

/**
 * Compiles the bundled modules for one system.
 *
 * @param modules the folder that {@linkcode bundleModules} filled
 * @param target the system
 * @param output the path of the executable
 * @throws BuildError where the base runtime cannot be had
 */
export async function compile(
  modules: string,
  { target, output }: { readonly target: Target; readonly output: string },
): Promise<void> {
  const arguments_ = [
    "compile",
    ...FLAGS,
    ...compileFlags(),
    `--target=${target.triple}`,
    `--output=${output}`,
  ];
  await runDeno([...arguments_, "main.js"], {
    cwd: modules,
    failed:
      `Cannot compile for ${target.name}. Where Deno's base runtime for ${target.triple} cannot be downloaded, ` +
      "deno task compile takes one of this machine from DENORT_BIN",
  });
}

/**
 * The targets that are asked for.
 *
 * @throws BuildError for a machine without a target, or several targets with one base runtime
 */
export function chooseTargets(
  all: boolean,
  machine: { target: string; denort: string | undefined },
): readonly Target[] {
  if (all) {
    if (machine.denort === undefined) return TARGETS;
    throw new BuildError("DENORT_BIN is the base runtime of one system. Unset it, or run: deno task compile");
  }
  const target = targetOf(machine);
  if (target === undefined) throw new BuildError(`There is no base runtime for ${machine.target}`);
  return [target];
}

if (import.meta.main) {
  await buildOrExit(async () => {
    const all = Deno.args.includes("--all");
    const denort = Deno.env.get("DENORT_BIN") || undefined;
    const targets = chooseTargets(all, { target: Deno.build.target, denort });
    await Deno.mkdir(`${ROOT}dist`, { recursive: true });
    const modules = await Deno.makeTempDir({ dir: `${ROOT}dist`, prefix: ".modules-" });
    try {
      await bundleModules(modules);
      for (const target of targets) {
        const path = all ? `dist/${target.name}/${target.executable}` : `dist/${target.executable}`;
        // The compiler removes what is there before it knows that it can write something new.
        await compile(modules, { target, output: `${modules}/${target.executable}` });
        await Deno.mkdir(`${ROOT}dist/${all ? target.name : ""}`, { recursive: true });
        await Deno.rename(`${modules}/${target.executable}`, `${ROOT}${path}`);
        const { size } = await Deno.stat(`${ROOT}${path}`);
        tell(`Made ${path} (${(size / 1e6).toFixed(1)} MB)`);
      }
    } finally {
      await Deno.remove(modules, { recursive: true });
    }
  });
}
