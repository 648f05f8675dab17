// deno-lint-ignore-file camelcase -- codes are written as scripts see them
import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

interface OnRepository {
  readonly repository: string;
}

/** What stands against changing a repository that is there. */
export const CONFIGURE_ERRORS = {
  nothing_to_configure: errorRow<OnRepository>({
    exit: 2,
    meaning: "configure was given a repository and nothing to change.",
    remedy: "Say what to change, as in --tag or --private.",
    message: ({ repository }) => `Nothing to change was named for "${repository}"`,
    hint: () =>
      `Say what to change, as in --private, --gated manual, --license mit or --tag x; see "${PROGRAM} configure --help"`,
  }),
  repository_changed_meanwhile: errorRow<OnRepository>({
    exit: 5,
    meaning: "Somebody else changed the repository while it was being changed; their change was kept.",
    remedy: "Run it again; it starts from the present state.",
    message: ({ repository }) =>
      `Somebody else changed "${repository}" in the meantime, so nothing was written over it`,
    hint: () => "Their change is kept and nothing is lost; run it again to start from the present state",
  }),
  repository_unread: errorRow<OnRepository>({
    exit: 6,
    meaning:
      "The Hub did not tell which commit of the repository is the newest, so its card cannot be changed safely.",
    remedy: "Run it again, or edit the card on the page of the repository.",
    message: ({ repository }) => `The Hub did not tell which commit of "${repository}" is the newest`,
    hint: () => "Nothing was changed; run it again, or edit the card on the page of the repository",
  }),
  card_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    meaning: "The file given with --card cannot be read.",
    remedy: "Correct its path or its permissions.",
    message: ({ path, problem }) => `Cannot read the card "${path}": ${problem}`,
    hint: () => "Nothing was changed; correct the path or the permissions of the file given with --card",
  }),
  change_rejected: errorRow<OnRepository & { said: string }>({
    exit: 5,
    meaning: "The Hub did not accept the new card or settings.",
    remedy: "Change what the Hub names.",
    message: ({ repository, said }) => `The Hub did not accept the change of "${repository}": ${said}`,
    hint: () => "Change what the Hub names and run it again",
  }),
  change_unconfirmed: errorRow<OnRepository & { setting: string }>({
    exit: 6,
    meaning: "The Hub took the change and then told another value.",
    remedy: "Look at the settings page of the repository.",
    message: ({ repository, setting }) =>
      `The Hub answered the change of "${repository}", but does not tell the new value of: ${setting}`,
    hint: () => "Look at the settings page of the repository, and run it again",
  }),
};
