import type { ReadVariable } from "./proxy.ts";

/** What to set before the first TLS handshake, and where additional authorities come from. */
export interface TlsTrust {
  /** Variables of this process with the values to give them. */
  readonly set: readonly (readonly [name: string, value: string])[];
  /** The variables that name certificates, for the sentence that says they cannot be read. */
  readonly sources: readonly string[];
}

// Names under which other programs of the same person are told of a company's authority, the runtime's own aside.
const OTHER_NAMES = ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"];

/**
 * Widens what certificates are trusted: the system's store beside the built-in one, and the authorities that the person has
 * named for other programs.
 *
 * Measured with Deno 2.8.3, as source and compiled: the variables work when they are set in-process before the first
 * handshake and not after it; `SSL_CERT_FILE` counts only where the system's store is in use, and stands in its place;
 * `DENO_CERT` adds one file; `NODE_EXTRA_CA_CERTS` is not known to older base runtimes of compiled programs.
 *
 * @param read the environment
 * @returns the changes; a choice that the person made is never overruled
 */
export function decideTlsTrust(read: ReadVariable): TlsTrust {
  const set: [string, string][] = [];
  const sources: string[] = [];
  const store = read("DENO_TLS_CA_STORE");
  if (store === undefined) set.push(["DENO_TLS_CA_STORE", "system,mozilla"]);
  const usesSystem = (store ?? "system").split(",").includes("system");
  const systemFile = usesSystem ? read("SSL_CERT_FILE") : undefined;
  if (systemFile !== undefined) sources.push("SSL_CERT_FILE");
  if (read("DENO_CERT") !== undefined) return { set, sources: ["DENO_CERT", ...sources] };
  for (const name of OTHER_NAMES) {
    const file = read(name);
    if (file === undefined || file === systemFile) continue;
    set.push(["DENO_CERT", file]);
    sources.push(name);
    break;
  }
  return { set, sources };
}
