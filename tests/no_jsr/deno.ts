/**
 * Runs `deno` with the given arguments, and with the import map of this folder where JSR does not answer.
 *
 * `deno run -A tests/no_jsr/deno.ts test -A tests/` is `deno test -A tests/` on any network. A run of tests ends with
 * the line `N passed, N failed`.
 */
const JSR_PROBE = 'await import("jsr:@std/fmt@1.0.10/colors")';
// Some firewalls swallow what they do not let through: the connection opens, and no answer ever comes.
const JSR_LIMIT_MS = 5000;

/** Whether `deno` with these arguments succeeds. */
async function succeeds(args: readonly string[], signal?: AbortSignal): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    ...(signal === undefined ? {} : { signal }),
  });
  return (await command.output()).success;
}

const [subcommand = "help", ...rest] = Deno.args;
const [reachesJsr] = await Promise.all([
  // Or has the packages in its cache.
  succeeds(["eval", "--no-lock", "-q", JSR_PROBE], AbortSignal.timeout(JSR_LIMIT_MS)),
  // Several tests bundle the program, at the same time; the first of all bundles puts esbuild in Deno's cache, and two
  // that do so at once get in each other's way.
  subcommand === "test" && succeeds(["bundle", "--no-lock", "-q", import.meta.url]),
]);
const map = reachesJsr ? [] : [`--import-map=${new URL("import_map.json", import.meta.url).href}`];
const child = new Deno.Command(Deno.execPath(), { args: [subcommand, ...map, ...rest], stdin: "inherit" })
  .spawn();
Deno.exit((await child.status).code);
