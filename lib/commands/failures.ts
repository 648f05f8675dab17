import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

interface OnRepository {
  readonly repository: string;
}

interface OnRepository {
  readonly repository: string;
}

const OTHER_SPACE = `${PROGRAM} trackio OWNER/NAME`;

/** What a command ends with. */
export const COMMANDS_FAILURES = {
  answer_needed: errorRow<{ question: string; option: string }>({
    exit: 2,
    message: ({ question }) => `Nobody can be asked here: ${question}`,
    hint: ({ option }) => `Answer it on the command line: ${option}`,
  }),
  unforeseen: errorRow<{ message: string }>({
    exit: 1,
    message: ({ message }) => `Unforeseen failure: ${message}`,
    hint: () => "Run it again with --verbose and report what it prints (secrets are masked)",
  }),
  repository_in_both_schemes: errorRow<{ repository: string; trackio: string; experiments: string }>({
    exit: 5,
    message: ({ repository, trackio, experiments }) =>
      `${repository} is named twice: by ${trackio}, and by ${experiments}`,
    hint: () =>
      "Remove TRACKIO_DATASET_ID or use another repository, because Trackio loads every parquet file there and wipes the history",
  }),
  space_not_trackio: errorRow<{ space: string }>({
    exit: 5,
    message: ({ space }) => `The Space ${space} exists, but does not run Trackio`,
    hint: () => "Use another name:",
    next: () => [OTHER_SPACE],
  }),
  space_frozen: errorRow<{ space: string }>({
    exit: 5,
    message: ({ space }) =>
      `The Space ${space} is a frozen (static) Trackio dashboard, which takes no new runs`,
    hint: () => "Use another name:",
    next: () => [OTHER_SPACE],
  }),
  space_volume_hidden: errorRow<{ space: string }>({
    exit: 4,
    message: ({ space }) => `The Space ${space} mounts a private repository that this token cannot see`,
    hint: () => "Use a token of someone who can see it, or use another name:",
    next: () => [OTHER_SPACE],
  }),
  trackio_visibility_differs: errorRow<
    { kind: string; id: string; wanted: string; actual: string; page: string }
  >({
    exit: 5,
    message: ({ kind, id, wanted, actual }) =>
      `The ${kind} ${id} exists and is ${actual}, but you asked for ${wanted}`,
    hint: ({ wanted }) => `Leave out --${wanted} to use it unchanged, or change it on its settings page:`,
    page: ({ page }) => page,
  }),
  trackio_unconfirmed: errorRow<{ kind: string; id: string; problem: string }>({
    exit: 6,
    message: ({ kind, id, problem }) => `The Hub created the ${kind} ${id}, but ${problem}`,
    hint: ({ kind }) => `Check the settings of the ${kind}, then run it again`,
  }),
  sharing_private_personal: errorRow<OnRepository & { user: string }>({
    exit: 5,
    message: ({ repository, user }) =>
      `"${repository}" is private and belongs to a person, so it cannot be shared with "${user}"`,
    hint: ({ repository }) =>
      `Make it public behind a gate: ${PROGRAM} configure ${repository} --public --gated manual; or move it to an organization: ${PROGRAM} share ${repository} tells how`,
    next: ({ repository }) => [`${PROGRAM} configure ${repository} --public --gated manual`],
  }),
  sharing_user_unknown: errorRow<{ user: string }>({
    exit: 5,
    message: ({ user }) => `The Hub knows no user "${user}"`,
    hint: () => "Check the spelling of the user name, as in the address of the profile page",
  }),
  sharing_request_unknown: errorRow<OnRepository & { user: string }>({
    exit: 5,
    message: ({ repository, user }) => `"${user}" has not asked for access to "${repository}"`,
    hint: ({ repository, user }) =>
      `To let somebody in who has not asked: ${PROGRAM} share ${repository} --grant ${user}`,
    next: ({ repository }) => [`${PROGRAM} share ${repository} --requests pending`],
  }),
  sharing_incomplete: errorRow<{ failed: number; of: number; names: string }>({
    exit: 5,
    message: ({ failed, of, names }) => `It did not work for ${failed} of ${of} users: ${names}`,
    hint: () => "Mend the names and run it again; those who are done are found so",
  }),
  user_name_invalid: errorRow<{ name: string; where: string }>({
    exit: 2,
    message: ({ name, where }) => `"${name}" in ${where} cannot be the name of a user`,
    hint: () => "Give it as in the address of the profile page; in a file, one name a line",
  }),
  names_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `The file "${path}" with user names cannot be read: ${problem}`,
    hint: () => "Check the path behind the @ and its permissions",
  }),
  plan_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `The plan "${path}" cannot be read: ${problem}`,
    hint: () => "Check the path and its permissions",
  }),
  plan_invalid: errorRow<{ path: string; count: number; first: string }>({
    exit: 2,
    message: ({ path, count, first }) =>
      `The plan "${path}" has ${count === 1 ? "1 mistake" : `${count} mistakes`}, the first at ${first}`,
    hint: () => "Mend the lines that are named and run it again; nothing was changed",
  }),
  /** `path`: quoted for the shell that it is typed into. */
  plan_not_in_order: errorRow<{ path: string; create: number; change: number; files: number }>({
    exit: 5,
    message: ({ create, change, files }) =>
      `Not as planned: ${create} to create, ${change} to change, ${files} env ${
        files === 1 ? "file" : "files"
      } to write`,
    hint: ({ path }) => `Run ${PROGRAM} apply ${path} to bring it about`,
    next: ({ path }) => [`${PROGRAM} apply ${path}`],
  }),
  plan_incomplete: errorRow<{ failed: number; of: number; first: string; mend: string }>({
    // The code of the first failure takes its place (README, "Exit codes").
    exit: 1,
    message: ({ failed, of, first }) => `${failed} of ${of} repositories failed, the first with: ${first}`,
    hint: ({ mend }) => `Run it again; what was done is found so. Of the first: ${mend}`,
  }),
  nothing_to_configure: errorRow<OnRepository>({
    exit: 2,
    message: ({ repository }) => `Nothing to change was named for "${repository}"`,
    hint: () =>
      `Say what to change, as in --private, --gated manual, --license mit or --tag x; see "${PROGRAM} configure --help"`,
  }),
  problems_found: errorRow<{ summary: string; headings: readonly string[]; next: readonly string[] }>({
    // The exit code of the first error is used instead.
    exit: 1,
    message: ({ summary, headings }) => `${summary} (${headings.join(", ")})`,
    hint: ({ headings: [first = ""] }) => `Start with the fix under "${first}" above`,
    next: ({ next }) => next,
  }),
  rows_unreadable: errorRow<{ repository: string; path: string }>({
    exit: 5,
    message: ({ repository, path }) => `${path} of ${repository} is not a readable parquet file`,
    hint: () => "Upload it again, or remove it",
  }),
};

/** Makes one of {@linkcode COMMANDS_FAILURES}. */
export const commandsFailure = failuresOf(COMMANDS_FAILURES);
