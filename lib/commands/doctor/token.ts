import { expiryOf, type OwnerRight, unexpectedUser, warnOfExpiry } from "../../account/rights.ts";
import { accountFailure, readToken } from "../../account/token.ts";
import { type TokenOptions, type TokenSource, tokenSources } from "../../account/token_sources.ts";
import { Failure } from "../../cli/failure.ts";
import type { Context } from "../context.ts";
import { OIDC_IGNORED, tokenInEnvFile, USER_VARIABLE } from "../sign_in.ts";
import { badOfFailure, type Finding, fixOf, good, warning } from "./finding.ts";
import type { ReachedHub } from "./network.ts";

/** A source that has a token, or what should be one. */
interface FoundToken extends TokenSource {
  /** The token, or why it is none. */
  readonly token: string | Failure;
  /** What was ignored around it. */
  readonly notes: readonly string[];
}

/**
 * Checks where the token comes from, and which other tokens there are: looks into every source, also after the first.
 *
 * @returns the findings, and the token that is used
 */
export async function checkTokens(
  context: Context,
  options: TokenOptions & { readonly endpoint: string },
): Promise<{ readonly findings: readonly Finding[]; readonly first: FoundToken | undefined }> {
  const { environment, files, terminal, redactor } = context;
  const { endpoint } = options;
  const found: FoundToken[] = [];
  let unread: string | undefined;
  const sources = tokenSources(options, {
    environment,
    files,
    readStdin: (limit) => terminal.readStdin(limit),
    stdinIsTerminal: terminal.stdinIsTerminal,
    // What is wrong with the env file has findings of its own.
    readEnvFile: () => tokenInEnvFile(context, () => {}).catch(ignoreFailure),
  });
  for await (const each of sources) {
    if ("unread" in each) {
      unread = each.unread;
      continue;
    }
    const { source, raw } = each;
    try {
      if (raw instanceof Failure) throw raw;
      found.push({ ...each, ...readToken({ source, raw }, { redactor, endpoint }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      found.push({ ...each, token: error, notes: [] });
    }
  }
  const [first, ...others] = found;
  const oidc = environment.get("HF_OIDC_RESOURCE") === undefined ? [] : [
    warning("token_shadowed", OIDC_IGNORED, {
      fix: "Unset HF_OIDC_RESOURCE if other programs are to use the same token",
    }),
  ];
  if (first === undefined) {
    const failure = accountFailure("token_missing", { unread, endpoint, toRead: false });
    return { first, findings: [badOfFailure("token_source", failure), ...oidc] };
  }
  const findings = [
    first.token instanceof Failure
      ? badOfFailure("token_source", first.token)
      : checkFirst(first, first.token),
    ...oidc,
    ...others.map((other) => checkShadowed(other, first)),
    ...(await Promise.all(found.map((each) => checkMode(context, each)))).flat(),
  ];
  return { first, findings };
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}

function checkFirst({ source, notes, variable }: FoundToken, token: string): Finding {
  const text = `from ${source} (${token.length} characters)`;
  if (notes.length > 0) {
    return warning("token_source", `The token ${text} is not clean: ${notes.join("; ")}`, {
      fix: `Store only the token in ${source}, because other programs use the text as it is`,
    });
  }
  if (variable !== "HUGGING_FACE_HUB_TOKEN") return good("token_source", text);
  return warning("token_source", `The token is ${text}, a deprecated name`, {
    fix: "Rename the variable to HF_TOKEN",
  });
}

function checkShadowed(other: FoundToken, first: FoundToken): Finding {
  if (other.token === first.token) return good("token_shadowed", `the same in ${other.source}`);
  // What was named on the command line was meant.
  if (first.explicit) return good("token_shadowed", `used instead of the token in ${other.source}`);
  if (other.token instanceof Failure) {
    return warning("token_shadowed", `${other.token.message}; ${first.source} is used`, fixOf(other.token));
  }
  return warning("token_shadowed", `${other.source} has another token; ${first.source} is used`, {
    fix: first.variable === undefined
      ? "Remove the one that you do not want to use"
      : `To use the token of ${other.source}, unset ${first.variable}`,
  });
}

async function checkMode(
  { files, environment }: Context,
  { path, source }: FoundToken,
): Promise<readonly Finding[]> {
  // Windows keeps permissions elsewhere.
  if (path === undefined || environment.system === "windows") return [];
  const { kind, mode } = await files.facts(path).catch(() => ({ kind: undefined, mode: undefined }));
  if (kind !== "file" || ((mode ?? 0) & 0o077) === 0) return [];
  return [
    warning("token_source", `Other users can read ${source}`, {
      fix: "Make it readable by you only (mode 600)",
    }),
  ];
}

/** Checks what the Hub says of the token. */
export function checkAccount(
  { environment, clock }: Pick<Context, "environment" | "clock">,
  hub: ReachedHub | Failure,
): readonly Finding[] {
  if (hub instanceof Failure) return [badOfFailure("token_valid", hub)];
  const { whoami, endpoint } = hub;
  if (whoami === undefined) return [];
  const options = { now: clock.now(), endpoint };
  const name = whoami.tokenName === undefined ? "" : `, token "${whoami.tokenName}"`;
  const expiry = expiryOf(whoami.expiresAt, options.now);
  const until = expiry === undefined ? "" : `, expires on ${expiry.date}`;
  const unexpected = unexpectedUser(whoami, environment.get(USER_VARIABLE)?.trim() || undefined);
  const expiring = warnOfExpiry(whoami, options);
  return [
    good("token_valid", `user ${whoami.name}${name}${until}`),
    ...(unexpected === undefined ? [] : [badOfFailure("token_owner", unexpected)]),
    ...(expiring === undefined ? [] : [warning("token_expiry", expiring.text, {
      fix: expiring.command === undefined
        ? "Renew it, then store the new token where this one is:"
        : "Log in again:",
      ...expiring,
    })]),
  ];
}

/**
 * Checks where the token can create datasets.
 *
 * @param rights of the token under each owner, its user first
 * @param options `writesSomewhere`: it can write to a repository that a variable names, so it is good for something
 */
export function checkRights(
  rights: readonly OwnerRight[],
  { writesSomewhere }: { writesSomewhere: boolean },
): readonly Finding[] {
  const owners = (right: "allowed" | "unknown") =>
    rights.filter((each) => each.right === right).map(({ owner }) => owner);
  const [allowed, unknown] = [owners("allowed"), owners("unknown")];
  const denied = rights.length - allowed.length - unknown.length;
  const right = rights[0]?.right;
  if (right instanceof Failure && denied === rights.length) {
    if (!writesSomewhere) return [badOfFailure("rights", right)];
    const text = `${right.message}, but it can write to the dataset that it is used for`;
    return [warning("rights", text, fixOf(right))];
  }
  const text = [
    ...(allowed.length === 0 ? [] : [`can create datasets under ${listed(allowed)}`]),
    ...(unknown.length === 0 ? [] : [`permissions unknown under ${listed(unknown)}`]),
    ...(denied === 0 ? [] : [`not under ${denied} other${denied === 1 ? "" : "s"}`]),
  ];
  return [good("rights", text.join(", "))];
}

function listed(names: readonly string[]): string {
  const more = names.length - 3;
  return more > 1 ? `${names.slice(0, 3).join(", ")} and ${more} more` : names.join(", ");
}
