import { type Endpoint, isSecureAddress } from "./addresses.ts";
import { hubFailure, RequestFailure } from "./failures.ts";
import type { Repetition } from "./retry.ts";

/** What is known about a request from its method and path. */
interface RequestKind {
  readonly repetition: Repetition;
  /** What a successful answer must be. */
  readonly answer: "json" | "any";
  /** Whether it creates a repository, which has a quota of its own. */
  readonly isCreation: boolean;
  /** Whether it reads a file, which the Hub can hand over to a storage host. */
  readonly isFile: boolean;
}

type Route = readonly [
  method: "GET" | "POST",
  path: RegExp,
  repetition: Repetition,
  answer: "json" | "any",
];

// Paths relative to the endpoint (lib/hub/README.md). Of all others, reading and PUT are free, everything else is checked.
const ROUTES: readonly Route[] = [
  ["GET", /^\/api\/[^?]*\/auth-check(?:\/write)?$/, "free", "any"],
  ["GET", /^\/api\//, "free", "json"],
  ["POST", /^\/api\/repos\/create$/, "checked", "json"],
  ["POST", /^\/api\/buckets\/[^/]+\/[^/]+$/, "checked", "json"],
  ["POST", /^\/api\/[^?]*\/preupload\//, "free", "json"],
  ["POST", /^\/api\/[^?]*\/commit\//, "checked", "json"],
  ["POST", /^\/api\/[^?]*\/paths-info\//, "free", "json"],
  ["POST", /^\/api\/validate-yaml$/, "free", "json"],
  ["POST", /\.git\/info\/lfs\/objects\/batch$/, "free", "json"],
  ["POST", /\/user-access-request\/batch$/, "checked", "json"],
  // "Already has access" is a success for the caller, and an upsert is idempotent.
  ["POST", /\/user-access-request\/grant$/, "free", "any"],
  ["POST", /^\/api\/spaces\/[^/]+\/[^/]+\/variables$/, "free", "json"],
  ["POST", /^\/api\/spaces\/[^/]+\/[^/]+\/secrets$/, "free", "any"],
  ["POST", /^\/api\/[^?]*\/resource-group$/, "free", "any"],
];

/** Looks a request up in the table of the Hub's routes; `path` is relative to the endpoint, without the query. */
export function kindOfRequest(method: string, path: string): RequestKind {
  const [, , repetition, answer = "any"] =
    ROUTES.find(([routed, route]) => routed === method && route.test(path)) ?? [];
  const isReading = ["GET", "HEAD", "OPTIONS"].includes(method);
  return {
    repetition: repetition ?? (isReading || method === "PUT" ? "free" : "checked"),
    answer,
    isCreation: method === "POST" && path === "/api/repos/create",
    isFile: isReading && !path.startsWith("/api/") && path.includes("/resolve/"),
  };
}

/** A request that can be sent: its URL was checked, its headers are final. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: URL;
  /** The URL as it can be shown and kept in errors: without the query of presigned ones. */
  readonly shownUrl: string;
  readonly headers: Headers;
  /**
   * The content, in a form that only we can send again: up to Deno 2.8 `fetch` itself repeats a request whose connection
   * ended without an answer, a creation too, unless its body is a stream or a Blob (measured; tests/hub checks it).
   */
  readonly body: Blob | undefined;
  readonly signal: AbortSignal | undefined;
  readonly kind: RequestKind;
  readonly endpoint: Endpoint;
  /** Whether it goes to the endpoint's origin; otherwise it is an upload to a storage host. */
  readonly isToHub: boolean;
}

/** Headers that no other host than the Hub must see. */
export const HUB_ONLY = ["authorization", "cookie", "x-amzn-trace-id"];

/**
 * Checks and completes a request: the token goes to the endpoint's origin and nowhere else, and another origin only
 * receives uploads, encrypted, at URLs that the Hub gave. It is read only where a redirect leads ({@linkcode decideRedirect}).
 *
 * @throws RequestFailure `other_origin_refused`
 */
export async function prepareRequest(
  address: string | URL,
  init: RequestInit | undefined,
  { endpoint, token, userAgent }: {
    readonly endpoint: Endpoint;
    readonly token?: string | undefined;
    readonly userAgent: string;
  },
): Promise<PreparedRequest> {
  const url = withoutCredentials(new URL(address));
  const method = (init?.method ?? "GET").toUpperCase();
  const headers = new Headers(init?.headers);
  const content = init?.body ?? undefined;
  // As a side effect the Blob has the content type that fetch gives to this kind of body.
  const body = content === undefined || content instanceof Blob
    ? content
    : await new Response(content).blob();
  const isToHub = url.origin === endpoint.origin;
  const shownUrl = isToHub ? url.href : url.origin + url.pathname;
  if (!isToHub) {
    const isUpload = method === "PUT" || method === "POST";
    if (!isUpload || !isSafeBeyond(endpoint, url)) {
      const target = url.host || url.protocol;
      throw new RequestFailure(hubFailure("other_origin_refused", { host: endpoint.host, target }), false);
    }
    for (const name of HUB_ONLY) headers.delete(name);
  } else if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  headers.set("user-agent", userAgent);
  const prefix = new URL(endpoint.url).pathname.replace(/\/$/, "");
  const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
  return {
    method,
    url,
    shownUrl,
    headers,
    body,
    signal: init?.signal ?? undefined,
    kind: kindOfRequest(method, isToHub ? path : ""),
    endpoint,
    isToHub,
  };
}

/** Whether a host other than the Hub may be told something that is no secret of the Hub. */
function isSafeBeyond(endpoint: Endpoint, url: URL): boolean {
  return url.protocol === "https:" || (endpoint.isLoopback && isSecureAddress(url));
}

/**
 * Takes out user name and password: the runtime makes a second `Authorization` header of them, and an answer of the Hub
 * (`Link`, `Location`, an upload URL) must not choose what this program signs in with.
 */
function withoutCredentials(url: URL): URL {
  url.username = "";
  url.password = "";
  return url;
}

/** A redirect that is not followed. */
interface RefusedRedirect {
  /**
   * `elsewhere`: it leads to where the token must not go; `lossy`: it would turn a write into a read; `endless`: one redirect
   * too many.
   */
  readonly refused: "elsewhere" | "lossy" | "endless";
  /** Host of the URL, or what was in its place. */
  readonly target: string;
}

/** An attempt that this program gives up: its time is over, or the answer is not to be used. */
export class GivenUp extends Error {
  override readonly name = "GivenUp";

  constructor(readonly why: { readonly limitMs: number } | { readonly maxBytes: number } | RefusedRedirect) {
    super("Given up");
  }
}

/** Where a redirect leads, undefined if it is none. The token stays with the endpoint's origin, whatever an answer says. */
export function decideRedirect(
  answer: { readonly status: number; readonly headers: Headers },
  request: Pick<PreparedRequest, "method" | "url" | "kind" | "endpoint">,
): { readonly url: URL; readonly toHub: boolean } | RefusedRedirect | undefined {
  const location = answer.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return undefined;
  const url = URL.parse(location, request.url);
  if (url === null) return { refused: "elsewhere", target: location };
  withoutCredentials(url);
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (url.origin === request.endpoint.origin) {
    // A 301 to 303 turns a POST into a GET: the write would be lost silently.
    const keepsMeaning = isReading || answer.status >= 307;
    return keepsMeaning ? { url, toHub: true } : { refused: "lossy", target: url.host };
  }
  // The content of a file can be on a storage host, which is asked without the token.
  if (request.kind.isFile && isReading && isSafeBeyond(request.endpoint, url)) return { url, toHub: false };
  return { refused: "elsewhere", target: url.host === "" ? location : url.host };
}

/** An answer with status 2xx, complete. */
export interface HubAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The JSON in it; `undefined` for a file, and if it is not JSON where that is allowed. */
  readonly json: unknown;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

/** An answer of any status, and what it answers. */
export interface ReceivedAnswer extends HubAnswer {
  readonly request: PreparedRequest;
  /** The body; empty if it is that of a file. */
  readonly text: string;
  readonly sentRequestId: string | undefined;
}

/** What is known about an attempt while it lasts, also of one that ends without an answer. */
export interface Exchange {
  readonly request: PreparedRequest;
  /** Where it is at present, after redirects. */
  url: URL;
  /** Whether the head of the answer has arrived. */
  hasHead: boolean;
}

/** Whether a body is a page for a browser: of a sign-in portal, a proxy, or an outage notice. */
export function isWebPage(body: string, headers: Headers): boolean {
  return /^text\/html|^application\/xhtml/i.test(headers.get("content-type") ?? "") ||
    /^\s*<(?:!doctype html|html|head|body)\b/i.test(body.slice(0, 500));
}
