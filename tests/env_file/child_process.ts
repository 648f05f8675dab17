import { fromFileUrl } from "../support/paths.ts";

const CHILD = fromFileUrl(new URL("update_child.ts", import.meta.url));

/** What differs between two ways to start the child. */
export interface ChildOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What Deno permits; everything when left out. */
  readonly permissions?: readonly string[];
  /** Words in front of the command, such as another user to run as. */
  readonly before?: readonly string[];
}

/** The command that runs `update_child.ts` in a process of its own. */
export function childCommand(
  { args, env = {}, permissions = ["-A"], before = [] }: ChildOptions,
): Deno.Command {
  const usesJsr = import.meta.resolve("@std/dotenv/parse").startsWith("jsr:");
  const map = fromFileUrl(new URL("../no_jsr/import_map.json", import.meta.url));
  const words = [
    ...before,
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-check",
    "--no-prompt",
    ...permissions,
    ...(usesJsr ? [] : [`--import-map=${map}`]),
    CHILD,
    ...args,
  ];
  const [command = "", ...rest] = words;
  return new Deno.Command(command, {
    args: rest,
    env: { ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the child to its end. */
export async function runChild(
  options: ChildOptions,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await childCommand(options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The names in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names.sort();
}
