import { type Endpoint, isSecureAddress } from "./endpoint.ts";
import { withoutCredentials } from "./prepared_request.ts";
import type { RequestKind } from "./request_kind.ts";

/** What to do with an answer that sends the request on. */
export type RedirectDecision =
  | { readonly action: "follow"; readonly url: URL; readonly toHub: boolean }
  | { readonly action: "refuse"; readonly refused: RedirectRefused }
  | { readonly action: "none" };

/** The request that was sent on. */
export interface RedirectedRequest {
  readonly method: string;
  readonly url: URL;
  readonly kind: RequestKind;
  readonly endpoint: Endpoint;
}

/**
 * Why a redirect was refused.
 *
 * - `elsewhere`: it leads to where the token must not go.
 * - `lossy`: it would turn what was to be written into a mere question.
 * - `endless`: it came once too often.
 */
export type RefusalReason = "elsewhere" | "lossy" | "endless";

/** An answer sent the request on in a way that is not followed. */
export class RedirectRefused extends Error {
  override readonly name = "RedirectRefused";
  readonly reason: RefusalReason;
  /** Host of the address, or what stood in its place. */
  readonly target: string;

  constructor(reason: RefusalReason, target: string) {
    super(`Redirect refused (${reason})`);
    this.reason = reason;
    this.target = target;
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const KEEPS_METHOD: ReadonlySet<number> = new Set([307, 308]);

/**
 * Decides about a redirect. The token stays with the endpoint's origin, whatever an answer says.
 *
 * @param answer status and headers
 * @param request what was asked, and where
 * @returns where to go on; `none` when the answer is no redirect
 */
export function decideRedirect(
  answer: { readonly status: number; readonly headers: Headers },
  request: RedirectedRequest,
): RedirectDecision {
  const location = answer.headers.get("location");
  if (!REDIRECTS.has(answer.status) || location === null) return { action: "none" };
  const target = URL.parse(location, request.url);
  if (target === null) return refuse("elsewhere", location);
  const isReading = request.method === "GET" || request.method === "HEAD";
  // A 301 to 303 turns a POST into a GET: what was to be written would be lost without a word.
  const keepsMeaning = isReading || KEEPS_METHOD.has(answer.status);
  if (target.origin === request.endpoint.origin) {
    if (!keepsMeaning) return refuse("lossy", target.host);
    return { action: "follow", url: withoutCredentials(target), toHub: true };
  }
  // The content of a file may lie with a storage host (hub-api 6, resolve), which is asked without the token.
  const isAllowed = target.protocol === "https:" || (request.endpoint.isLoopback && isSecureAddress(target));
  if (request.kind.isFile && isReading && isAllowed) {
    return { action: "follow", url: withoutCredentials(target), toHub: false };
  }
  return refuse("elsewhere", target.host === "" ? location : target.host);
}

function refuse(reason: RefusalReason, target: string): RedirectDecision {
  return { action: "refuse", refused: new RedirectRefused(reason, target) };
}
