import type { Environment } from "../ports/environment.ts";
import { type Files } from "../ports/files.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { prepareProxies, PROXY_VARIABLES, type ReadVariable } from "./proxy.ts";

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
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  /** Why it cannot be used. `not granted`: Deno's permissions hide it from this program, not from the runtime. */
  readonly problem: "missing" | "unreadable" | "not a PEM file" | "not granted" | undefined;
}

/**
 * The variable by which the user has said that the Hub must not be contacted; one that is set to anything else than a yes
 * says the opposite (lib/hub/README.md#token-lookup).
 *
 * @param read the environment
 * @returns its name, or undefined if the Hub can be contacted
 */
export function offlineVariable(read: ReadVariable): string | undefined {
  const name = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].find((each) => read(each) !== undefined);
  return name !== undefined && /^(?:1|on|yes|true)$/i.test(read(name) ?? "") ? name : undefined;
}

/**
 * Looks at the files with certificates that the environment names.
 *
 * @param read the environment
 * @param files the disk
 */
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
 * @param endpoint the Hub in use
 * @param warn shows a warning
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
