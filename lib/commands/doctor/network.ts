import type { HubSettings } from "../../cli/settings.ts";
import { Failure } from "../../cli/failure.ts";
import type { Endpoint } from "../../hub/endpoint.ts";
import { type CertificateFile, readCertificateFiles } from "../../hub/network.ts";
import { concerns, PROXY_VARIABLES, proxyFor, shownProxy, usableProxy } from "../../hub/proxy.ts";
import type { Context } from "../context.ts";
import { bad, badOfFailure, type Finding, good, warning } from "./finding.ts";

/** How the Hub is reached. */
export interface NetworkFacts {
  readonly endpoint: Endpoint;
  /** The option or the variable that names it; `undefined` for the default. */
  readonly from: string | undefined;
  readonly proxy:
    | { readonly variable: string; readonly shown: string; readonly problem: string | undefined }
    | undefined;
  /** A variable that names a proxy which this Hub is exempt from. */
  readonly exempt: string | undefined;
  /** The value of DENO_TLS_CA_STORE. */
  readonly store: string | undefined;
  readonly certificateFiles: readonly CertificateFile[];
}

/** Finds out how the Hub is reached; call it before the first request, which changes the environment. */
export async function collectNetwork(context: Context, settings: HubSettings): Promise<NetworkFacts> {
  const { environment, parsed } = context;
  const { endpoint } = settings;
  const read = (name: string) => environment.get(name);
  const url = new URL(endpoint.url);
  const proxy = proxyFor(url, read);
  return {
    endpoint,
    from: ["--endpoint", "HF_ENDPOINT"].find((name) =>
      name === "--endpoint" ? parsed.value("endpoint") !== undefined : read(name) !== undefined
    ),
    proxy: proxy && {
      variable: proxy.variable,
      shown: shownProxy(proxy),
      problem: usableProxy(proxy.value).problem,
    },
    exempt: proxy === undefined
      ? PROXY_VARIABLES.find((name) => read(name) !== undefined && concerns(name, url))
      : undefined,
    store: read("DENO_TLS_CA_STORE"),
    certificateFiles: await readCertificateFiles(read, context.files),
  };
}

/** Checks the endpoint, the proxy and the certificates. */
export function checkNetwork(network: NetworkFacts | Failure): readonly Finding[] {
  if (network instanceof Failure) return [badOfFailure("endpoint", network)];
  return [checkEndpoint(network), checkProxy(network), ...checkCertificates(network)];
}

function checkEndpoint({ endpoint, from }: NetworkFacts): Finding {
  const where = from === undefined ? "" : ` (from ${from})`;
  if (endpoint.isDefault || endpoint.isLoopback) return good("endpoint", `${endpoint.url}${where}`);
  return warning("endpoint", `The token is sent to ${endpoint.url}${where}, not to https://huggingface.co`, {
    fix: `If you did not choose this Hub, ${
      from === "HF_ENDPOINT" ? "unset HF_ENDPOINT" : "omit --endpoint"
    }`,
  });
}

function checkProxy({ proxy, exempt }: NetworkFacts): Finding {
  if (proxy === undefined) {
    return good("proxy", exempt === undefined ? "no proxy" : `no proxy for this Hub (${exempt} is set)`);
  }
  if (proxy.problem === undefined) return good("proxy", `proxy ${proxy.shown}`);
  return bad("proxy", `The proxy in ${proxy.variable} cannot be used: ${proxy.problem}`, {
    exit: 6,
    fix: `Set ${proxy.variable} to http://HOST:PORT, or unset it`,
  });
}

function checkCertificates({ endpoint, store, certificateFiles }: NetworkFacts): readonly Finding[] {
  if (!endpoint.url.startsWith("https:")) return [];
  const authorities = store === undefined
    ? "certificates of the system and built-in"
    : `DENO_TLS_CA_STORE is ${store}`;
  const unusable = certificateFiles.filter(({ problem }) =>
    problem !== undefined && problem !== "not granted"
  );
  const files = certificateFiles.filter((file) => !unusable.includes(file))
    .map(({ variable, path }) => ` and "${path}" (from ${variable})`).join("");
  return [
    good("certificates", `${authorities}${files}`),
    ...unusable.map(({ variable, path, problem }) =>
      warning(
        "certificates",
        `${variable} names "${path}", which is ${problem} and ignored`,
        { fix: `Correct or unset ${variable}` },
      )
    ),
  ];
}

/** A signed URL of a storage host is good for some minutes only; a certificate is checked to the second. */
const CLOCK_NOTED_MS = 60_000;
const CLOCK_BAD_MS = 15 * 60_000;

/**
 * Compares this machine's clock with the Hub's.
 *
 * @param aheadMs how far this clock is ahead, in milliseconds; `undefined` where no answer had a date
 */
export function checkClock(aheadMs: number | undefined): readonly Finding[] {
  if (aheadMs === undefined) return [];
  const off = Math.abs(aheadMs);
  if (off < CLOCK_NOTED_MS) return [good("clock", "clock within a minute of the Hub's")];
  const text = `This machine's clock is ${duration(off)} ${aheadMs > 0 ? "ahead of" : "behind"} the Hub's`;
  const fix = "Set the clock, for example by turning on automatic time";
  if (off < CLOCK_BAD_MS) return [warning("clock", text, { fix })];
  return [bad("clock", `${text}; TLS certificates and upload URLs may be rejected`, { exit: 6, fix })];
}

function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? "" : "s"}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
