import { PROGRAM } from "../cli/options.ts";
import { tokenPageUrl } from "../account/token_page.ts";
import { errorRow } from "../cli/failure.ts";

interface FromSource {
  readonly source: string;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
}

const GIVE_A_TOKEN =
  "set HF_TOKEN, pipe the token into --token-stdin, name a file with --token-file, or run it at a terminal without --yes";

function writeTokenPage(endpoint: string): string {
  return tokenPageUrl({ endpoint, kind: "write" });
}

/** What goes wrong with the token itself. */
export const TOKEN_ERRORS = {
  token_missing: errorRow<{ unread: string | undefined; endpoint: string; toRead: boolean }>({
    exit: 3,
    meaning: "No token was found in any source, and there is nobody to ask.",
    remedy: "Set HF_TOKEN, or use --token-stdin or --token-file.",
    message: ({ unread }) =>
      `No token was found${unread === undefined ? "" : ` (${unread} may not be read)`}`,
    hint: ({ endpoint, toRead }) =>
      `To give one, ${GIVE_A_TOKEN}; make one ${
        toRead ? `at ${endpoint}/settings/tokens` : `with write access at ${writeTokenPage(endpoint)}`
      }`,
  }),
  token_empty: errorRow<FromSource>({
    exit: 3,
    meaning: "The source named for the token holds none.",
    remedy: "Put the token there, or leave the option out.",
    message: ({ source }) => `There is no token in ${source}`,
    hint: () => `Put the token there, or name another source: ${GIVE_A_TOKEN}`,
  }),
  token_malformed: errorRow<FromSource & { problem: string }>({
    exit: 3,
    meaning: "What was given is no Hugging Face token; it was not sent anywhere.",
    remedy: "Copy the token again; it begins with hf_ and has no spaces.",
    message: ({ source, problem }) => `The text from ${source} is not a token: ${problem}`,
    hint: ({ endpoint }) => `Copy the whole token again from ${endpoint}/settings/tokens; it begins with hf_`,
  }),
  token_misplaced: errorRow<{ place: string }>({
    exit: 2,
    meaning:
      "A token stands where a name or a text belongs, from where it would be published; nothing was sent.",
    remedy: "Put the token into HF_TOKEN, --token-stdin or --token-file, and the name where the token was.",
    message: ({ place }) => `There is a token in ${place}, where it would be published`,
    hint: () =>
      "Give the token by HF_TOKEN, --token-stdin or --token-file; if others can see this log, revoke it",
  }),
  token_wrong_kind: errorRow<FromSource>({
    exit: 3,
    meaning: "An organisation's api_org_ token was given; the Hub has retired this kind.",
    remedy: "Use a user's token that begins with hf_.",
    message: ({ source }) =>
      `The text from ${source} is an organisation token (api_org_), a kind that is no longer supported`,
    hint: ({ endpoint }) =>
      `Use a token of a user, which begins with hf_; make one at ${writeTokenPage(endpoint)}`,
  }),
  token_refused: errorRow<FromSource & { said: string }>({
    exit: 3,
    meaning: "The Hub does not know this token: it is mistyped, was deleted, or belongs to another Hub.",
    remedy: "Make a new token, or correct the source that the message names.",
    message: ({ source, endpoint, said }) => `${endpoint} refused the token from ${source}: ${said}`,
    hint: ({ endpoint }) =>
      `Check it at ${endpoint}/settings/tokens, or make a new one and replace the one in that source`,
  }),
  token_expired: errorRow<FromSource & { said: string }>({
    exit: 3,
    meaning: "The token was good once and has expired.",
    remedy: "Make a new token and replace it in the source that the message names.",
    message: ({ source, said }) => `The token from ${source} has expired: ${said}`,
    hint: ({ endpoint }) => `Make a new one at ${endpoint}/settings/tokens and replace it there`,
  }),
  token_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    meaning: "The file that holds the token cannot be read.",
    remedy: "Correct its path or its permissions, or give the token another way.",
    message: ({ path, problem }) => `Cannot read the token file "${path}": ${problem}`,
    hint: () =>
      `Correct the path or the file's permissions, or set HF_TOKEN; see "${PROGRAM} --help" for the other sources`,
  }),
};
