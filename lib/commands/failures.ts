import { isRequestId } from "../hub/access_requests.ts";
import { errorRow, Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import { terminalFailure } from "../terminal/failures.ts";

interface OnRepository {
  readonly repository: string;
}

interface OnRepository {
  readonly repository: string;
}

const OTHER_SPACE = `${PROGRAM} trackio OWNER/NAME`;

/** What a command ends with. */
export const commandsFailure = failuresOf(() => ({
  answer_needed: errorRow<{ question: string; option: string }>({
    exit: 2,
    message: ({ question }) => `Nobody can be asked here: ${question}`,
    hint: ({ option }) => `Answer it on the command line: ${option}`,
  }),
  unforeseen: errorRow<{ message: string }>({
    exit: 1,
    message: ({ message }) => `Unexpected failure: ${message}`,
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
      `${repository} is private and belongs to a user, so it cannot be shared with ${user}`,
    hint: ({ repository }) => `Make it public and gated (other ways: ${PROGRAM} share ${repository}):`,
    next: ({ repository }) => [`${PROGRAM} configure ${repository} --public --gated manual`],
  }),
  sharing_user_unknown: errorRow<{ user: string }>({
    exit: 5,
    message: ({ user }) => `There is no user "${user}" on the Hub`,
    hint: () => "Check the spelling: it is the name in the URL of the profile page",
  }),
  sharing_request_unknown: errorRow<OnRepository & { user: string }>({
    exit: 5,
    message: ({ repository, user }) => `${user} has not requested access to ${repository}`,
    hint: () => "See the pending requests, or grant access without one:",
    next: ({ repository, user }) => [
      `${PROGRAM} share ${repository} --requests pending`,
      ...(isRequestId(user) ? [] : [`${PROGRAM} share ${repository} --grant ${user}`]),
    ],
  }),
  sharing_incomplete: errorRow<{ failed: number; of: number; names: string }>({
    exit: 5,
    message: ({ failed, of, names }) => `Failed for ${failed} of ${of} users: ${names}`,
    hint: () => "Fix the names and run it again; the others are skipped",
  }),
  user_name_invalid: errorRow<{ name: string; where: string }>({
    exit: 2,
    message: ({ name, where }) => `"${name}" in ${where} is not a valid user name`,
    hint: () => "Use the name in the URL of the profile page; in a file, one name per line",
  }),
  names_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the file of user names "${path}": ${problem}`,
    hint: () => "Check the path after the @ and its permissions",
  }),
  plan_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the plan "${path}": ${problem}`,
    hint: ({ path }) =>
      path.startsWith("/dev/") || path === "-"
        ? `Pipe the plan in: ${PROGRAM} apply - < plan.json`
        : "Check the path and permissions of the plan",
  }),
  plan_invalid: errorRow<{ path: string; count: number; first: string }>({
    exit: 2,
    message: ({ path, count, first }) =>
      `The plan "${path}" has ${count === 1 ? "1 mistake" : `${count} mistakes`}, the first at ${first}`,
    hint: () => "Fix these lines and run it again; nothing was changed",
  }),
  /** `command`: as it is typed into this shell. */
  plan_not_in_order: errorRow<{ command: string; create: number; change: number; files: number }>({
    exit: 5,
    message: ({ create, change, files }) =>
      `Out of date: ${create} to create, ${change} to change, ${files} env ${
        files === 1 ? "file" : "files"
      } to write`,
    hint: () => "Apply the plan:",
    next: ({ command }) => [command],
  }),
  plan_incomplete: errorRow<{ failed: number; of: number; first: string; fix: string }>({
    // The exit code of the first failure is used instead.
    exit: 1,
    message: ({ failed, of, first }) => `${failed} of ${of} repositories failed, the first with: ${first}`,
    hint: ({ fix }) =>
      `For the first one: ${fix.replace(/[.:]$/, "")}. Then run it again; finished repositories are skipped`,
  }),
  nothing_to_configure: errorRow<OnRepository>({
    exit: 2,
    message: ({ repository }) => `No changes given for ${repository}`,
    hint: () => "Add what to change, as in --private, --gated manual, --license mit or --tag x; all options:",
    next: () => [`${PROGRAM} configure --help`],
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
}));

/**
 * The failure for whatever was thrown: what no one expected becomes one line too, with its stack behind --verbose.
 *
 * @param error what was thrown
 * @param interrupted whether a signal ended the run
 */
export function asFailure(error: unknown, interrupted: AbortSignal): Failure {
  if (interrupted.aborted) return terminalFailure("cancelled", {}, { cause: error });
  if (error instanceof Failure) return error;
  return commandsFailure("unforeseen", { message: error instanceof Error ? error.message : String(error) }, {
    cause: error,
  });
}
