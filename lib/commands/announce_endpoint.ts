import { terminalFailure } from "../terminal/failures.ts";
import type { Endpoint } from "../hub/endpoint.ts";
import type { Context } from "./context.ts";

/**
 * Says that a token is about to go to a Hub other than huggingface.co, and asks where somebody can answer.
 *
 * A mirror in an environment variable set long ago must not get a token that may write without anybody noticing
 * (users-and-peers 23; product.md, promise 7).
 *
 * @throws Failure `cancelled` when the answer is no
 */
export async function announceEndpoint(context: Context, endpoint: Endpoint): Promise<void> {
  if (endpoint.isDefault) return;
  if (endpoint.isLoopback) return context.reporter.step("Hub", endpoint.url);
  context.reporter.warn(`The token will be sent to ${endpoint.url}, which is not https://huggingface.co`);
  if (!context.canAsk) return;
  const goOn = await context.questions.confirm(`Send the token to ${endpoint.host}?`, { fallback: false });
  if (!goOn) throw terminalFailure("cancelled", {});
}
