import { failuresOf, PROGRAM } from "../../cli/failure.ts";
import { readGate } from "../../cli/creation_settings.ts";
import { cliFailure } from "../../cli/failures.ts";
import { refuseBoth } from "../../cli/settings.ts";
import { maskUnknownWord } from "../../account/token.ts";
import type { ParsedArguments } from "../../cli/parser.ts";
import type { OptionName } from "../../cli/options.ts";
import type { Files } from "../../ports/files.ts";
import { readingProblem } from "../../ports/file_errors.ts";
import { decodeText } from "../../ports/text.ts";
import { isRequestId, type RequestStatus } from "../../hub/access_requests.ts";

/** What sharing ends with. */
export const sharingFailure = failuresOf(() => ({
  sharing_private_personal: ({ repository, user }: { repository: string; user: string }) => ({
    exitCode: 5,
    message: `${repository} is private and belongs to a user, so it cannot be shared with ${user}`,
    hint: `Make it public and gated (other ways: ${PROGRAM} share ${repository}):`,
    next: [`${PROGRAM} configure ${repository} --public --gated manual`],
  }),
  sharing_user_unknown: ({ user }: { user: string }) => ({
    exitCode: 5,
    message: `The Hub has no user "${user}"`,
    hint: "Check the spelling against the URL of the profile page",
  }),
  sharing_request_unknown: ({ repository, user }: { repository: string; user: string }) => ({
    exitCode: 5,
    message: `${user} has not requested access to ${repository}`,
    hint: "See the pending requests, or grant access without one:",
    next: [
      `${PROGRAM} share ${repository} --requests pending`,
      ...(isRequestId(user) ? [] : [`${PROGRAM} share ${repository} --grant ${user}`]),
    ],
  }),
  sharing_incomplete: ({ failed, of, names }: { failed: number; of: number; names: string }) => ({
    exitCode: 5,
    message: `Failed for ${failed} of ${of} users: ${names}`,
    hint: "Fix the names and run it again; the others are skipped",
  }),
  user_name_invalid: ({ name, where }: { name: string; where: string }) => ({
    exitCode: 2,
    message: `"${name}" in ${where} is not a valid user name`,
    hint: "Use the name in the URL of the profile page; in a file, one name per line",
  }),
  names_file_unreadable: ({ path, problem }: { path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot read the user names in "${path}": ${problem}`,
    hint: "Check the path after the @ and the permissions of the file",
  }),
}));

/** What `share` was asked to do. */
export interface AskedSharing {
  readonly gated: "auto" | "manual" | false | undefined;
  readonly grant: readonly string[];
  readonly accept: readonly string[];
  readonly reject: readonly string[];
  /** What to do with all pending requests. */
  readonly all: "accept" | "reject" | undefined;
  /** Whether anything is to be changed, the gate aside. */
  readonly concernsUsers: boolean;
  /** Sent to rejected users. */
  readonly reason: string | undefined;
  /** The requests to list. */
  readonly requests: RequestStatus | undefined;
}

/** No list of names is longer: ten thousand names take a fifth of it. */
const LONGEST_FILE = 1_000_000;

/** The longest reason that the Hub accepts (lib/hub/README.md#access-requests). */
const LONGEST_REASON = 200;

/**
 * Reads what `share` was asked to do, and the files of names; everything that is wrong with them is found here.
 *
 * @throws Failure `options_conflict`, `option_value_invalid`, `user_name_invalid`, `names_file_unreadable`
 */
export async function readAskedSharing(parsed: ParsedArguments, files: Files): Promise<AskedSharing> {
  checkConflicts(parsed);
  const [grant, accept, reject] = await Promise.all([
    readNames(parsed, "grant", files),
    readNames(parsed, "accept", files),
    readNames(parsed, "reject", files),
  ]);
  for (const [option, names] of [["accept", accept], ["grant", grant]] as const) {
    const both = names.find((name) => reject.some((other) => other.toLowerCase() === name.toLowerCase()));
    if (both !== undefined) refuseBoth(`--${option} ${both}`, `--reject ${both}`);
  }
  const all = (["accept", "reject"] as const).find((action) => parsed.has(`${action}-all`));
  return {
    gated: readGate(parsed),
    grant,
    accept,
    reject,
    all,
    concernsUsers: all !== undefined || grant.length + accept.length + reject.length > 0,
    reason: readReason(parsed),
    // The parser takes no other.
    requests: parsed.value("requests") as RequestStatus | undefined,
  };
}

const ABOUT_USERS: readonly OptionName[] = ["grant", "accept", "reject", "accept-all", "reject-all"];

function checkConflicts(parsed: ParsedArguments): void {
  const given = ABOUT_USERS.filter((name) => parsed.has(name));
  const [any] = given;
  const all = (["accept-all", "reject-all"] as const).find((name) => parsed.has(name));
  const another = given.findLast((name) => name !== all && name !== "grant");
  if (parsed.has("requests")) refuseBoth("--requests", any && `--${any}`);
  if (parsed.value("gated") === "off") refuseBoth("--gated off", any && `--${any}`);
  refuseBoth(all && `--${all}`, another && `--${another}`);
}

function readReason(parsed: ParsedArguments): string | undefined {
  const reason = parsed.value("reason")?.trim();
  const isRejecting = parsed.has("reject") || parsed.has("reject-all");
  if (reason === undefined || (isRejecting && [...reason].length <= LONGEST_REASON)) return reason;
  throw cliFailure("option_value_invalid", {
    option: "reason",
    value: isRejecting ? `${reason.slice(0, 40)}...` : maskUnknownWord(reason),
    expected: isRejecting ? `at most ${LONGEST_REASON} characters` : "it only with --reject or --reject-all",
  });
}

async function readNames(
  parsed: ParsedArguments,
  option: "grant" | "accept" | "reject",
  files: Files,
): Promise<readonly string[]> {
  const names = new Map<string, string>();
  for (const word of parsed.values(option)) {
    const found = word.startsWith("@")
      ? await namesInFile(word.slice(1), files)
      : [{ name: word.trim(), where: `--${option}` }];
    for (const { name, where } of found) {
      if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,95}$/.test(name)) {
        throw sharingFailure("user_name_invalid", { name: maskUnknownWord(name), where });
      }
      names.set(name.toLowerCase(), name);
    }
  }
  return [...names.values()];
}

async function namesInFile(path: string, files: Files): Promise<readonly { name: string; where: string }[]> {
  const unreadable = (problem: string, cause?: unknown) =>
    sharingFailure("names_file_unreadable", { path, problem }, { cause });
  const bytes = await files.read(path, { limit: LONGEST_FILE }).catch((error) => {
    const problem = readingProblem(error);
    throw problem === "" ? error : unreadable(problem, error);
  });
  if (bytes === undefined) throw unreadable("it is larger than 1 MB");
  return decodeText(bytes).split(/\r\n|[\r\n]/).flatMap((line, index) => {
    const name = line.replace(/#.*$/, "").trim();
    return name === "" ? [] : [{ name, where: `line ${index + 1} of ${path}` }];
  });
}
