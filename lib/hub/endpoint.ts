import { hubFailure } from "./failures.ts";

/** The Hub that is used when nothing else is asked for. */
export const DEFAULT_ENDPOINT = "https://huggingface.co";

/** Where the Hub is. */
export interface Endpoint {
  /** The address without a trailing slash; paths are appended to it. */
  readonly url: string;
  /** Scheme, host and port: the only place that the token goes to. */
  readonly origin: string;
  /** Host, with the port where it is not the scheme's own. */
  readonly host: string;
  /** Whether it is huggingface.co itself. */
  readonly isDefault: boolean;
  /** Whether it is this machine. */
  readonly isLoopback: boolean;
}

/**
 * Reads the address of a Hub.
 *
 * @param text as given by `--endpoint` or `HF_ENDPOINT`
 * @returns the endpoint
 * @throws Failure `endpoint_invalid` or `endpoint_not_secure`
 */
export function parseEndpoint(text: string): Endpoint {
  const trimmed = text.trim();
  const url = URL.parse(trimmed);
  if (url === null) throw invalid(trimmed, "it is not a web address");
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw invalid(trimmed, "it begins with neither https:// nor http://");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid(`${url.protocol}//${url.host}`, "it carries a user name or a password");
  }
  if (trimmed.includes("?")) throw invalid(trimmed, "it carries a query");
  if (trimmed.includes("#")) throw invalid(trimmed, "it carries a fragment");
  if (!isSecureAddress(url)) throw hubFailure("endpoint_not_secure", { host: url.host });
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ""),
    origin: url.origin,
    host: url.host,
    isDefault: url.origin === DEFAULT_ENDPOINT,
    isLoopback: isLoopbackHost(url.hostname),
  };
}

/**
 * Whether a secret may travel to this address: encrypted, or not leaving the machine.
 *
 * @param url an absolute http or https address
 * @returns true for https, and for http to loopback
 */
export function isSecureAddress(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}

/**
 * Whether a host name is this machine by definition, not by what a name server says.
 *
 * @param hostname as `URL` normalises it (an IPv6 address in brackets)
 * @returns true for 127.0.0.0/8, ::1 and localhost
 */
function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function invalid(endpoint: string, reason: string): Error {
  // Also where it is no address: whoever forgot the scheme wrote the password all the same.
  return hubFailure("endpoint_invalid", {
    endpoint: endpoint.replace(/^(\w+:\/\/)?.*@/s, "$1****@"),
    reason,
  });
}
