import { hubFailure } from "./failures.ts";

/** The Hub that is used by default. */
export const DEFAULT_ENDPOINT = "https://huggingface.co";

/** Where the Hub is. */
export interface Endpoint {
  /** The URL without a trailing slash; paths are appended to it. */
  readonly url: string;
  /** Scheme, host and port: the token is sent nowhere else. */
  readonly origin: string;
  /** Host, with the port if it is not the scheme's own. */
  readonly host: string;
  /** Whether it is huggingface.co itself. */
  readonly isDefault: boolean;
  /** Whether it is this machine. */
  readonly isLoopback: boolean;
}

/**
 * Reads the URL of a Hub, as given by `--endpoint` or `HF_ENDPOINT`.
 *
 * @throws Failure `endpoint_invalid` or `endpoint_not_secure`
 */
export function parseEndpoint(text: string): Endpoint {
  const trimmed = text.trim();
  const url = URL.parse(trimmed);
  if (url === null) throw invalid(trimmed, "it is not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw invalid(trimmed, "it does not begin with https:// or http://");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid(`${url.protocol}//${url.host}`, "it contains a user name or password");
  }
  if (trimmed.includes("?")) throw invalid(trimmed, "it contains a query");
  if (trimmed.includes("#")) throw invalid(trimmed, "it contains a fragment");
  if (!isSecureAddress(url)) throw hubFailure("endpoint_not_secure", { host: url.host });
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ""),
    origin: url.origin,
    host: url.host,
    isDefault: url.origin === DEFAULT_ENDPOINT,
    isLoopback: isLoopbackHost(url.hostname),
  };
}

/** Whether a secret can be sent to this URL: over https, or over http to this machine. */
export function isSecureAddress(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}

/** Whether a host name, as `URL` normalizes it, is this machine by definition, not by what a name server says. */
function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function invalid(endpoint: string, reason: string): Error {
  // Also if it is no URL: without a scheme it can hold a password all the same.
  return hubFailure("endpoint_invalid", {
    endpoint: endpoint.replace(/^(\w+:\/\/)?.*@/s, "$1****@"),
    reason,
  });
}
