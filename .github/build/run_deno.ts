/** Runs this Deno. */
import { fromFileUrl } from "../../tests/support/paths.ts";

export const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** A build that could not be made; the message is all that a person needs. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/**
 * Runs `deno` to its end.
 *
 * @param args its arguments
 * @param options the folder to run it in, what could not be done if it fails, and variables, beside those of this process
 * @throws BuildError with what Deno said
 */
export async function runDeno(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly failed: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly clearEnv?: boolean;
  },
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: options.cwd,
    clearEnv: options.clearEnv ?? false,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...options.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).split("\n\nStack backtrace:")[0]?.trim() ?? "";
  throw new BuildError(`${options.failed}\n${said}`);
}

/** Bundles a script of this project; `flags` say where to and how. */
export async function bundle(script: string, flags: readonly string[]): Promise<void> {
  const common = ["--quiet", "--frozen", "--no-check", "--platform=deno"];
  await runDeno(["bundle", ...common, ...importMapFlags(), ...flags, script], {
    cwd: ROOT,
    failed: `Cannot bundle ${script}`,
  });
}

/** The arguments that choose the import map this script itself runs with: JSR, or the stand-ins where it is out of reach. */
export function importMapFlags(): string[] {
  const usesJsr = import.meta.resolve("@std/fmt/colors").startsWith("jsr:");
  return usesJsr ? [] : ["--import-map=tests/no_jsr/import_map.json"];
}

/** Runs a build script: its failure is one message and exit code 1, without a stack. */
export async function buildOrExit(build: () => Promise<void>): Promise<void> {
  try {
    await build();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    tell(`Error: ${error.message}`);
    Deno.exit(1);
  }
}

/** Writes a line for the person who builds. */
export function tell(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
