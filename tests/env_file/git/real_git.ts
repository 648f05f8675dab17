import { commandSucceeds } from "../../support/command_succeeds.ts";

/** Whether git is there to compare with. */
export const hasGit = () => commandSucceeds("git", "--version");

/** Runs git in a folder, untouched by the user's settings, and returns what it printed. */
export async function git(
  folder: string,
  args: readonly string[],
  { stdin = "", env = {} }: { stdin?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const child = new Deno.Command("git", {
    args: ["-c", "user.name=Test", "-c", "user.email=test@example.test", ...args],
    cwd: folder,
    env: { HOME: folder, XDG_CONFIG_HOME: folder, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  // `check-ignore` ends with 1 when nothing is ignored.
  if (code > 1) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
