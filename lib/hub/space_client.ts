import { hubFailure } from "./failures.ts";
import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import type { Clock } from "../ports/clock.ts";
import { recordIn } from "./json_record.ts";

/** What the requests below need. */
export interface SpaceTools {
  readonly hubFetch: typeof fetch;
  readonly hubUrl: string;
  readonly clock: Clock;
  /** `owner/name`. */
  readonly space: string;
  /** Whose token it is. */
  readonly user: string;
}

/** A secret, as far as the Hub ever tells: never its value (hub-api 8). */
export interface SpaceSecret {
  readonly description: string | undefined;
}

/**
 * Reads the variables of a Space.
 *
 * @throws Failure `space_not_found`, `space_not_writable`, and those of answers and of the network
 */
export async function readSpaceVariables(tools: SpaceTools): Promise<ReadonlyMap<string, string>> {
  return variablesIn(await (await call(tools, { kind: "variables" })).json());
}

/**
 * Reads the names and descriptions of the secrets of a Space.
 *
 * @throws Failure `space_not_found`, `space_not_writable`, and those of answers and of the network
 */
export async function readSpaceSecrets(tools: SpaceTools): Promise<ReadonlyMap<string, SpaceSecret>> {
  const body = recordIn(await (await call(tools, { kind: "secrets" })).json());
  return new Map(
    Object.entries(body).map(([key, told]) => {
      const { description } = recordIn(told);
      return [key, { description: typeof description === "string" ? description : undefined }];
    }),
  );
}

/**
 * Sets a variable, and makes sure that the Hub now tells it.
 *
 * @throws Failure `space_unconfirmed`, `space_not_writable`, and those of answers and of the network
 */
export async function setSpaceVariable(
  tools: SpaceTools,
  variable: { readonly name: string; readonly value: string },
): Promise<void> {
  const { name: key, value } = variable;
  const told = await call(tools, { kind: "variables", body: { key, value } });
  if (variablesIn(await told.json()).get(key) !== value) {
    throw hubFailure("space_unconfirmed", { space: tools.space, name: key });
  }
}

/**
 * Sets a secret; nobody can read it back.
 *
 * @throws Failure `space_not_writable`, and those of answers and of the network
 */
export async function setSpaceSecret(
  tools: SpaceTools,
  secret: { readonly name: string; readonly value: string; readonly description: string },
): Promise<void> {
  const { name: key, value, description } = secret;
  // What is answered tells nothing, and may be nothing (hub-api 8).
  await (await call(tools, { kind: "secrets", body: { key, value, description } })).body?.cancel();
}

async function call(
  tools: SpaceTools,
  asked: { kind: "variables" | "secrets"; body?: Readonly<Record<string, string>> },
): Promise<Response> {
  const url = `${tools.hubUrl}/api/spaces/${tools.space}/${asked.kind}`;
  try {
    return await tools.hubFetch(
      url,
      asked.body === undefined ? {} : {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(asked.body),
      },
    );
  } catch (error) {
    throw explained(error, tools);
  }
}

function explained(error: unknown, { space, user, clock }: SpaceTools): unknown {
  if (!(error instanceof HubAnswerError)) return error;
  // A 401 on a repository means "there is none, or not for you"; the token was accepted before (hub-api 2.1).
  if (error.status === 404 || error.status === 401) {
    return hubFailure("space_not_found", { space, user }, { cause: error });
  }
  if (error.status === 403) {
    const said = error.hubMessage || "status 403";
    return hubFailure("space_not_writable", { space, user, said }, { cause: error });
  }
  return failureFromAnswer(error, { now: clock.now() });
}

/** The keys of the map are the names: the Hub does not always repeat them inside (hub-api 8). */
function variablesIn(body: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(recordIn(body)).flatMap(([key, told]) => {
      const { value } = recordIn(told);
      return typeof value === "string" ? [[key, value] as const] : [];
    }),
  );
}
