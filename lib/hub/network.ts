import type { Environment } from "../ports/environment.ts";
import { errorNameOf, type Files } from "../ports/files.ts";
import type { Network } from "../ports/network.ts";
import { classifyNetworkError } from "./classify.ts";
import type { Endpoint } from "./endpoint.ts";
import { prepareProxies, PROXY_VARIABLES, type ReadVariable } from "./proxy.ts";

/** Variables that name certificates to trust: the runtime's own first, then those of other programs. */
const CERTIFICATE_VARIABLES = ["DENO_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"];

/** Everything that the runtime itself reads at its first request. */
const NETWORK_VARIABLES = [
  ...PROXY_VARIABLES,
  "NO_PROXY",
  "no_proxy",
  "DENO_TLS_CA_STORE",
  "SSL_CERT_DIR",
  ...CERTIFICATE_VARIABLES,
];

/** Far more than the bundle of all authorities. */
const MAX_CERTIFICATE_BYTES = 4_000_000;

/** A file with certificates that a variable names. */
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  /** Its certificates as PEM text; undefined if it cannot be used. */
  readonly certificates: string | undefined;
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
 * Reads the certificates that the environment names.
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
      const certificates = bytes === undefined
        ? undefined
        : pemIn(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
      return {
        variable,
        path,
        certificates,
        problem: certificates === undefined ? "not a PEM file" : undefined,
      };
    } catch (error) {
      const name = errorNameOf(error);
      const problem = name === "NotFound" ? "missing" : name === "NotCapable" ? "not granted" : "unreadable";
      return { variable, path, certificates: undefined, problem };
    }
  }));
}

/** A file with a byte order mark counts as none: the runtime does not see its first certificate. */
function pemIn(text: string): string | undefined {
  const blocks = text.matchAll(
    /^-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/gm,
  );
  const certificates = [...blocks].filter(([, base64]) => isBase64(base64 ?? "")).map(([block]) => block);
  return certificates.length === 0 ? undefined : `${certificates.join("\n")}\n`;
}

function isBase64(text: string): boolean {
  try {
    return Uint8Array.fromBase64(text).length > 0;
  } catch {
    return false;
  }
}

/** How the Hub is reached. */
export interface PreparedNetwork {
  readonly fetch: typeof fetch;
  /** The variables that name certificates, for the error about one that is not trusted. */
  readonly certificateVariables: readonly string[];
}

/**
 * Prepares the network before the first request, after which the runtime no longer looks at the environment.
 *
 * A variable that is set but empty counts as unset. One of another program that is wrong is passed over with a warning. The
 * authorities that the environment names are trusted, and those of the system's store, which is loaded only when a
 * certificate was issued by an authority that is not built in: that handshake ends before anything is sent. Loading it for
 * every run costs 1 to 2 ms on Linux (measured with Deno 2.8.3), and more where it is a keychain.
 *
 * @param world the environment of this process, which is changed, the disk, and the network
 * @param endpoint the Hub in use
 * @param warn shows a warning
 * @throws Failure `proxy_unusable`
 */
export async function prepareNetwork(
  world: {
    readonly environment: Environment;
    readonly files: Pick<Files, "read">;
    readonly network: Network;
  },
  endpoint: Endpoint,
  warn: (text: string) => void,
): Promise<PreparedNetwork> {
  const { environment, network } = world;
  for (const name of NETWORK_VARIABLES) {
    if ((environment.get(name) ?? "").trim() === "") environment.set(name, undefined);
  }
  prepareProxies(environment, endpoint);
  if (!endpoint.url.startsWith("https:")) {
    // The runtime would fail every request over a file that it cannot use, although this Hub has no certificate.
    for (const variable of CERTIFICATE_VARIABLES) environment.set(variable, undefined);
    return { fetch: network.fetch, certificateVariables: [] };
  }
  const files = await readCertificateFiles(environment.get, world.files);
  for (const { variable, path, problem } of files) {
    // The runtime reads its own variables without that permission.
    if (problem === undefined || (problem === "not granted" && variable !== "REQUESTS_CA_BUNDLE")) continue;
    environment.set(variable, undefined);
    warn(`Ignoring ${variable}: ${path} is ${problem}`);
  }
  return {
    fetch: widening(network, files.flatMap(({ certificates }) => certificates ?? []), environment),
    certificateVariables: files.map(({ variable }) => variable),
  };
}

/** Repeats a handshake that failed for an unknown issuer with the system's store; nothing was sent before it. */
function widening(network: Network, certificates: readonly string[], environment: Environment): typeof fetch {
  let trusting = certificates.length === 0 ? network.fetch : network.trusting(certificates);
  // A store that the user chose is not overruled.
  let isWidest = environment.get("DENO_TLS_CA_STORE") !== undefined;
  return async (input, init) => {
    try {
      return await trusting(input, init);
    } catch (error) {
      if (isWidest || classifyNetworkError(error).fault !== "tls_unknown_issuer") throw error;
      isWidest = true;
      trusting = network.trusting([...certificates, ...await network.systemCertificates()]);
      return await trusting(input, init);
    }
  };
}
