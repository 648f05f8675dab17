import { type Failure, failuresOf, PROGRAM } from "../cli/failure.ts";

interface OnRepository {
  readonly repository: string;
}

/** The fix for the cause of a half-done creation, which another run completes. */
function finishing({ hint }: Failure): string {
  const [fix = ""] = hint.split(/; |:$/);
  return `${fix}${fix.startsWith("Run it again") ? "" : ", then run it again"} to finish`;
}

export const datasetFailure = failuresOf(() => ({
  repository_visibility_differs: (
    { repository, wanted, actual }: OnRepository & { wanted: string; actual: string },
  ) => ({
    exitCode: 5,
    message: `${repository} already exists and is ${actual}, but you asked for ${wanted}`,
    hint: `Leave out --${wanted} to use it unchanged, or make it ${wanted}:`,
    next: [`${PROGRAM} configure ${repository} --${wanted}`],
  }),
  /** `denial`: why, where it was known before the Hub was asked. */
  repository_not_writable: (
    { repository, user, said, denial }: OnRepository & {
      user: string;
      said: string;
      denial?: Failure | undefined;
    },
  ) => ({
    exitCode: 4,
    message: `${repository} already exists, but this token of ${user} cannot write to it: ${said}`,
    hint: denial?.page !== undefined
      ? denial.hint
      : repository.startsWith(`${user}/`)
      ? "Use a token with write access"
      : "Use a token that can write to it, ask its owner for write access, or use another --name",
    page: denial?.page,
  }),
  repository_hidden: ({ repository, user }: OnRepository & { user: string }) => ({
    exitCode: 4,
    message: `${repository} exists, but the Hub does not show it to this token of ${user}`,
    hint: "Ask an admin of the organization for access (a resource group can hide it), or use another --name",
  }),
  creation_busy: ({ repository }: OnRepository) => ({
    exitCode: 6,
    message: `The Hub is busy with another operation on ${repository}`,
    hint: "Run it again in a minute",
  }),
  creation_unconfirmed: ({ repository, problem }: OnRepository & { problem: string }) => ({
    exitCode: 6,
    message: `Cannot tell whether ${repository} was created: ${problem}`,
    hint: "Run it again; if it was created, it is found and used",
  }),
  gate_missing: ({ repository, problem, gated }: OnRepository & { gated: string; problem: string }) => ({
    exitCode: 6,
    message: `${repository} exists, but its gate could not be set: ${problem}`,
    hint: "Nothing else was added to it; to set the gate:",
    next: [`${PROGRAM} configure ${repository} --gated ${gated}`],
  }),
  first_row_missing: ({ repository, cause }: OnRepository & { cause: Failure }) => ({
    exitCode: 6,
    message: `${repository} exists, but its first row could not be added: ${cause.message}`,
    hint: `${finishing(cause)}:`,
    page: cause.page,
    next: [`${PROGRAM} --name ${repository}`],
  }),
  template_files_missing: ({ repository, cause }: OnRepository & { cause: Failure }) => ({
    exitCode: 6,
    message: `${repository} exists, but the files of the template could not be added: ${cause.message}`,
    hint: `${finishing(cause)}${cause.page === undefined ? "" : ":"}`,
    page: cause.page,
  }),
  change_unconfirmed: ({ repository, setting }: OnRepository & { setting: string }) => ({
    exitCode: 6,
    message: `The Hub accepted the change to ${repository} but reports a different value: ${setting}`,
    hint: "Check the settings page of the dataset, then run it again",
  }),
  repository_unread: ({ repository }: OnRepository) => ({
    exitCode: 6,
    message: `The Hub does not say which commit of ${repository} is the latest`,
    hint: "Run it again, or edit the card on the page of the repository; nothing was changed",
  }),
}));
