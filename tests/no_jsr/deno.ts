/**
 * Runs `deno` with the given arguments, and with the import map of this folder where JSR does not answer.
 *
 * `deno run -A tests/no_jsr/deno.ts test -A tests/` is `deno test -A tests/` on any network. A run of tests ends with
 * the line `N passed, N failed`.
 */
const JSR_PROBE = 'await import("jsr:@std/fmt@1.0.10/colors")';

/** Whether this machine reaches JSR (or has the packages in its cache). */
async function reachesJsr(): Promise<boolean> {
  const probe = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "-q", JSR_PROBE],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return (await probe.output()).success;
}

const [subcommand = "help", ...rest] = Deno.args;
const map = await reachesJsr() ? [] : [`--import-map=${new URL("import_map.json", import.meta.url).href}`];
const child = new Deno.Command(Deno.execPath(), { args: [subcommand, ...map, ...rest], stdin: "inherit" })
  .spawn();
Deno.exit((await child.status).code);
