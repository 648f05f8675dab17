import { hubFailure } from "./failures.ts";
import { type Endpoint, isSecureAddress } from "./endpoint.ts";
import { NetworkFailure } from "./network_failure.ts";
import { kindOfRequest, type RequestKind } from "./request_kind.ts";

/** A request that may leave: its address was judged, its headers are the final ones. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: URL;
  /** The address as it may be shown and kept in errors. */
  readonly shownUrl: string;
  readonly headers: Headers;
  /**
   * The content, in a form that can be sent again, but only by us: up to Deno 2.8 `fetch` itself repeats a request whose
   * connection ended without an answer, a creation too, unless its body is a stream or a Blob (tests/hub measures it).
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

/** The arguments of `fetch`. */
export interface FetchCall {
  readonly input: RequestInfo | URL;
  readonly init: RequestInit | undefined;
}

// Headers that a caller may have set for the Hub and that nobody else may see.
const HUB_ONLY = ["authorization", "cookie"];

/**
 * Judges and completes a request: the token goes to the endpoint's origin and nowhere else, and another origin is asked for
 * nothing; it only receives uploads, encrypted, at addresses that the Hub gave.
 *
 * @param call the arguments of `fetch`
 * @param options endpoint, token and the program's name
 * @returns the request
 * @throws NetworkFailure `other_origin_refused`
 */
export async function prepareRequest(call: FetchCall, options: PrepareOptions): Promise<PreparedRequest> {
  const { input, init } = call;
  const request = input instanceof Request ? input : undefined;
  const url = withoutCredentials(new URL(request?.url ?? String(input)));
  const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = await toBlob(init?.body ?? request?.body ?? undefined);
  const isToHub = url.origin === options.endpoint.origin;
  const shownUrl = isToHub ? url.href : url.origin + url.pathname;
  if (!isToHub && !mayReceiveUpload(url, method, options.endpoint)) {
    const said = hubFailure("other_origin_refused", {
      host: options.endpoint.host,
      target: url.host || url.protocol,
    });
    throw new NetworkFailure(said, { method, url: shownUrl, outcomeUnknown: false });
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

/**
 * An address without user name and password: the runtime makes a second `Authorization` header of them, and an answer of
 * the Hub (`Link`, `Location`, an upload address) must not choose what this program signs in with.
 *
 * @param url changed in place
 */
export function withoutCredentials(url: URL): URL {
  url.username = "";
  url.password = "";
  return url;
}

function mayReceiveUpload(url: URL, method: string, endpoint: Endpoint): boolean {
  if (method !== "PUT" && method !== "POST") return false;
  return url.protocol === "https:" || (endpoint.isLoopback && isSecureAddress(url));
}

async function toBlob(body: BodyInit | undefined): Promise<Blob | undefined> {
  if (body === undefined || body instanceof Blob) return body;
  // As a side effect the Blob has the content type that fetch gives to this kind of body.
  return await new Response(body).blob();
}
