import type { Context } from "../../context.ts";
import { Failure } from "../../../cli/failure.ts";
import { failureFromAnswer, HubAnswerError } from "../../../hub/answer.ts";
import type { HubSettings } from "../../../cli/settings.ts";
import type { HubClient } from "../../../hub/hub_client.ts";
import { connectHub } from "../../../hub/library_client.ts";
import { openHubFetch } from "../../../hub/open_hub_fetch.ts";
import type { HubFacts } from "../facts.ts";

/** The Hub, and what it said first. */
export interface CollectedHub {
  readonly facts: HubFacts;
  readonly fetch: typeof fetch;
  /** Only with a token. */
  readonly client: HubClient | undefined;
}

/** Asks the Hub whose token it is; without a token, only whether it is there. */
export async function collectHub(
  context: Context,
  access: { settings: HubSettings; token: string | undefined; source: string },
): Promise<CollectedHub> {
  const { settings, token, source } = access;
  const clock: { aheadMs?: number } = {};
  const watched: Context = {
    ...context,
    fetch: withClock(context, { clock, origin: settings.endpoint.origin }),
  };
  const client = token === undefined ? undefined : connectHub(watched, { settings, token, source });
  const hubFetch = client?.fetch ?? openHubFetch(watched, { settings, token: undefined });
  let whoami: HubFacts["whoami"];
  let failed: Failure | undefined;
  try {
    if (client !== undefined) whoami = await client.whoami();
    else await (await hubFetch(`${settings.endpoint.url}/api/datasets?limit=1`)).body?.cancel();
  } catch (error) {
    failed = failureOf(error, context);
  }
  return {
    facts: { anonymous: token === undefined, whoami, failure: failed, aheadMs: clock.aheadMs },
    fetch: hubFetch,
    client,
  };
}

/**
 * The failure behind an error; what is none, and Ctrl-C, goes on as it is.
 *
 * @throws what was given, where it is a defect or the run is to end
 */
export function failureOf(error: unknown, context: Pick<Context, "interrupted" | "clock">): Failure {
  if (context.interrupted.aborted) throw error;
  if (error instanceof HubAnswerError) return failureFromAnswer(error, { now: context.clock.now() });
  if (error instanceof Failure) return error;
  throw error;
}

/** Notes the Hub's time of the first answer that tells it. */
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
      // A cache hands an old answer over with its age.
      const age = Number(answer.headers.get("age") ?? "0") || 0;
      noted.clock.aheadMs = (sent + received) / 2 - (date + 1_000 * age);
    }
    return answer;
  };
}
