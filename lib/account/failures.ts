import { type ErrorRow, errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

interface FromSource {
  readonly source: string;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
}

/** The source of a token that was typed, as the JSON names it. */
export const TYPED = "your answer";

/** How `hf auth login` gets a token is its own business: it renews it too. */
const LOGIN = "the login file";

function tokenFrom(source: string): string {
  return source === TYPED ? "the token you entered" : `the token from ${source}`;
}

/** How to replace a token, by where it came from. */
const REPLACING: Pick<ErrorRow<FromSource>, "hint" | "page" | "next"> = {
  hint: ({ source }) =>
    source.startsWith(LOGIN)
      ? "To log in again:"
      : source === TYPED
      ? "Create a new token:"
      : "Create a new token and put it there:",
  page: ({ source, endpoint }) => source.startsWith(LOGIN) ? undefined : writeTokenPage(endpoint),
  next: ({ source }) => source.startsWith(LOGIN) ? ["hf auth login"] : [],
};

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
      `Leave the option out to be asked, or pipe the token in: ${PROGRAM} --token-stdin < token.txt`,
  }),
  token_missing: errorRow<{ unread: string | undefined; endpoint: string; toRead: boolean }>({
    exit: 3,
    message: ({ unread }) =>
      `No token found${unread === undefined ? "" : ` (no permission to read ${unread})`}`,
    hint: ({ toRead }) =>
      `Set HF_TOKEN, use --token-stdin, --token-file or hf auth login, or create a token${
        toRead ? "" : " with write access"
      }:`,
    page: ({ endpoint, toRead }) => toRead ? `${endpoint}/settings/tokens` : writeTokenPage(endpoint),
  }),
  token_empty: errorRow<FromSource>({
    exit: 3,
    message: ({ source }) => source === TYPED ? "No token entered" : `${capital(source)} has no token`,
    hint: () => "Put the token there, or use HF_TOKEN, --token-stdin or --token-file",
  }),
  token_malformed: errorRow<FromSource & { problem: string }>({
    exit: 3,
    message: ({ source, problem }) =>
      `${source === TYPED ? "What you entered" : `The text from ${source}`} is not a token: ${problem}`,
    hint: () => "Copy the whole token again (it starts with hf_), or create one:",
    page: ({ endpoint }) => `${endpoint}/settings/tokens`,
  }),
  token_misplaced: errorRow<{ place: string }>({
    exit: 2,
    message: ({ place }) => `${capital(place)} contains a token, which would be published`,
    hint: () =>
      "Use HF_TOKEN, --token-stdin or --token-file instead, and revoke the token if others can see this log",
  }),
  token_wrong_kind: errorRow<FromSource>({
    exit: 3,
    message: ({ source }) =>
      `${capital(tokenFrom(source))} is an organization token (api_org_), which the Hub no longer supports`,
    hint: () => "Use a token of a user (it starts with hf_):",
    page: ({ endpoint }) => writeTokenPage(endpoint),
  }),
  token_refused: errorRow<FromSource & { said: string }>({
    exit: 3,
    message: ({ source, endpoint, said }) =>
      `The Hub at ${endpoint} refused ${tokenFrom(source)}: ${said.replace(/\.$/, "")}`,
    ...REPLACING,
  }),
  token_expired: errorRow<FromSource & { said: string }>({
    exit: 3,
    message: ({ source }) => `${capital(tokenFrom(source))} has expired`,
    ...REPLACING,
  }),
  token_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the token file "${path}": ${problem}`,
    hint: () => "Check the path and the file's permissions, or set HF_TOKEN",
  }),
  token_short_lived: errorRow<{ why: string; option: string }>({
    exit: 3,
    message: ({ why }) => `The token was not saved, because ${why}; nothing was changed`,
    hint: ({ option }) => `Add --save-expiring-token, or leave out ${option} and log in with hf:`,
    next: () => ["hf auth login"],
  }),
  login_not_saved: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot save the token in "${path}": ${problem}`,
    hint: () => "Everything else was done; to log in:",
    next: () => ["hf auth login"],
  }),
  token_owner_unexpected: errorRow<{ expected: string; actual: string; naming: string }>({
    exit: 4,
    message: ({ expected, actual }) => `The token belongs to ${actual}, but HF_USERNAME is ${expected}`,
    hint: ({ expected }) => `Use a token of ${expected}, unset HF_USERNAME, or name the owner:`,
    next: ({ actual, naming }) => [`${PROGRAM} ${naming} ${actual}/NAME`],
  }),
  whoami_malformed: errorRow<Record<never, never>>({
    exit: 6,
    message: () => "The Hub's whoami response has no user name",
    hint: () =>
      "Check --endpoint and HF_ENDPOINT; a proxy or a sign-in page may have responded instead of the Hub",
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
