import type { Clock } from "../ports/clock.ts";
import { DEFAULT_ENDPOINT, type Endpoint } from "./endpoint.ts";
import { hubFailure } from "./failures.ts";
import { createSender, type SendRequest } from "./fetch.ts";
import type { HubAnswer } from "./judge.ts";
import type { HubFetchOptions } from "./attempt.ts";
import { HubAnswerError } from "./request_failure.ts";

/** How to reach the Hub; `signal` is Ctrl-C. */
export type HubAccess = HubFetchOptions & { readonly signal: AbortSignal };

/** A request with a body. */
export interface SentJson {
  readonly method: "POST" | "PUT";
  readonly body: unknown;
}

/** The Hub and the one fetch, which the methods of the client are made from. */
export interface HubConnection {
  readonly endpoint: Endpoint;
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** How often a commit that surely did not take place is made again. */
  readonly retries: number;
  readonly send: SendRequest;
  /** Makes one request, with repeats: GET, or `sent` as JSON; the path is relative to the endpoint. */
  request(path: string, sent?: SentJson): Promise<HubAnswer>;
  /** The same, for its JSON. */
  json(path: string, sent?: SentJson): Promise<unknown>;
  /** What to throw for JSON that is not what was asked for. */
  malformed(request: string, fault: string): Error;
}

/** Opens a connection; nothing is sent before the first request. */
export function openConnection(access: HubAccess): HubConnection {
  const { endpoint, token, clock, retries, signal: interrupted } = access;
  const send = createSender(access);
  async function request(path: string, sent?: SentJson): Promise<HubAnswer> {
    const url = `${endpoint.url}${path}`;
    if (sent === undefined) return await send(url);
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    return await send(url, { method: sent.method, headers, body: JSON.stringify(sent.body) });
  }
  return {
    endpoint,
    token,
    clock,
    interrupted,
    retries,
    send,
    request,
    json: async (path, sent) => (await request(path, sent)).json,
    malformed: (request, fault) => hubFailure("malformed_answer", { host: endpoint.host, request, fault }),
  };
}

/**
 * A look at something that may not exist. A missing repository and one that the token cannot see are both 404, or 401
 * (lib/hub/README.md#hidden-repositories).
 *
 * @returns undefined if it does not exist, or not for this token
 */
export async function orUndefined<Found>(look: Promise<Found>): Promise<Found | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof HubAnswerError && [401, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/**
 * Follows the pages of a listing (`Link: <URL>; rel="next"`): the next one is asked for when the one before was taken.
 *
 * @param connection the Hub, which refuses a next page at another origin
 * @param path that of the first page, with its query
 * @param of whose listing it is, for the error
 * @returns the items of each page, as they came over the wire
 * @throws Failure `paging_without_end` if the pages lead in a circle
 */
export async function* pagesFrom(
  { endpoint, send }: Pick<HubConnection, "endpoint" | "send">,
  path: string,
  of: string,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const seen = new Set<string>();
  for (let url: string | undefined = `${endpoint.url}${path}`; url !== undefined;) {
    if (seen.has(url)) throw hubFailure("paging_without_end", { namespace: of });
    seen.add(url);
    const { json, headers } = await send(url);
    url = nextPage(headers.get("link"), url, endpoint);
    yield Array.isArray(json) ? json : [];
  }
}

function nextPage(link: string | null, base: string, endpoint: Endpoint): string | undefined {
  const next = /<([^<>]+)>\s*;[^,<]*\brel="?next\b/i.exec(link ?? "")?.[1];
  if (next === undefined) return undefined;
  // A mirror can pass on the Hub's own URLs; the next page must not be asked for behind its back.
  const isPassedOn = !endpoint.isDefault && next.startsWith(`${DEFAULT_ENDPOINT}/`);
  return URL.parse(isPassedOn ? endpoint.url + next.slice(DEFAULT_ENDPOINT.length) : next, base)?.href;
}
