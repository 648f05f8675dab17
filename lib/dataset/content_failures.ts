import { errorRow, failuresOf } from "../cli/failure.ts";

interface InCard {
  /** Which card: a file, or a repository's README.md. */
  readonly card: string;
}

interface InFile {
  /** A file of the template, as a path in its folder. */
  readonly file: string;
}

/** What is wrong with a card or a template. */
export const contentFailure = failuresOf(() => ({
  card_front_matter_open: errorRow<InCard>({
    exit: 5,
    message: ({ card }) => `The front matter of ${card} starts with "---" and never ends`,
    hint: () => "Add a line of three dashes below it and run it again; nothing was changed",
  }),
  card_yaml_broken: errorRow<InCard & { line: number; problem: string }>({
    exit: 5,
    message: ({ card, line, problem }) => `Cannot read the front matter of ${card}: line ${line}: ${problem}`,
    hint: ({ line }) => `Fix line ${line} and run it again; nothing was changed`,
  }),
  card_yaml_not_keys: errorRow<InCard>({
    exit: 5,
    message: ({ card }) => `The front matter of ${card} does not consist of keys and values`,
    hint: () => 'Write it as lines such as "license: mit" and run it again; nothing was changed',
  }),
  card_not_editable: errorRow<InCard & { key: string; reason: string }>({
    exit: 5,
    message: ({ card, key, reason }) => `Cannot change "${key}" in the front matter of ${card}: ${reason}`,
    hint: () => "Edit the card on the page of the dataset; nothing was changed",
  }),
  card_not_text: errorRow<InCard>({
    exit: 5,
    message: ({ card }) => `${card} is not UTF-8 text`,
    hint: () => "Save it as UTF-8 and run it again; nothing was changed",
  }),
  card_holds_token: errorRow<InCard & { line: number }>({
    exit: 2,
    message: ({ card, line }) => `Line ${line} of ${card} contains what looks like a token`,
    hint: () => "Remove it, and revoke the token if anyone may have seen it; nothing was changed",
  }),
  card_invalid: errorRow<InCard & { problem: string }>({
    exit: 2,
    message: ({ card, problem }) => `The front matter of ${card} is invalid: ${problem}`,
    hint: () => "Fix the file and run it again; nothing was changed",
  }),
  card_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the card "${path}": ${problem}`,
    hint: () => "Check the path and permissions of the --card file; nothing was changed",
  }),
  template_unknown: errorRow<{ name: string; nearest: string | undefined }>({
    exit: 2,
    message: ({ name }) => `There is no template or folder named "${name}"`,
    hint: ({ nearest }) =>
      nearest === undefined ? "Use trackio, blank, or the path of a folder" : `Did you mean "${nearest}"?`,
  }),
  template_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the template "${path}": ${problem}`,
    hint: () => "Check its path and permissions, and run it again; nothing was created",
  }),
  template_empty: errorRow<{ path: string }>({
    exit: 2,
    message: ({ path }) => `The template "${path}" has no files to upload`,
    hint: () => "Put a README.md into it, or use --template blank; nothing was created",
  }),
  template_too_large: errorRow<{ path: string; what: string }>({
    exit: 2,
    message: ({ path, what }) => `The template "${path}" is too large: ${what}`,
    hint: () =>
      "Exclude files with a .gitignore, and upload large data later with hf upload; nothing was created",
  }),
  template_file_unusable: errorRow<InFile & { problem: string }>({
    exit: 2,
    message: ({ file, problem }) => `Cannot upload "${file}" of the template: ${problem}`,
    hint: () => "Rename or remove it, or exclude it with a .gitignore; nothing was created",
  }),
  template_holds_token: errorRow<InFile & { line: number }>({
    exit: 2,
    message: ({ file, line }) => `Line ${line} of "${file}" in the template contains what looks like a token`,
    hint: () =>
      "Remove it or exclude the file with a .gitignore, and revoke the token if anyone may have seen it; nothing was created",
  }),
  template_visibility_unknown: errorRow<InFile & { line: number }>({
    exit: 2,
    message: ({ file, line }) =>
      `Line ${line} of "${file}" in the template uses {{visibility}}, which needs --private or --public`,
    hint: () => "Add one of these options, or remove the placeholder; nothing was created",
  }),
}));
