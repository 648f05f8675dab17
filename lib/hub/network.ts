import type { Environment } from "../ports/environment.ts";
import { type Files } from "../ports/files.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import { type Endpoint, isSecureAddress } from "./endpoint.ts";
import { hubFailure } from "./failures.ts";

/** Reads an environment variable; undefined if it is not set, empty, or not permitted. */
type ReadVariable = (name: string) => string | undefined;

/** A proxy that a variable names. */
export interface Proxy {
  readonly variable: string;
  /** As written in the variable, with its password. */
  readonly value: string;
}

/** The variables that name proxies, in the runtime's order (measured with Deno 2.8.3). */
export const PROXY_VARIABLES = [
  "ALL_PROXY",
  "all_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
] as const;

/**
 * The proxy that the runtime uses for a URL, after {@linkcode prepareProxies}.
 *
 * Only names are matched against `NO_PROXY`, as far as the runtime does it (measured with Deno 2.8.3: `*` does not match an
 * IP address): this decides what an error says, not where a request goes.
 *
 * @returns the proxy, or undefined for a direct connection
 */
export function proxyFor(url: URL, read: ReadVariable): Proxy | undefined {
  // To this machine: `prepareProxies` sees to it.
  if (url.protocol === "http:" && isSecureAddress(url)) return undefined;
  const exceptions = (read("NO_PROXY") ?? read("no_proxy") ?? "").split(",");
  if (exceptions.some((exception) => matchesName(url.hostname, exception.trim()))) return undefined;
  for (const variable of PROXY_VARIABLES) {
    const value = concerns(variable, url) ? read(variable) : undefined;
    if (value !== undefined) return { variable, value };
  }
  return undefined;
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
  const [special] = /[#?]/.exec(text) ?? [];
  if (special !== undefined) {
    const escape = special === "#" ? "%23" : "%3F";
    return { problem: `it contains "${special}", which must be written as ${escape} in a password` };
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

/**
 * Makes sure that the runtime uses the proxy that the environment names, or none.
 *
 * Plain http to this machine never goes through a proxy: the runtime would show it the token (measured with Deno 2.8.3). The
 * exceptions are added whatever `NO_PROXY` holds, since a wrong guess would show the token too (`*` does not cover 127.0.0.1).
 *
 * @throws Failure `proxy_unusable`
 */
function prepareProxies(environment: Environment, endpoint: Endpoint): void {
  const url = new URL(endpoint.url);
  if (url.protocol === "http:") {
    const exceptions = environment.get("NO_PROXY") ?? environment.get("no_proxy");
    const own = [...(exceptions === undefined ? [] : [exceptions]), "localhost", "127.0.0.0/8", "::1"];
    environment.set("NO_PROXY", own.join(","));
  }
  const proxy = proxyFor(url, environment.get);
  if (proxy === undefined) return;
  const { variable, value } = proxy;
  const { url: meant, problem = "" } = usableProxy(value);
  if (meant === undefined) throw hubFailure("proxy_unusable", { variable, problem });
  if (meant !== value) environment.set(variable, meant);
}

/** The passwords in proxy variables, as written and decoded, for the redactor. */
export function secretsOfProxies(read: ReadVariable): string[] {
  return PROXY_VARIABLES.flatMap((name) => {
    const password = /^(?:\w+:\/\/)?[^:]*:(.+)@/s.exec(read(name)?.trim() ?? "")?.[1];
    if (password === undefined) return [];
    try {
      return [password, decodeURIComponent(password), encodeURIComponent(decodeURIComponent(password))];
    } catch {
      return [password];
    }
  });
}

function matchesName(hostname: string, exception: string): boolean {
  if (exception === "") return false;
  if (hostname.startsWith("[")) return hostname === `[${exception}]`;
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return hostname === exception;
  const suffix = exception.replace(/^\./, "");
  return exception === "*" || hostname === suffix || hostname.endsWith(`.${suffix}`);
}

/** Under these names other programs of the same user know a company's authority. */
const OF_OTHERS = ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"];

/** Variables that name files with certificates to trust. */
const CERTIFICATE_VARIABLES = ["DENO_CERT", "SSL_CERT_FILE", ...OF_OTHERS];

/** Everything that the runtime itself reads at its first request. */
const NETWORK_VARIABLES = [
  ...PROXY_VARIABLES,
  "NO_PROXY",
  "no_proxy",
  "DENO_TLS_CA_STORE",
  ...CERTIFICATE_VARIABLES,
];

/** Far more than the bundle of all authorities. */
const MAX_CERTIFICATE_BYTES = 4_000_000;

/** A file with certificates that a variable names. */
interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  /** Why it cannot be used. `not granted`: Deno's permissions hide it from this program, not from the runtime. */
  readonly problem: "missing" | "unreadable" | "not a PEM file" | "not granted" | undefined;
}

/**
 * The variable by which the user has said that the Hub must not be contacted, if any; one that is set to anything else than a
 * yes says the opposite (lib/hub/README.md#token-lookup).
 */
export function offlineVariable(read: ReadVariable): string | undefined {
  const name = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].find((each) => read(each) !== undefined);
  return name !== undefined && /^(?:1|on|yes|true)$/i.test(read(name) ?? "") ? name : undefined;
}

/** Looks at the files with certificates that the environment names. */
export async function readCertificateFiles(
  read: ReadVariable,
  files: Pick<Files, "read">,
): Promise<readonly CertificateFile[]> {
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

/**
 * Prepares the environment for the first request, after which the runtime no longer looks at it.
 *
 * A variable that is set but empty counts as unset, and a file that cannot be used is ignored with a warning: the runtime
 * would refuse every request over either. Trusted are the built-in authorities, those of the system's store, which costs 1
 * to 2 ms on Linux, and one file. `SSL_CERT_FILE` takes the place of the system's store. To load that store only after a
 * handshake has failed would take a permission (`--allow-sys=ca`) that this program does without (Deno 2.8.3).
 *
 * @param world the environment of this process, which is changed, and the disk
 * @returns the variables that name certificates
 * @throws Failure `proxy_unusable`
 */
export async function prepareNetwork(
  world: { readonly environment: Environment; readonly files: Pick<Files, "read"> },
  endpoint: Endpoint,
  warn: (text: string) => void,
): Promise<readonly string[]> {
  const { environment } = world;
  for (const name of NETWORK_VARIABLES) {
    if ((environment.get(name) ?? "").trim() === "") environment.set(name, undefined);
  }
  prepareProxies(environment, endpoint);
  if (!endpoint.url.startsWith("https:")) {
    for (const variable of CERTIFICATE_VARIABLES) environment.set(variable, undefined);
    return [];
  }
  if (environment.get("DENO_TLS_CA_STORE") === undefined) {
    environment.set("DENO_TLS_CA_STORE", "system,mozilla");
  }
  const files = await readCertificateFiles(environment.get, world.files);
  for (const { variable, path, problem } of files) {
    // The runtime reads its own variables without that permission.
    if (problem === undefined || (problem === "not granted" && variable !== "REQUESTS_CA_BUNDLE")) continue;
    environment.set(variable, undefined);
    warn(`Ignoring ${variable}: ${path} is ${problem}`);
  }
  // The runtime takes one file more; not all versions know the variables of others.
  const [other] = files.filter(({ variable, problem }) =>
    problem === undefined && OF_OTHERS.includes(variable)
  );
  if (other !== undefined && environment.get("DENO_CERT") === undefined) {
    environment.set("DENO_CERT", other.path);
  }
  return files.map(({ variable }) => variable);
}
