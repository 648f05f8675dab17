// deno-lint-ignore-file camelcase -- codes are written as scripts see them
import { errorRow } from "../cli/failure.ts";

interface InCard {
  /** Which card: a file, or a repository's README.md. */
  readonly card: string;
}

/** What stands against reading or editing a dataset card. */
export const CARD_ERRORS = {
  card_front_matter_open: errorRow<InCard>({
    exit: 5,
    meaning: "The card begins with a line of dashes, and no second one ends its front matter.",
    remedy: "Write a line of three dashes below the front matter.",
    message: ({ card }) => `The front matter of ${card} is opened by "---" and never closed`,
    hint: () => "Nothing was changed; write a line of three dashes below the front matter and run it again",
  }),
  card_yaml_broken: errorRow<InCard & { line: number; problem: string }>({
    exit: 5,
    meaning: "The front matter of the card is not YAML.",
    remedy: "Correct the line that the message names.",
    message: ({ card, line, problem }) =>
      `The front matter of ${card} cannot be read: line ${line}: ${problem}`,
    hint: ({ line }) => `Nothing was changed; correct line ${line} and run it again`,
  }),
  card_yaml_not_keys: errorRow<InCard>({
    exit: 5,
    meaning: "The front matter of the card is YAML, but no list of keys and values.",
    remedy: "Write it as lines of the form key: value.",
    message: ({ card }) => `The front matter of ${card} is not made of keys and values`,
    hint: () => 'Nothing was changed; write it as lines such as "license: mit" and run it again',
  }),
  card_not_editable: errorRow<InCard & { key: string; reason: string }>({
    exit: 5,
    meaning: "A key of the front matter is written in a way that cannot be changed without changing more.",
    remedy: "Change it by hand, on the page of the repository.",
    message: ({ card, key, reason }) =>
      `"${key}" in the front matter of ${card} cannot be changed: ${reason}`,
    hint: () => "Nothing was changed; edit the card by hand, on the page of the repository",
  }),
  card_not_text: errorRow<InCard>({
    exit: 5,
    meaning: "The card is not UTF-8 text.",
    remedy: "Save it as UTF-8.",
    message: ({ card }) => `${card} is not UTF-8 text`,
    hint: () => "Nothing was changed; save it as UTF-8 and run it again",
  }),
  card_holds_token: errorRow<InCard & { line: number }>({
    exit: 2,
    meaning: "The new card holds something that looks like a Hugging Face token.",
    remedy: "Remove the token from it.",
    message: ({ card, line }) => `Line ${line} of ${card} holds what looks like a token`,
    hint: () => "Nothing was changed; remove it. A token that others have seen must be revoked",
  }),
  card_invalid: errorRow<InCard & { problem: string }>({
    exit: 2,
    meaning:
      "The card of a template, or the file given with --card, has a front matter that the Hub would refuse.",
    remedy: "Correct what the message names.",
    message: ({ card, problem }) => `The front matter of ${card} cannot be used: ${problem}`,
    hint: () => "Nothing was created or changed; correct that in the file and run it again",
  }),
};
