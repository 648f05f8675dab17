import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

/** What stands against setting variables of Spaces, and Trackio's own variables. */
export const SPACE_ERRORS = {
  space_id_invalid: errorRow<{ text: string }>({
    exit: 2,
    meaning: "What --space names cannot be a Space.",
    remedy: "Give OWNER/NAME, as in the address of the Space.",
    message: ({ text }) => `"${text}" cannot be the name of a Space`,
    hint: () => "Give OWNER/NAME, as in --space ada/dashboard",
  }),
  space_not_found: errorRow<{ space: string; user: string }>({
    exit: 5,
    meaning: "There is no such Space, or the token may not even see it.",
    remedy: "Check the spelling, or create the Space on the Hub first.",
    message: ({ space, user }) => `There is no Space "${space}" that the token of "${user}" can see`,
    hint: () => "Check the spelling, or create the Space on the Hub first; nothing was changed",
  }),
  space_not_writable: errorRow<{ space: string; user: string; said: string }>({
    exit: 4,
    meaning: "The Space is there, but this token may not set its variables.",
    remedy: "Use a token that may write to the Space, or ask its owner.",
    message: ({ space, user, said }) =>
      `The token of "${user}" may not set the variables of the Space "${space}": ${said}`,
    hint: () => "Use a token that may write to the Space, or ask its owner",
  }),
  space_variable_name_invalid: errorRow<{ name: string }>({
    exit: 2,
    meaning: "Spaces take no variable of this name.",
    remedy: "Use a name that begins with a letter.",
    message: ({ name }) => `A Space takes no variable with the name "${name}"`,
    hint: () => "Use a name that begins with a letter, or leave --space out",
  }),
  space_unconfirmed: errorRow<{ space: string; name: string }>({
    exit: 6,
    meaning: "The Hub took a variable of the Space and then told another value.",
    remedy: "Look at the settings page of the Space, and run it again.",
    message: ({ space, name }) =>
      `The Hub answered the change of ${name} of the Space "${space}", but tells another value`,
    hint: () => "Look at the settings page of the Space, and run it again",
  }),
  variable_holds_other: errorRow<{ name: string; holds: string }>({
    exit: 2,
    meaning: "The variable is one of Trackio's own and holds something else than a dataset.",
    remedy: "Use another variable; TRACKIO_SPACE_ID takes the Space of --space.",
    message: ({ name, holds }) => `${name} is Trackio's own and holds ${holds}, not a dataset`,
    hint: ({ name }) =>
      name === "TRACKIO_SPACE_ID"
        ? "Name the Space with --space OWNER/NAME, and the variable gets that; or use another variable"
        : "Use another variable, as in --var TRACKIO_DATASET_REPO",
  }),
  repository_in_both_schemes: errorRow<{ repository: string; trackio: string; experiments: string }>({
    exit: 5,
    meaning:
      "TRACKIO_DATASET_ID and a variable of the experiments dataset would name one repository; Trackio would wipe its history.",
    remedy: "Use another repository for one of them.",
    message: ({ repository, trackio, experiments }) =>
      `"${repository}" would be used by both schemes: ${trackio}, and ${experiments}`,
    hint: () =>
      `Trackio takes every parquet file there for its own and wipes the history; use another repository for one of them (${PROGRAM} --name OTHER), or take TRACKIO_DATASET_ID out`,
  }),
};
