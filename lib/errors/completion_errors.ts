import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

/** What goes wrong with completions. */
export const COMPLETION_ERRORS = {
  shell_unknown: errorRow<{ shell: string; nearest: string | undefined }>({
    exit: 2,
    meaning: "There are no completions for this shell.",
    remedy: "Name one of bash, zsh, fish and powershell.",
    message: ({ shell }) => `There are no completions for the shell "${shell}"`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? `Write it as ${PROGRAM} completions SHELL; SHELL is bash, zsh, fish or powershell`
        : `Did you mean "${nearest}"?`,
  }),
};
