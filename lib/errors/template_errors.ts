// deno-lint-ignore-file camelcase -- codes are written as scripts see them
import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

interface InFile {
  /** A file of the template, as a path in its folder. */
  readonly file: string;
}

/** What stands against a template of one's own; always said before anything is created. */
export const TEMPLATE_ERRORS = {
  template_unknown: errorRow<{ name: string; nearest: string | undefined }>({
    exit: 2,
    meaning: "There is neither a built-in template nor a folder of this name.",
    remedy: "Use trackio, blank, or the path of a folder.",
    message: ({ name }) => `There is no template and no folder "${name}"`,
    hint: ({ nearest }) =>
      `${
        nearest === undefined ? "" : `Did you mean "${nearest}"? `
      }It takes trackio, blank, or the path of a folder`,
  }),
  template_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    meaning: "The folder of the template, or a file in it, cannot be read.",
    remedy: "Check the path and the permissions, or leave the file out by a .gitignore.",
    message: ({ path, problem }) => `Cannot read the template at "${path}": ${problem}`,
    hint: () => "Nothing was created; correct the path or the permissions and run it again",
  }),
  template_empty: errorRow<{ path: string }>({
    exit: 2,
    meaning: "The folder of the template holds no file that would be taken over.",
    remedy: "Put a README.md into it, or use --template blank.",
    message: ({ path }) => `The template "${path}" holds no file that would be taken over`,
    hint: () => "Nothing was created; put a README.md into it, or use --template blank",
  }),
  template_too_large: errorRow<{ path: string; what: string; limit: string }>({
    exit: 2,
    meaning: "The template has more or larger files than set-up takes over.",
    remedy: "Leave files out by a .gitignore, and upload large data with the hf program afterwards.",
    message: ({ path, what, limit }) => `The template "${path}" is too large: ${what}, and ${limit} at most`,
    hint: () =>
      "Nothing was created; leave files out by a .gitignore, and upload large data afterwards (hf upload)",
  }),
  template_link_unusable: errorRow<InFile & { problem: string }>({
    exit: 2,
    meaning:
      "A symbolic link of the template leads out of its folder, to a folder, to a file that is left out, or nowhere.",
    remedy: "Put the file itself in place of the link.",
    message: ({ file, problem }) => `The template holds a symbolic link that ${problem}: "${file}"`,
    hint: () => "Nothing was created; put the file itself in its place, or leave it out by a .gitignore",
  }),
  template_file_unusable: errorRow<InFile & { problem: string }>({
    exit: 2,
    meaning: "Something in the template cannot become a file of the repository.",
    remedy: "Rename or remove it, or leave it out by a .gitignore.",
    message: ({ file, problem }) => `"${file}" of the template cannot be taken over: ${problem}`,
    hint: () => "Nothing was created; rename or remove it, or leave it out by a .gitignore",
  }),
  template_holds_token: errorRow<InFile & { line: number }>({
    exit: 2,
    meaning: "A file of the template holds something that looks like a Hugging Face token.",
    remedy: "Remove the token from the file, or leave the file out by a .gitignore.",
    message: ({ file, line }) => `Line ${line} of "${file}" in the template holds what looks like a token`,
    hint: () =>
      "Nothing was created; remove it from the file, or leave the file out by a .gitignore. A token that others have seen must be revoked",
  }),
  template_placeholder_unknown: errorRow<
    InFile & { line: number; placeholder: string; nearest: string | undefined }
  >({
    exit: 2,
    meaning: "A text file of the template has a placeholder that nothing is known for.",
    remedy: "Use namespace, name, visibility or date; write a backslash before the braces to keep them.",
    message: ({ file, line, placeholder }) =>
      `Line ${line} of "${file}" in the template has an unknown placeholder: "${placeholder}"`,
    hint: ({ nearest }) =>
      `Nothing was created${
        nearest === undefined ? "" : `; did you mean "{{${nearest}}}"?`
      }. There are {{namespace}}, {{name}}, {{visibility}} and {{date}}; to keep the braces, write \\{{`,
  }),
  template_visibility_unknown: errorRow<InFile & { line: number }>({
    exit: 2,
    meaning: "The template says {{visibility}}, and the visibility is left to the Hub.",
    remedy: "Give --private or --public, or take the placeholder out.",
    message: ({ file, line }) =>
      `Line ${line} of "${file}" in the template says {{visibility}}, which is only known with --private or --public`,
    hint: () => "Nothing was created; add --private or --public, or take the placeholder out",
  }),
  template_files_missing: errorRow<{ repository: string; problem: string; mend: string }>({
    exit: 6,
    meaning: "The repository is there with its card, but the other files of the template could not be added.",
    remedy: "Run it again; the files are added then, once.",
    message: ({ repository, problem }) =>
      `"${repository}" is there, but the files of the template could not be added: ${problem}`,
    hint: ({ mend }) => `${mend}. To complete it, run the same command again; the files are added once`,
  }),
  gate_missing: errorRow<{ repository: string; gated: string; problem: string }>({
    exit: 6,
    meaning: "The repository is there, but its gate could not be set: readers need not ask for access.",
    remedy: "Run the command that the message names.",
    message: ({ repository, problem }) =>
      `"${repository}" is there, but its gate could not be set: ${problem}`,
    hint: ({ repository, gated }) =>
      `Nothing more was put into it; set the gate: ${PROGRAM} configure ${repository} --gated ${gated}`,
    next: ({ repository, gated }) => [`${PROGRAM} configure ${repository} --gated ${gated}`],
  }),
};
