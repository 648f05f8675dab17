/** The windows of requests that the Hub counts, and the headers that tell about them. */
import { windowUsedUp } from "./answers.ts";

/** How many requests a caller may send in a window. */
export interface RateLimit {
  readonly quota: number;
  readonly windowSeconds: number;
  /** Whether the refusal also carries `Retry-After`. */
  readonly retryAfter?: boolean;
}

/** More than a test sends: nothing is refused unless a test asks for a limit. */
const PLENTY: RateLimit = { quota: 1_000_000, windowSeconds: 300 };

/** The bucket that a path is counted in. */
export function bucketOf(pathname: string): "api" | "resolvers" | "pages" {
  if (pathname.startsWith("/api/")) return "api";
  return /\/(?:resolve|raw)\//.test(pathname) ? "resolvers" : "pages";
}

/** Counts requests in fixed windows, for each caller and bucket. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  readonly #windows = new Map<string, { endsAt: number; used: number }>();

  constructor(options: { limit: RateLimit | undefined; now: () => number }) {
    this.#limit = options.limit ?? PLENTY;
    this.#now = options.now;
  }

  /** Counts a request; says what its answer carries, and refuses with 429 what is too much. */
  count(caller: string, bucket: string): { headers: Readonly<Record<string, string>>; isRefused: boolean } {
    const { quota, windowSeconds } = this.#limit;
    const now = this.#now();
    const key = `${bucket} ${caller}`;
    let window = this.#windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + windowSeconds * 1000, used: 0 };
      this.#windows.set(key, window);
    }
    window.used++;
    const remaining = Math.max(0, quota - window.used);
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    return {
      isRefused: window.used > quota,
      headers: {
        RateLimit: `"${bucket}";r=${remaining};t=${seconds}`,
        "RateLimit-Policy": `"fixed window";"${bucket}";q=${quota};w=${windowSeconds}`,
      },
    };
  }

  /** The refusal of a request that was too much. */
  refusal(headers: Readonly<Record<string, string>>, bucket: string) {
    const seconds = Number(/;t=(\d+)/.exec(headers.RateLimit ?? "")?.[1] ?? 0);
    return windowUsedUp(bucket, { ...this.#limit, retryAfter: this.#limit.retryAfter ? seconds : undefined });
  }
}
