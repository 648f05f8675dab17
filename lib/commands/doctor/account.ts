import { expiryOf, warnOfExpiry } from "../../account/expiry.ts";
import { ownerRights, unexpectedUser } from "../../account/rights.ts";
import type { Whoami } from "../../account/whoami.ts";
import { Failure } from "../../cli/failure.ts";
import type { HubSettings } from "../../cli/settings.ts";
import type { HubClient } from "../../hub/client.ts";
import { askWhoami } from "../../account/ask_whoami.ts";
import type { Context } from "../context.ts";
import { connect } from "../sign_in.ts";
import { badOfFailure, type Finding, fixOf, good, warning } from "./finding.ts";

/** The Hub, and whose token it says that it is. */
export interface ConnectedHub {
  /** Without a token, its requests are anonymous; `undefined` where the Hub cannot be reached as asked. */
  readonly client: HubClient | undefined;
  readonly anonymous: boolean;
  readonly whoami: Whoami | undefined;
  /** Why the Hub did not answer the first question. */
  readonly failure: Failure | undefined;
  /** How far this machine's clock is ahead of the Hub's, in milliseconds. */
  readonly aheadMs: number | undefined;
}

/** Asks the Hub whose token it is; without a token, only whether it answers. */
export async function connectForCheck(
  context: Context,
  access: { settings: HubSettings; token: string | undefined; source: string },
): Promise<ConnectedHub> {
  const { settings, token, source } = access;
  const clock: { aheadMs?: number } = {};
  const watched: Context = {
    ...context,
    fetch: withClock(context, { clock, origin: settings.endpoint.origin }),
  };
  let client: HubClient | undefined;
  let whoami: Whoami | undefined;
  let failure: Failure | undefined;
  try {
    client = await connect(watched, settings, token);
    const { url: endpoint } = settings.endpoint;
    if (token !== undefined) whoami = await askWhoami(client, { source, endpoint });
    else await client.fetch(`${endpoint}/api/datasets?limit=1`);
  } catch (error) {
    failure = failureOf(error, context);
  }
  return { client, anonymous: token === undefined, whoami, failure, aheadMs: clock.aheadMs };
}

/**
 * The failure behind an error.
 *
 * @throws what was given, where it is a defect or the run is to end
 */
export function failureOf(error: unknown, { interrupted }: Pick<Context, "interrupted">): Failure {
  if (interrupted.aborted || !(error instanceof Failure)) throw error;
  return error;
}

/** Notes the Hub's time of the first answer that has it. */
function withClock(
  context: Context,
  noted: { clock: { aheadMs?: number }; origin: string },
): typeof fetch {
  return async (input, init) => {
    const sent = context.clock.now();
    const answer = await context.fetch(input, init);
    const received = context.clock.now();
    const date = Date.parse(answer.headers.get("date") ?? "");
    const isHub = URL.parse(input instanceof Request ? input.url : String(input))?.origin === noted.origin;
    if (noted.clock.aheadMs === undefined && isHub && !Number.isNaN(date)) {
      // A cache adds the age of an old answer.
      const age = Number(answer.headers.get("age") ?? "0") || 0;
      noted.clock.aheadMs = (sent + received) / 2 - (date + 1_000 * age);
    }
    return answer;
  };
}

/** Checks what the Hub says of the token. */
export function checkAccount(
  { whoami, failure }: Pick<ConnectedHub, "whoami" | "failure">,
  { expectedUser, ...options }: { now: number; endpoint: string; expectedUser: string | undefined },
): readonly Finding[] {
  if (failure !== undefined) return [badOfFailure("token_valid", failure)];
  if (whoami === undefined) return [];
  const name = whoami.tokenName === undefined ? "" : `, token "${whoami.tokenName}"`;
  const expiry = expiryOf(whoami.expiresAt, options.now);
  const until = expiry === undefined ? "" : `, expires on ${expiry.date}`;
  const unexpected = unexpectedUser(whoami, expectedUser);
  const expiring = warnOfExpiry(whoami, options);
  return [
    good("token_valid", `user ${whoami.name}${name}${until}`),
    ...(unexpected === undefined ? [] : [badOfFailure("token_owner", unexpected)]),
    ...(expiring === undefined ? [] : [warning("token_expiry", expiring, {
      fix: "Then store the new token where this one is",
    })]),
  ];
}

/**
 * Checks where the token can create datasets.
 *
 * @param whoami whose token it is
 * @param options `writesSomewhere`: it can write to a repository that a variable names, so it is good for something
 */
export function checkRights(
  whoami: Whoami | undefined,
  { endpoint, writesSomewhere }: { endpoint: string; writesSomewhere: boolean },
): readonly Finding[] {
  if (whoami === undefined) return [];
  const rights = ownerRights(whoami, { endpoint });
  const owners = (right: "allowed" | "unknown") =>
    rights.filter((each) => each.right === right).map(({ owner }) => owner);
  const [allowed, unknown] = [owners("allowed"), owners("unknown")];
  const denied = rights.length - allowed.length - unknown.length;
  const [own] = rights;
  if (own?.right instanceof Failure && denied === rights.length) {
    return writesSomewhere
      ? [
        warning(
          "rights",
          `${own.right.message}, but it can write to the dataset that it is used for`,
          fixOf(own.right),
        ),
      ]
      : [badOfFailure("rights", own.right)];
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
