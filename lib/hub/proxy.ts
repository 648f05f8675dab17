import type { Endpoint } from "./endpoint.ts";

/** Reads an environment variable; undefined when it is not set, empty, or not permitted. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * The proxy that the runtime uses for an address.
 *
 * The order is the runtime's own, measured with Deno 2.8.3: `ALL_PROXY` wins over the others, upper case over lower case.
 *
 * @param url the address
 * @param read the environment
 * @returns the proxy's address as it is written in the variable, credentials included, or undefined for a direct connection
 */
export function proxyFor(url: URL, read: ReadVariable): string | undefined {
  const exceptions = read("NO_PROXY") ?? read("no_proxy") ?? "";
  if (exceptions.split(",").some((exception) => matchesException(url.hostname, exception.trim()))) {
    return undefined;
  }
  const ofScheme = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  return read("ALL_PROXY") ?? read("all_proxy") ?? read(ofScheme.toUpperCase()) ?? read(ofScheme);
}

/**
 * A proxy as it may be shown.
 *
 * @param proxy as written in the variable
 * @returns host and port, without credentials
 */
export function shownProxy(proxy: string): string {
  const url = addressOf(proxy);
  return url === null || url.host === "" ? "from the environment" : `"${url.host}"`;
}

/**
 * The secrets inside the address of a proxy.
 *
 * @param proxy as written in the variable
 * @returns the password as written and as meant, for the redactor
 */
export function secretsOfProxy(proxy: string): string[] {
  const url = addressOf(proxy);
  if (url === null || url.password === "") return [];
  const { password } = url;
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/**
 * Keeps what is meant for this machine on this machine: with `HTTP_PROXY` set, the runtime would hand a plain-text request
 * for localhost, token included, to the proxy (measured with Deno 2.8.3).
 *
 * The exceptions are added whatever stands there: whether those that are there already cover the address is the runtime's
 * to decide, and a wrong guess would show the token (`NO_PROXY=*` does not cover 127.0.0.1).
 *
 * @param endpoint the Hub in use
 * @param read the environment
 * @returns the value to give `NO_PROXY` before the first request, or undefined when nothing is to be changed
 */
export function noProxyForLoopback(endpoint: Endpoint, read: ReadVariable): string | undefined {
  if (new URL(endpoint.url).protocol !== "http:") return undefined;
  const exceptions = read("NO_PROXY") ?? read("no_proxy");
  return [...(exceptions === undefined ? [] : [exceptions]), "localhost", "127.0.0.0/8", "::1"].join(",");
}

// Without a scheme the runtime takes the proxy for one that speaks HTTP.
function addressOf(proxy: string): URL | null {
  return URL.parse(proxy.includes("://") ? proxy : `http://${proxy}`);
}

// As the runtime does it (measured with Deno 2.8.3): a number is matched by the number and by its network alone, not by
// "*" and not by its end; a name by the name and by its end, in the case in which the exception is written.
function matchesException(hostname: string, exception: string): boolean {
  if (exception === "") return false;
  if (hostname.startsWith("[")) return hostname === `[${exception}]`;
  const number = numberOf(hostname);
  if (number !== undefined) return isInNetwork(number, exception);
  const suffix = exception.replace(/^\./, "");
  return exception === "*" || hostname === suffix || hostname.endsWith(`.${suffix}`);
}

function isInNetwork(number: number, exception: string): boolean {
  const [address = "", length = "32", ...rest] = exception.split("/");
  const network = numberOf(address);
  if (network === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32) {
    return false;
  }
  const size = 2 ** (32 - Number(length));
  return Math.floor(number / size) === Math.floor(network / size);
}

/** An IPv4 address as a number; undefined for anything else. */
function numberOf(address: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return undefined;
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
