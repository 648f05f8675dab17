/** From a request to the Hub's answer: who asks, how often, which route, and the headers that every answer carries. */
import { type Answer, jsonAnswer, Refusal } from "./answers.ts";
import { type Caller, identifyCaller } from "./caller.ts";
import type { HubRequest } from "./exchange.ts";
import { bucketOf, RateLimiter } from "./rate_limit.ts";
import { findRoute, type Route } from "./router.ts";
import type { HubState } from "./state.ts";

/** Answers requests as the Hub does. */
export class HubAnswers {
  /** Requests that no route is for, as `METHOD path`. */
  readonly unexpected: string[] = [];
  readonly #hub: HubState;
  readonly #routes: readonly Route[];
  readonly #limiter: RateLimiter;
  #answers = 0;

  constructor(hub: HubState, options: { routes: readonly Route[]; limiter: RateLimiter }) {
    this.#hub = hub;
    this.#routes = options.routes;
    this.#limiter = options.limiter;
  }

  /** The answer to a request. */
  answer(request: HubRequest): Answer {
    const bucket = bucketOf(request.url.pathname);
    let caller: Caller | undefined;
    let refused: Refusal | undefined;
    try {
      caller = identifyCaller(this.#hub.accounts, request.headers.get("Authorization") ?? undefined);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused = error;
    }
    const counted = this.#limiter.count(caller?.name ?? "", bucket);
    if (counted.isRefused) refused = this.#limiter.refusal(counted.headers, bucket);
    const answer = refused ? answerOf(refused, request) : this.#routed(request, caller);
    return { ...answer, headers: { ...this.#headers(request), ...counted.headers, ...answer.headers } };
  }

  #routed(request: HubRequest, caller: Caller | undefined): Answer {
    const found = findRoute(this.#routes, { method: request.method, pathname: request.url.pathname });
    if (!found) {
      this.unexpected.push(`${request.method} ${request.path}`);
      return jsonAnswer({ error: "Not Found" }, { status: 404 });
    }
    function part(name: string): string {
      const value = found?.parts[name];
      if (value === undefined) throw new Error(`The route has no part "${name}"`);
      return value;
    }
    try {
      return found.route.answer({ hub: this.#hub, request, caller, part });
    } catch (error) {
      if (error instanceof Refusal) return answerOf(error, request);
      throw error;
    }
  }

  /** What every answer carries; the caller's own trace id is appended to the request id. */
  #headers(request: HubRequest): Record<string, string> {
    const number = (++this.#answers).toString(16);
    const seconds = Math.floor(this.#hub.now() / 1000).toString(16).padStart(8, "0");
    const own = request.headers.get("X-Amzn-Trace-Id");
    return {
      "X-Request-Id": `Root=1-${seconds}-${number.padStart(24, "0")}${own === null ? "" : `;${own}`}`,
    };
  }
}

/** Bodies of refusals are JSON under `/api` and in Git LFS, plain text elsewhere (lib/hub/README.md#errors). */
function answerOf(refusal: Refusal, request: HubRequest): Answer {
  const { pathname } = request.url;
  return pathname.startsWith("/api/") || pathname.includes(".git/info/lfs/")
    ? refusal.answer
    : refusal.plainAnswer;
}
