import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

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

/** What stands against the repository at the Hub. */
export const REPOSITORY_ERRORS = {
  repository_visibility_differs: errorRow<
    OnRepository & { wanted: string; actual: string }
  >({
    exit: 5,
    meaning:
      "The repository is already there with another visibility than was asked for; nothing was changed.",
    remedy: "Change its visibility with `configure`, use another name, or leave --private or --public out.",
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
    meaning: "The repository is there, but this token may not write to it.",
    remedy: "Use a token with write access, ask its owner, or use another name.",
    message: ({ repository, user, said }) =>
      `"${repository}" is already there, but this token of "${user}" may not write to it: ${said}`,
    hint: () => "Use a token that may write there, ask its owner for write access, or use another --name",
  }),
  repository_hidden: errorRow<OnRepository & { user: string }>({
    exit: 4,
    meaning: "The Hub says that the repository exists, and does not show it to this token.",
    remedy:
      "Ask an admin of the organisation for access (a resource group may hide it), or use another name.",
    message: ({ repository, user }) =>
      `The Hub says that "${repository}" exists, but does not show it to the token of "${user}"`,
    hint: () =>
      "Ask an admin of the organisation for access (a resource group may hide it), or use another --name",
  }),
  repository_not_found: errorRow<OnRepository & { user: string }>({
    exit: 5,
    meaning: "There is no such dataset repository, or the token may not even see it.",
    remedy: "Check the spelling, or create it by leaving out the command.",
    message: ({ repository, user }) =>
      `There is no dataset "${repository}" that the token of "${user}" can see`,
    hint: ({ repository }) => `Check the spelling, or create it: ${PROGRAM} --name ${repository}`,
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
  creation_needs_payment: errorRow<HubSaid>({
    exit: 5,
    meaning: "The Hub asks for a paid plan for what was wanted.",
    remedy: "Leave out what needs the plan, or use another namespace.",
    message: ({ repository, said }) => `The Hub asks for a paid plan to create "${repository}": ${said}`,
    hint: () => "Leave out what needs the plan (a region, a resource group), or use another namespace",
  }),
  creation_rejected: errorRow<HubSaid>({
    exit: 5,
    meaning: "The Hub did not accept the request to create the repository as it stood.",
    remedy: "Read the Hub's words in the message; use another name.",
    message: ({ repository, said }) => `The Hub did not accept the creation of "${repository}": ${said}`,
    hint: () => "Change what the Hub names, for example with another --name",
  }),
  creation_busy: errorRow<OnRepository>({
    exit: 6,
    meaning: "Another operation on the same repository kept the Hub busy until the retries were used up.",
    remedy: "Run it again in a minute.",
    message: ({ repository }) => `The Hub is busy with another operation on "${repository}"`,
    hint: () => "Run it again in a minute",
  }),
  creation_unconfirmed: errorRow<OnRepository & { problem: string }>({
    exit: 6,
    meaning: "The answer to the creation was lost, and the Hub could not be asked whether it took place.",
    remedy: "Run it again; a repository that was created is found and used.",
    message: ({ repository, problem }) => `Whether "${repository}" was created is not known: ${problem}`,
    hint: () => "Run it again; if it was created it is found and used",
  }),
  first_row_missing: errorRow<OnRepository & { problem: string; mend: string }>({
    exit: 6,
    meaning: "The repository is there, but its first row could not be written; readers see an empty dataset.",
    remedy: "Run it again; the row is written then, once.",
    message: ({ repository, problem }) =>
      `"${repository}" is there, but its first row could not be written: ${problem}`,
    hint: ({ repository, mend }) =>
      `${mend}. To complete it, run the same command again (${PROGRAM} --name ${repository}); the row is written once`,
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
};
