import { type Endpoint, isSecureAddress } from "./endpoint.ts";
import { hubFailure } from "./failures.ts";
import { RequestFailure } from "./request_failure.ts";
import type { Repetition } from "./retry.ts";

/** What is known about a request from its method and path. */
export interface RequestKind {
  readonly repetition: Repetition;
  /** What a successful answer must be. */
  readonly answer: "json" | "any";
  /** Whether it creates a repository, which has a quota of its own. */
  readonly isCreation: boolean;
  /** Whether it reads a file, which the Hub can hand over to a storage host. */
  readonly isFile: boolean;
}

interface Row {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly repetition: Repetition;
  readonly answer: "json" | "any";
}

const READING = ["GET", "HEAD", "OPTIONS"];

// Paths relative to the endpoint (lib/hub/README.md). Of all others, reading and PUT are free, everything else is checked.
const ROWS: readonly Row[] = [
  { methods: ["GET"], path: /^\/api\/[^?]*\/auth-check(?:\/write)?$/, repetition: "free", answer: "any" },
  { methods: ["GET"], path: /^\/api\//, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /^\/api\/repos\/create$/, repetition: "checked", answer: "json" },
  { methods: ["POST"], path: /^\/api\/buckets\/[^/]+\/[^/]+$/, repetition: "checked", answer: "json" },
  { methods: ["POST"], path: /^\/api\/[^?]*\/preupload\//, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /^\/api\/[^?]*\/commit\//, repetition: "checked", answer: "json" },
  { methods: ["POST"], path: /^\/api\/[^?]*\/paths-info\//, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /^\/api\/validate-yaml$/, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /\.git\/info\/lfs\/objects\/batch$/, repetition: "free", answer: "json" },
  { methods: ["POST"], path: /\/user-access-request\/batch$/, repetition: "checked", answer: "json" },
  // "Already has access" is a success for the caller, and an upsert is idempotent.
  { methods: ["POST"], path: /\/user-access-request\/grant$/, repetition: "free", answer: "any" },
  {
    methods: ["POST", "DELETE"],
    path: /^\/api\/spaces\/[^/]+\/[^/]+\/variables$/,
    repetition: "free",
    answer: "json",
  },
  {
    methods: ["POST", "DELETE"],
    path: /^\/api\/spaces\/[^/]+\/[^/]+\/secrets$/,
    repetition: "free",
    answer: "any",
  },
  { methods: ["POST"], path: /^\/api\/[^?]*\/resource-group$/, repetition: "free", answer: "any" },
];

/**
 * Looks a request up in the table of the Hub's routes.
 *
 * @param method in upper case
 * @param path relative to the endpoint, without the query
 * @returns how it can be repeated and what its answer must be
 */
export function kindOfRequest(method: string, path: string): RequestKind {
  const found = ROWS.find((row) => row.methods.includes(method) && row.path.test(path));
  const isReading = READING.includes(method);
  return {
    repetition: found?.repetition ?? (isReading || method === "PUT" ? "free" : "checked"),
    answer: found?.answer ?? "any",
    isCreation: method === "POST" && path === "/api/repos/create",
    isFile: isReading && !path.startsWith("/api/") && path.includes("/resolve/"),
  };
}

/** A request that can be sent: its URL was checked, its headers are final. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: URL;
  /** The URL as it can be shown and kept in errors. */
  readonly shownUrl: string;
  readonly headers: Headers;
  /**
   * The content, in a form that only we can send again: up to Deno 2.8 `fetch` itself repeats a request whose connection
   * ended without an answer, a creation too, unless its body is a stream or a Blob (measured; tests/hub checks it).
   */
  readonly body: Blob | undefined;
  readonly signal: AbortSignal | undefined;
  readonly kind: RequestKind;
  /** Whether it goes to the endpoint's origin; otherwise it is an upload to a storage host. */
  readonly isToHub: boolean;
}

/** What the preparation needs to know. */
export interface PrepareOptions {
  readonly endpoint: Endpoint;
  readonly token?: string | undefined;
  readonly userAgent: string;
}

// Headers that a caller may have set for the Hub and that no other host must see.
const HUB_ONLY = ["authorization", "cookie"];

/**
 * Checks and completes a request: the token goes to the endpoint's origin and nowhere else, and another origin only
 * receives uploads, encrypted, at URLs that the Hub gave.
 *
 * @param call the arguments of `fetch`
 * @param options endpoint, token and user agent
 * @throws RequestFailure `other_origin_refused`
 */
export async function prepareRequest(
  { input, init }: { readonly input: RequestInfo | URL; readonly init: RequestInit | undefined },
  options: PrepareOptions,
): Promise<PreparedRequest> {
  const request = input instanceof Request ? input : undefined;
  const url = withoutCredentials(new URL(request?.url ?? String(input)));
  const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = await toBlob(init?.body ?? request?.body ?? undefined);
  const isToHub = url.origin === options.endpoint.origin;
  const shownUrl = isToHub ? url.href : url.origin + url.pathname;
  if (!isToHub && !canReceiveUpload(url, method, options.endpoint)) {
    const failure = hubFailure("other_origin_refused", {
      host: options.endpoint.host,
      target: url.host || url.protocol,
    });
    throw new RequestFailure(failure, { method, url: shownUrl, outcomeUnknown: false });
  }
  for (const name of HUB_ONLY) if (!isToHub) headers.delete(name);
  if (isToHub && options.token !== undefined) headers.set("authorization", `Bearer ${options.token}`);
  headers.set("user-agent", options.userAgent);
  const prefix = new URL(options.endpoint.url).pathname.replace(/\/$/, "");
  const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
  return {
    method,
    url,
    shownUrl,
    headers,
    body,
    signal: init?.signal ?? request?.signal ?? undefined,
    kind: kindOfRequest(method, isToHub ? path : ""),
    isToHub,
  };
}

function canReceiveUpload(url: URL, method: string, endpoint: Endpoint): boolean {
  if (method !== "PUT" && method !== "POST") return false;
  return url.protocol === "https:" || (endpoint.isLoopback && isSecureAddress(url));
}

// As a side effect the Blob has the content type that fetch gives to this kind of body.
async function toBlob(body: BodyInit | undefined): Promise<Blob | undefined> {
  return body === undefined || body instanceof Blob ? body : await new Response(body).blob();
}

/**
 * A URL without user name and password: the runtime makes a second `Authorization` header of them, and an answer of the
 * Hub (`Link`, `Location`, an upload URL) must not choose what this program signs in with.
 *
 * @param url changed in place
 */
function withoutCredentials(url: URL): URL {
  url.username = "";
  url.password = "";
  return url;
}

/**
 * Why a redirect was refused.
 *
 * - `elsewhere`: it leads to where the token must not go.
 * - `lossy`: it would turn a write into a read.
 * - `endless`: one redirect too many.
 */
export type RefusalReason = "elsewhere" | "lossy" | "endless";

/** An answer redirects the request in a way that is not followed. */
export class RedirectRefused extends Error {
  override readonly name = "RedirectRefused";
  readonly reason: RefusalReason;
  /** Host of the URL, or what was in its place. */
  readonly target: string;

  constructor(reason: RefusalReason, target: string) {
    super(`Redirect refused (${reason})`);
    this.reason = reason;
    this.target = target;
  }
}

/** What to do with an answer that redirects. */
export type RedirectDecision =
  | { readonly action: "follow"; readonly url: URL; readonly toHub: boolean }
  | { readonly action: "refuse"; readonly refused: RedirectRefused }
  | { readonly action: "none" };

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const KEEPS_METHOD: ReadonlySet<number> = new Set([307, 308]);

/**
 * Decides about a redirect. The token stays with the endpoint's origin, whatever an answer says.
 *
 * @param answer status and headers
 * @param request what was asked, and where
 * @returns where to go on; `none` if the answer is no redirect
 */
export function decideRedirect(
  answer: { readonly status: number; readonly headers: Headers },
  request: Pick<PreparedRequest, "method" | "url" | "kind"> & { readonly endpoint: Endpoint },
): RedirectDecision {
  const location = answer.headers.get("location");
  if (!REDIRECTS.has(answer.status) || location === null) return { action: "none" };
  const target = URL.parse(location, request.url);
  if (target === null) return refuse("elsewhere", location);
  const isReading = request.method === "GET" || request.method === "HEAD";
  // A 301 to 303 turns a POST into a GET: the write would be lost silently.
  const keepsMeaning = isReading || KEEPS_METHOD.has(answer.status);
  if (target.origin === request.endpoint.origin) {
    if (!keepsMeaning) return refuse("lossy", target.host);
    return { action: "follow", url: withoutCredentials(target), toHub: true };
  }
  // The content of a file can be on a storage host, which is asked without the token.
  const isAllowed = target.protocol === "https:" || (request.endpoint.isLoopback && isSecureAddress(target));
  if (request.kind.isFile && isReading && isAllowed) {
    return { action: "follow", url: withoutCredentials(target), toHub: false };
  }
  return refuse("elsewhere", target.host === "" ? location : target.host);
}

function refuse(reason: RefusalReason, target: string): RedirectDecision {
  return { action: "refuse", refused: new RedirectRefused(reason, target) };
}
