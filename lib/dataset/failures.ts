import { errorRow, type Failure, failuresOf, PROGRAM } from "../cli/failure.ts";

interface OnRepository {
  readonly repository: string;
}

/** The fix for the cause of a half-done creation, which another run completes. */
function finishing({ hint }: Failure): string {
  const [fix = ""] = hint.split(/; |:$/);
  return `${fix}${fix.startsWith("Run it again") ? "" : ", then run it again"} to finish`;
}

export const datasetFailure = failuresOf(() => ({
  repository_visibility_differs: errorRow<OnRepository & { wanted: string; actual: string }>({
    exit: 5,
    message: ({ repository, wanted, actual }) =>
      `${repository} already exists and is ${actual}, but you asked for ${wanted}`,
    hint: ({ wanted }) => `Leave out --${wanted} to use it unchanged, or make it ${wanted}:`,
    next: ({ repository, wanted }) => [`${PROGRAM} configure ${repository} --${wanted}`],
  }),
  /** `denial`: why, where it was known before the Hub was asked. */
  repository_not_writable: errorRow<
    OnRepository & { user: string; said: string; denial?: Failure | undefined }
  >({
    exit: 4,
    message: ({ repository, user, said }) =>
      `${repository} already exists, but this token of ${user} cannot write to it: ${said}`,
    hint: ({ repository, user, denial }) =>
      denial?.page !== undefined
        ? denial.hint
        : repository.startsWith(`${user}/`)
        ? "Use a token with write access"
        : "Use a token that can write to it, ask its owner for write access, or use another --name",
    page: ({ denial }) => denial?.page,
  }),
  repository_hidden: errorRow<OnRepository & { user: string }>({
    exit: 4,
    message: ({ repository, user }) =>
      `${repository} exists, but the Hub does not show it to this token of ${user}`,
    hint: () =>
      "Ask an admin of the organization for access (a resource group can hide it), or use another --name",
  }),
  creation_busy: errorRow<OnRepository>({
    exit: 6,
    message: ({ repository }) => `The Hub is busy with another operation on ${repository}`,
    hint: () => "Run it again in a minute",
  }),
  creation_unconfirmed: errorRow<OnRepository & { problem: string }>({
    exit: 6,
    message: ({ repository, problem }) => `Cannot tell whether ${repository} was created: ${problem}`,
    hint: () => "Run it again; if it was created, it is found and used",
  }),
  gate_missing: errorRow<OnRepository & { gated: string; problem: string }>({
    exit: 6,
    message: ({ repository, problem }) => `${repository} exists, but its gate could not be set: ${problem}`,
    hint: () => "Nothing else was added to it; to set the gate:",
    next: ({ repository, gated }) => [`${PROGRAM} configure ${repository} --gated ${gated}`],
  }),
  first_row_missing: errorRow<OnRepository & { cause: Failure }>({
    exit: 6,
    message: ({ repository, cause }) =>
      `${repository} exists, but its first row could not be added: ${cause.message}`,
    hint: ({ cause }) => `${finishing(cause)}:`,
    page: ({ cause }) => cause.page,
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
  template_files_missing: errorRow<OnRepository & { cause: Failure }>({
    exit: 6,
    message: ({ repository, cause }) =>
      `${repository} exists, but the files of the template could not be added: ${cause.message}`,
    hint: ({ cause }) => `${finishing(cause)}${cause.page === undefined ? "" : ":"}`,
    page: ({ cause }) => cause.page,
  }),
  change_unconfirmed: errorRow<OnRepository & { setting: string }>({
    exit: 6,
    message: ({ repository, setting }) =>
      `The Hub accepted the change to ${repository} but reports a different value: ${setting}`,
    hint: () => "Check the settings page of the dataset, then run it again",
  }),
  repository_unread: errorRow<OnRepository>({
    exit: 6,
    message: ({ repository }) => `The Hub does not say which commit of ${repository} is the latest`,
    hint: () => "Run it again, or edit the card on the page of the repository; nothing was changed",
  }),
}));
