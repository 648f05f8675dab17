import type { Environment } from "../ports/environment.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import type { Files } from "../ports/files.ts";
import { type Endpoint, isSecureAddress } from "./addresses.ts";
import { hubFailure } from "./failures.ts";
import { CERTIFICATE_VARIABLES, OF_OTHERS, PROXY_VARIABLES, type ReadVariable } from "./variables.ts";

/** A proxy, as written in the variable that names it, with its password. */
export interface Proxy {
  readonly variable: string;
  readonly value: string;
}

/**
 * The proxy that the runtime uses for a URL.
 *
 * Only names are matched against `NO_PROXY`, as far as the runtime does it (measured with Deno 2.8.3: `*` does not match an
 * IP address): this decides what an error says, not where a request goes.
 */
export function proxyFor(url: URL, read: ReadVariable): Proxy | undefined {
  // To this machine: `prepareNetwork` sees to it.
  if (url.protocol === "http:" && isSecureAddress(url)) return undefined;
  const exceptions = (read("NO_PROXY") ?? read("no_proxy") ?? "").split(",");
  if (exceptions.some((exception) => matchesName(url.hostname, exception.trim()))) return undefined;
  const variable = PROXY_VARIABLES.find((each) => concerns(each, url) && read(each) !== undefined);
  return variable && { variable, value: read(variable) ?? "" };
}

/** Whether a variable is for requests to a URL of this scheme. */
export function concerns(variable: string, url: URL): boolean {
  const name = variable.toLowerCase();
  return name === "all_proxy" || url.protocol === `${name.replace("_proxy", "")}:`;
}

/** A proxy as it can be shown: host and port without the password, and the variable. */
export function shownProxy({ variable, value }: Proxy): string {
  const url = URL.parse(usableProxy(value).url ?? "");
  return url === null ? `in ${variable}` : `"${url.host}" (${variable})`;
}

/**
 * What a proxy variable plainly means, in the form that the runtime reads: it passes over anything else silently, and would
 * send the token around the proxy (measured with Deno 2.8.3: no scheme with a slash at the end, a user without password).
 *
 * @returns the URL to set, or what is wrong with the value
 */
export function usableProxy(value: string): { readonly url?: string; readonly problem?: string } {
  const text = value.trim();
  if (/["'\s]/.test(text)) return { problem: "it contains quotes or spaces" };
  if (/[#?]/.test(text)) {
    return { problem: 'it contains "#" or "?", which must be written as %23 or %3F in a password' };
  }
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || url.hostname === "") return { problem: "it is not a URL" };
  const scheme = url.protocol.slice(0, -1);
  if (!["http", "https", "socks5", "socks5h"].includes(scheme)) {
    return { problem: `the scheme "${scheme}" is not supported (only http, https, socks5 and socks5h)` };
  }
  if (!["", "/"].includes(url.pathname)) return { problem: "it has a path" };
  const user = url.username === "" && url.password === "" ? "" : `${url.username}:${url.password}@`;
  return { url: `${scheme}://${user}${url.host}` };
}

/** Writes the proxy that the environment names as the runtime reads it; throws Failure `proxy_unusable`. */
export function prepareProxy(environment: Environment, endpoint: Endpoint): void {
  const proxy = proxyFor(new URL(endpoint.url), environment.get);
  if (proxy === undefined) return;
  const { variable, value } = proxy;
  const { url, problem = "" } = usableProxy(value);
  if (url === undefined) throw hubFailure("proxy_unusable", { variable, problem });
  if (url !== value) environment.set(variable, url);
}

function matchesName(hostname: string, exception: string): boolean {
  if (exception === "") return false;
  if (hostname.startsWith("[")) return hostname === `[${exception}]`;
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return hostname === exception;
  const suffix = exception.replace(/^\./, "");
  return exception === "*" || hostname === suffix || hostname.endsWith(`.${suffix}`);
}

/** Far more than the bundle of all authorities. */
const MAX_CERTIFICATE_BYTES = 4_000_000;

/**
 * Looks at the files with certificates that the environment names: where each is, and why it cannot be used (`not granted`:
 * Deno's permissions hide it from this program, not from the runtime).
 */
export async function readCertificateFiles(read: ReadVariable, files: Pick<Files, "read">) {
  const named = CERTIFICATE_VARIABLES.flatMap((variable) => {
    const path = read(variable);
    return path === undefined ? [] : [{ variable, path }];
  });
  return await Promise.all(named.map(async ({ variable, path }) => {
    try {
      const bytes = await files.read(path, { limit: MAX_CERTIFICATE_BYTES });
      return { variable, path, problem: bytes !== undefined && isPem(bytes) ? undefined : "not a PEM file" };
    } catch (error) {
      const name = errorNameOf(error);
      const problem = name === "NotFound" ? "missing" : name === "NotCapable" ? "not granted" : "unreadable";
      return { variable, path, problem };
    }
  }));
}

// After a byte order mark the runtime does not see a certificate, and over a broken one it refuses the whole file.
function isPem(bytes: Uint8Array): boolean {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const blocks = [...text.matchAll(/^-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/gm)];
  try {
    return blocks.length > 0 && blocks.every(([, base64 = ""]) => Uint8Array.fromBase64(base64).length > 0);
  } catch {
    return false;
  }
}

/** Lets the runtime trust what the files with certificates hold, and ignores those that cannot be used. */
export async function prepareCertificates(
  { environment, files }: { readonly environment: Environment; readonly files: Pick<Files, "read"> },
  warn: (text: string) => void,
): Promise<void> {
  const named = await readCertificateFiles(environment.get, files);
  for (const { variable, path, problem } of named) {
    // The runtime reads its own variables without that permission.
    if (problem === undefined || (problem === "not granted" && variable !== "REQUESTS_CA_BUNDLE")) continue;
    environment.set(variable, undefined);
    warn(`Ignoring ${variable}: ${path} is ${problem}`);
  }
  // The runtime takes one file more; not all versions know the variables of others.
  const other = named.find(({ variable, problem }) => problem === undefined && OF_OTHERS.includes(variable));
  if (other !== undefined && environment.get("DENO_CERT") === undefined) {
    environment.set("DENO_CERT", other.path);
  }
}
