import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { completedCommands, type Shell } from "./model.ts";
import { powershellCompletions } from "./powershell.ts";
import { zshCompletions } from "./zsh.ts";

/**
 * The completions of the program for a shell to read.
 *
 * @param shell which one
 * @returns a script, ending with a newline
 */
export function renderCompletions(shell: Shell): string {
  const commands = completedCommands();
  switch (shell) {
    case "bash":
      return bashCompletions(commands);
    case "zsh":
      return zshCompletions(commands);
    case "fish":
      return fishCompletions(commands);
    case "powershell":
      return powershellCompletions(commands);
  }
}
