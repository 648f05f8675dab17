import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

interface OnRepository {
  readonly repository: string;
}

interface HubSaid {
  readonly repository: string;
  /** The Hub's own words. */
  readonly said: string;
}

/** The command that gives a repository the visibility that was asked for. */
function makeIt(repository: string, visibility: string): string {
  return `${PROGRAM} configure ${repository} --${visibility}`;
}

interface InCard {
  /** Which card: a file, or a repository's README.md. */
  readonly card: string;
}

interface InFile {
  /** A file of the template, as a path in its folder. */
  readonly file: string;
}

/** What is wrong with a dataset, its card or its template. */
export const DATASET_FAILURES = {
  repository_visibility_differs: errorRow<
    OnRepository & { wanted: string; actual: string }
  >({
    exit: 5,
    message: ({ repository, wanted, actual }) =>
      `"${repository}" is already there, but it is ${actual} and ${wanted} was asked for`,
    hint: ({ repository, wanted }) =>
      `Change it with "${
        makeIt(repository, wanted)
      }", use another --name, or leave --${wanted} out to use it as it is`,
    next: ({ repository, wanted }) => [makeIt(repository, wanted)],
  }),
  repository_not_writable: errorRow<OnRepository & { user: string; said: string }>({
    exit: 4,
    message: ({ repository, user, said }) =>
      `"${repository}" is already there, but this token of "${user}" may not write to it: ${said}`,
    hint: () => "Use a token that may write there, ask its owner for write access, or use another --name",
  }),
  repository_hidden: errorRow<OnRepository & { user: string }>({
    exit: 4,
    message: ({ repository, user }) =>
      `The Hub says that "${repository}" exists, but does not show it to the token of "${user}"`,
    hint: () =>
      "Ask an admin of the organization for access (a resource group may hide it), or use another --name",
  }),
  creation_busy: errorRow<OnRepository>({
    exit: 6,
    message: ({ repository }) => `The Hub is busy with another operation on "${repository}"`,
    hint: () => "Run it again in a minute",
  }),
  creation_unconfirmed: errorRow<OnRepository & { problem: string }>({
    exit: 6,
    message: ({ repository, problem }) => `Whether "${repository}" was created is not known: ${problem}`,
    hint: () => "Run it again; if it was created it is found and used",
  }),
  first_row_missing: errorRow<OnRepository & { problem: string; fix: string }>({
    exit: 6,
    message: ({ repository, problem }) =>
      `"${repository}" is there, but its first row could not be written: ${problem}`,
    hint: ({ repository, fix }) =>
      `${fix}. To complete it, run the same command again (${PROGRAM} --name ${repository}); the row is written once`,
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
  card_front_matter_open: errorRow<InCard>({
    exit: 5,
    message: ({ card }) => `The front matter of ${card} is opened by "---" and never closed`,
    hint: () => "Nothing was changed; write a line of three dashes below the front matter and run it again",
  }),
  card_yaml_broken: errorRow<InCard & { line: number; problem: string }>({
    exit: 5,
    message: ({ card, line, problem }) =>
      `The front matter of ${card} cannot be read: line ${line}: ${problem}`,
    hint: ({ line }) => `Nothing was changed; correct line ${line} and run it again`,
  }),
  card_yaml_not_keys: errorRow<InCard>({
    exit: 5,
    message: ({ card }) => `The front matter of ${card} is not made of keys and values`,
    hint: () => 'Nothing was changed; write it as lines such as "license: mit" and run it again',
  }),
  card_not_editable: errorRow<InCard & { key: string; reason: string }>({
    exit: 5,
    message: ({ card, key, reason }) =>
      `"${key}" in the front matter of ${card} cannot be changed: ${reason}`,
    hint: () => "Nothing was changed; edit the card by hand, on the page of the repository",
  }),
  card_not_text: errorRow<InCard>({
    exit: 5,
    message: ({ card }) => `${card} is not UTF-8 text`,
    hint: () => "Nothing was changed; save it as UTF-8 and run it again",
  }),
  card_holds_token: errorRow<InCard & { line: number }>({
    exit: 2,
    message: ({ card, line }) => `Line ${line} of ${card} holds what looks like a token`,
    hint: () => "Nothing was changed; remove it. A token that others have seen must be revoked",
  }),
  card_invalid: errorRow<InCard & { problem: string }>({
    exit: 2,
    message: ({ card, problem }) => `The front matter of ${card} cannot be used: ${problem}`,
    hint: () => "Nothing was created or changed; correct that in the file and run it again",
  }),
  repository_unread: errorRow<OnRepository>({
    exit: 6,
    message: ({ repository }) => `The Hub did not tell which commit of "${repository}" is the newest`,
    hint: () => "Nothing was changed; run it again, or edit the card on the page of the repository",
  }),
  card_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the card "${path}": ${problem}`,
    hint: () => "Nothing was changed; correct the path or the permissions of the file given with --card",
  }),
  change_unconfirmed: errorRow<OnRepository & { setting: string }>({
    exit: 6,
    message: ({ repository, setting }) =>
      `The Hub answered the change of "${repository}", but does not tell the new value of: ${setting}`,
    hint: () => "Look at the settings page of the repository, and run it again",
  }),
  template_unknown: errorRow<{ name: string; nearest: string | undefined }>({
    exit: 2,
    message: ({ name }) => `There is no template and no folder "${name}"`,
    hint: ({ nearest }) =>
      `${
        nearest === undefined ? "" : `Did you mean "${nearest}"? `
      }It takes trackio, blank, or the path of a folder`,
  }),
  template_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the template at "${path}": ${problem}`,
    hint: () => "Nothing was created; correct the path or the permissions and run it again",
  }),
  template_empty: errorRow<{ path: string }>({
    exit: 2,
    message: ({ path }) => `The template "${path}" holds no file that would be taken over`,
    hint: () => "Nothing was created; put a README.md into it, or use --template blank",
  }),
  template_too_large: errorRow<{ path: string; what: string; limit: string }>({
    exit: 2,
    message: ({ path, what, limit }) => `The template "${path}" is too large: ${what}, and ${limit} at most`,
    hint: () =>
      "Nothing was created; leave files out by a .gitignore, and upload large data afterwards (hf upload)",
  }),
  template_file_unusable: errorRow<InFile & { problem: string }>({
    exit: 2,
    message: ({ file, problem }) => `"${file}" of the template cannot be taken over: ${problem}`,
    hint: () => "Nothing was created; rename or remove it, or leave it out by a .gitignore",
  }),
  template_holds_token: errorRow<InFile & { line: number }>({
    exit: 2,
    message: ({ file, line }) => `Line ${line} of "${file}" in the template holds what looks like a token`,
    hint: () =>
      "Nothing was created; remove it from the file, or leave the file out by a .gitignore. A token that others have seen must be revoked",
  }),
  template_visibility_unknown: errorRow<InFile & { line: number }>({
    exit: 2,
    message: ({ file, line }) =>
      `Line ${line} of "${file}" in the template says {{visibility}}, which is only known with --private or --public`,
    hint: () => "Nothing was created; add --private or --public, or take the placeholder out",
  }),
  template_files_missing: errorRow<{ repository: string; problem: string; fix: string }>({
    exit: 6,
    message: ({ repository, problem }) =>
      `"${repository}" is there, but the files of the template could not be added: ${problem}`,
    hint: ({ fix }) => `${fix}. To complete it, run the same command again; the files are added once`,
  }),
  gate_missing: errorRow<{ repository: string; gated: string; problem: string }>({
    exit: 6,
    message: ({ repository, problem }) =>
      `"${repository}" is there, but its gate could not be set: ${problem}`,
    hint: ({ repository, gated }) =>
      `Nothing more was put into it; set the gate: ${PROGRAM} configure ${repository} --gated ${gated}`,
    next: ({ repository, gated }) => [`${PROGRAM} configure ${repository} --gated ${gated}`],
  }),
};

/** Makes one of {@linkcode DATASET_FAILURES}. */
export const datasetFailure = failuresOf(DATASET_FAILURES);
