import { bundle } from "../../.github/build/run_deno.ts";
import { folderOfThisFile } from "../binary/build.ts";

// Another user need not be able to read the source, nor to fetch packages: the child is one file that all may read.
const FOLDER = folderOfThisFile();
const CHILD = `${FOLDER}/update_child.js`;
await bundle("tests/env_file/update_child.ts", [`--output=${CHILD}`]);
if (Deno.build.os !== "windows") {
  await Deno.chmod(FOLDER, 0o755);
  await Deno.chmod(CHILD, 0o644);
}

/** What differs between two ways to start the child. */
export interface ChildOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What Deno permits; everything when left out. */
  readonly permissions?: readonly string[];
  /** Words in front of the command, such as another user to run as. */
  readonly before?: readonly string[];
}

/** The command that runs `update_child.ts` in a process of its own, in a folder that any user may enter. */
export function childCommand(
  { args, env = {}, permissions = ["-A"], before = [] }: ChildOptions,
): Deno.Command {
  const words = [
    ...before,
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    ...permissions,
    CHILD,
    ...args,
  ];
  const [command = "", ...rest] = words;
  return new Deno.Command(command, {
    args: rest,
    cwd: FOLDER,
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
