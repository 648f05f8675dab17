import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

interface OnRepository {
  readonly repository: string;
}

/** What stands against sharing a repository. */
export const SHARING_ERRORS = {
  not_gated: errorRow<OnRepository>({
    exit: 5,
    meaning: "The repository is not gated: nobody can be let in where there is no gate.",
    remedy: "Gate it first with `share REPO --gated manual`.",
    message: ({ repository }) => `"${repository}" is not gated, so there is nobody to let in or to keep out`,
    hint: ({ repository }) => `Gate it first: ${PROGRAM} share ${repository} --gated manual`,
    next: ({ repository }) => [`${PROGRAM} share ${repository} --gated manual`],
  }),
  sharing_private_personal: errorRow<OnRepository & { user: string }>({
    exit: 5,
    meaning: "A private dataset of a person cannot be shared with another person.",
    remedy: "Make it public behind a gate, or move it to an organisation.",
    message: ({ repository, user }) =>
      `"${repository}" is private and belongs to a person, so it cannot be shared with "${user}"`,
    hint: ({ repository }) =>
      `Make it public behind a gate: ${PROGRAM} configure ${repository} --public --gated manual; or move it to an organisation: ${PROGRAM} share ${repository} tells how`,
    next: ({ repository }) => [`${PROGRAM} configure ${repository} --public --gated manual`],
  }),
  sharing_user_unknown: errorRow<{ user: string }>({
    exit: 5,
    meaning: "The Hub knows no user of this name.",
    remedy: "Check the spelling of the user name; organisations cannot be let in.",
    message: ({ user }) => `The Hub knows no user "${user}"`,
    hint: () => "Check the spelling of the user name, as in the address of the profile page",
  }),
  sharing_request_unknown: errorRow<OnRepository & { user: string }>({
    exit: 5,
    meaning: "The user has not asked for access, so there is nothing to accept or to reject.",
    remedy: "List the requests with `share REPO --requests pending`, or let the user in with --grant.",
    message: ({ repository, user }) => `"${user}" has not asked for access to "${repository}"`,
    hint: ({ repository, user }) =>
      `To let somebody in who has not asked: ${PROGRAM} share ${repository} --grant ${user}`,
    next: ({ repository }) => [`${PROGRAM} share ${repository} --requests pending`],
  }),
  sharing_incomplete: errorRow<{ failed: number; of: number; names: string }>({
    exit: 5,
    meaning: "Some of the users could not be let in or kept out; the others were.",
    remedy: "Read what is said of each; run it again, and those who are done are found so.",
    message: ({ failed, of, names }) => `It did not work for ${failed} of ${of} users: ${names}`,
    hint: () => "Mend the names and run it again; those who are done are found so",
  }),
  user_name_invalid: errorRow<{ name: string; where: string }>({
    exit: 2,
    meaning: "This cannot be the name of a user.",
    remedy: "Give the name as in the address of the profile page; a file is named as @FILE.",
    message: ({ name, where }) => `"${name}" in ${where} cannot be the name of a user`,
    hint: () => "Give it as in the address of the profile page; in a file, one name a line",
  }),
  names_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    meaning: "The file with user names cannot be read.",
    remedy: "Check the path behind the @ and its permissions.",
    message: ({ path, problem }) => `The file "${path}" with user names cannot be read: ${problem}`,
    hint: () => "Check the path behind the @ and its permissions",
  }),
};
