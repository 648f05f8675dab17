/**
 * `deno task readme`: writes the permissions of `deno run` into README.md, between `<!-- run -->` and `<!-- /run -->`.
 */
import { runFlags } from "../.github/build/permissions.ts";

const README = new URL("../README.md", import.meta.url);

/** The text with the command for `deno run` as it is now. */
export function withRunCommand(text: string): string {
  // A star would be a pattern for the shell.
  const flags = runFlags().map((flag) => flag.includes("*") ? `"${flag}"` : flag);
  const command = ["deno run --no-prompt", ...flags, "main.ts"].join(" \\\n  ");
  return text.replace(
    /<!-- run -->\n[\s\S]*?<!-- \/run -->/,
    () => `<!-- run -->\n\n\`\`\`sh\n${command}\n\`\`\`\n\n<!-- /run -->`,
  );
}

if (import.meta.main) await Deno.writeTextFile(README, withRunCommand(await Deno.readTextFile(README)));
