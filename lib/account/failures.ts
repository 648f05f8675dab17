import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

interface FromSource {
  readonly source: string;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
}

/** How `hf auth login` gets a token is its own business: it renews it too. */
const LOGIN = "the login file";

/** How to replace a token, by where it came from. */
function replace({ source, endpoint }: FromSource): string {
  return source.startsWith(LOGIN)
    ? "Run: hf auth login"
    : `Create a new token${source === "your answer" ? "" : ` and put it there`}: ${writeTokenPage(endpoint)}`;
}

/** The page that makes a token which writes wherever its user can. */
export function writeTokenPage(endpoint: string): string {
  return `${endpoint}/settings/tokens/new?tokenType=write`;
}

/** What is wrong with the token; what it is not allowed to do is in `denials.ts`. */
export const accountFailure = failuresOf(() => ({
  stdin_is_terminal: errorRow<Record<string, never>>({
    exit: 2,
    message: () => "--token-stdin reads from a pipe, and standard input is the terminal",
    hint: () =>
      `Pipe the token in, or leave the option out to be asked: ${PROGRAM} --token-stdin < token.txt`,
  }),
  token_missing: errorRow<{ unread: string | undefined; endpoint: string; toRead: boolean }>({
    exit: 3,
    message: ({ unread }) =>
      `No token found${unread === undefined ? "" : ` (no permission to read ${unread})`}`,
    hint: ({ endpoint, toRead }) =>
      `Set HF_TOKEN, use --token-stdin, --token-file or hf auth login, or create a token${
        toRead ? `: ${endpoint}/settings/tokens` : ` with write access: ${writeTokenPage(endpoint)}`
      }`,
  }),
  token_empty: errorRow<FromSource>({
    exit: 3,
    message: ({ source }) =>
      source === "your answer" ? "No token entered" : `${capital(source)} has no token`,
    hint: () => "Put the token there, or use HF_TOKEN, --token-stdin or --token-file",
  }),
  token_malformed: errorRow<FromSource & { problem: string }>({
    exit: 3,
    message: ({ source, problem }) => `The text from ${source} is not a token: ${problem}`,
    hint: ({ endpoint }) => `Copy the whole token again (it starts with hf_): ${endpoint}/settings/tokens`,
  }),
  token_misplaced: errorRow<{ place: string }>({
    exit: 2,
    message: ({ place }) => `There is a token in ${place}, where it would be published`,
    hint: () =>
      "Use HF_TOKEN, --token-stdin or --token-file instead, and revoke the token if others can see this log",
  }),
  token_wrong_kind: errorRow<FromSource>({
    exit: 3,
    message: ({ source }) =>
      `The token from ${source} is an organization token (api_org_), no longer supported`,
    hint: ({ endpoint }) => `Use a user token (it starts with hf_): ${writeTokenPage(endpoint)}`,
  }),
  token_refused: errorRow<FromSource & { said: string }>({
    exit: 3,
    message: ({ source, endpoint, said }) => `${endpoint} refused the token from ${source}: ${said}`,
    hint: replace,
  }),
  token_expired: errorRow<FromSource & { said: string }>({
    exit: 3,
    message: ({ source }) => `The token from ${source} has expired`,
    hint: replace,
  }),
  token_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the token file "${path}": ${problem}`,
    hint: () => "Check the path and the file's permissions, or set HF_TOKEN",
  }),
  token_short_lived: errorRow<{ why: string; option: string }>({
    exit: 3,
    message: ({ why }) => `The token was not saved, because ${why}; nothing was changed`,
    hint: ({ option }) => `Leave out ${option} and let hf keep the login, or add --save-expiring-token:`,
    next: () => ["hf auth login"],
  }),
  login_not_saved: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot save the token in "${path}": ${problem}`,
    hint: () => "The repository is ready; to log in:",
    next: () => ["hf auth login"],
  }),
  token_owner_unexpected: errorRow<{ expected: string; actual: string }>({
    exit: 4,
    message: ({ expected, actual }) => `The token belongs to ${actual}, but HF_USERNAME is ${expected}`,
    hint: ({ expected, actual }) =>
      `Use a token of ${expected}, unset HF_USERNAME, or name the owner: ${PROGRAM} --name ${actual}/NAME`,
    next: () => [`${PROGRAM} whoami`],
  }),
  whoami_malformed: errorRow<Record<never, never>>({
    exit: 6,
    message: () => "The Hub's whoami response has no user name",
    hint: () =>
      "Check --endpoint and HF_ENDPOINT: a proxy or a sign-in page may be answering instead of the Hub",
    next: () => [`${PROGRAM} doctor`],
  }),
  resource_group_outside_organization: errorRow<{ owner: string; group: string }>({
    exit: 2,
    message: ({ owner }) => `${owner} is not an organization and has no resource groups`,
    hint: () => "Name a dataset of the organization (ORG/NAME), or leave out --resource-group",
  }),
}));

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
