import type { HubClient } from "../hub/client.ts";
import { HubAnswerError } from "../hub/request_failure.ts";
import { accountFailure } from "./failures.ts";
import { parseWhoami, type Whoami } from "./whoami.ts";

/**
 * Asks the Hub whose token it is.
 *
 * @param hub reached with the token
 * @param token where it came from, and the Hub's URL
 * @throws Failure `token_refused`, `token_expired`, `whoami_malformed`
 */
export async function askWhoami(
  hub: Pick<HubClient, "whoami">,
  token: { readonly source: string; readonly endpoint: string },
): Promise<Whoami> {
  return parseWhoami(
    await hub.whoami().catch((error) => {
      if (!(error instanceof HubAnswerError) || error.status !== 401) throw error;
      const code = /expired/i.test(error.hubMessage) ? "token_expired" : "token_refused";
      throw accountFailure(code, { ...token, said: error.said }, { cause: error });
    }),
  );
}
