import { type Endpoint, isLoopbackHost } from "./endpoint.ts";

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
 * @param endpoint the Hub in use
 * @param read the environment
 * @returns the value to give `NO_PROXY` before the first request, or undefined when nothing is to be changed
 */
export function noProxyForLoopback(endpoint: Endpoint, read: ReadVariable): string | undefined {
  const url = new URL(endpoint.url);
  if (url.protocol !== "http:" || proxyFor(url, read) === undefined) return undefined;
  const exceptions = read("NO_PROXY") ?? read("no_proxy");
  return [...(exceptions === undefined ? [] : [exceptions]), "localhost", "127.0.0.0/8", "::1"].join(",");
}

// Without a scheme the runtime takes the proxy for one that speaks HTTP.
function addressOf(proxy: string): URL | null {
  return URL.parse(proxy.includes("://") ? proxy : `http://${proxy}`);
}

function matchesException(hostname: string, exception: string): boolean {
  if (exception === "") return false;
  if (exception === "*") return true;
  if (exception === "127.0.0.0/8" && isLoopbackHost(hostname) && /^\d/.test(hostname)) return true;
  const bare = hostname.replace(/^\[|\]$/g, "");
  const suffix = exception.replace(/^\./, "");
  return bare === suffix || bare.endsWith(`.${suffix}`);
}
