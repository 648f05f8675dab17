/** Finds what runs Windows programs on Linux: tests only, and only where it is there. */
import { fromFileUrl } from "../support/paths.ts";

/** Runs Windows programs. Wine has no PowerShell, and what fails in it need not fail in Windows. */
export interface Wine {
  /** The Windows path of `deno.exe`. */
  deno(): Promise<string>;
  /** Makes a folder visible to Windows programs, and returns its Windows path, which is one of drive C. */
  share(folder: string): Promise<string>;
  /** The command line that runs a program in a folder, and the environment that gives it these variables. */
  command(
    folder: string,
    words: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ): { readonly words: readonly [string, ...string[]]; readonly env: Record<string, string> };
}

/**
 * Looks for the tool: `HF_DATASET_SETUP_WINE`, or the one beside this checkout. It is called as `TOOL --deno`,
 * `TOOL --share FOLDER` and `TOOL FOLDER PROGRAM ARGUMENT…`, with `WINE_ENV="A=1 B=2"` for more variables.
 *
 * @returns the tool, or why there is none
 */
export async function findWine(): Promise<Wine | { readonly missing: string }> {
  const beside = fromFileUrl(new URL("../../../shared/tools/wine", import.meta.url));
  const tool = Deno.env.get("HF_DATASET_SETUP_WINE") || beside;
  if (Deno.build.os !== "linux" || !await isFile(tool)) {
    return { missing: "nothing here runs Windows programs, and HF_DATASET_SETUP_WINE is not set" };
  }
  const { success, stderr } = await new Deno.Command(tool, { args: ["--deno"], stdout: "null" }).output();
  if (!success) {
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
    return { missing: `what runs Windows programs cannot be set up here (${said})` };
  }
  return {
    deno: () => ask(tool, "--deno"),
    share: (folder) => ask(tool, "--share", folder),
    command: (folder, words, variables = {}) => ({
      words: [tool, folder, ...words],
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: Deno.env.get("HOME") ?? "",
        WINE_ENV: Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(" "),
      },
    }),
  };
}

async function ask(tool: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(tool, { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`${tool} ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout).trim();
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
