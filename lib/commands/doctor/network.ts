import type { HubSettings } from "../../cli/settings.ts";
import { Failure } from "../../cli/failure.ts";
import type { Endpoint } from "../../hub/endpoint.ts";
import { proxyFor, shownProxy } from "../../hub/proxy.ts";
import { decideTlsTrust } from "../../hub/tls_trust.ts";
import { errorNameOf } from "../../ports/files.ts";
import type { Context } from "../context.ts";
import { bad, badOfFailure, type Finding, good, warning } from "./finding.ts";

/** How the Hub is reached. */
export interface NetworkFacts {
  readonly endpoint: Endpoint;
  /** The option or the variable that names it; `undefined` for the default. */
  readonly from: string | undefined;
  readonly proxy:
    | { readonly variable: string; readonly shown: string; readonly readable: boolean }
    | undefined;
  /** A variable that names a proxy which this Hub is exempt from. */
  readonly exempt: string | undefined;
  /** The value of DENO_TLS_CA_STORE. */
  readonly store: string | undefined;
  readonly certificateFiles: readonly CertificateFile[];
}

/** A file of certificates that a variable names. */
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  readonly state: "readable" | "missing" | "unreadable" | "not granted";
}

const PROXY_VARIABLES = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** Finds out how the Hub is reached; call it before the first request, which changes the environment. */
export async function collectNetwork(context: Context, settings: HubSettings): Promise<NetworkFacts> {
  const { environment, parsed } = context;
  const { endpoint } = settings;
  const read = (name: string) => environment.get(name);
  const proxy = endpoint.isLoopback ? undefined : proxyFor(new URL(endpoint.url), read);
  const set = PROXY_VARIABLES.filter((name) => read(name) !== undefined);
  const variable = set.find((name) => read(name) === proxy);
  return {
    endpoint,
    from: ["--endpoint", "HF_ENDPOINT"].find((name) =>
      name === "--endpoint" ? parsed.value("endpoint") !== undefined : read(name) !== undefined
    ),
    proxy: proxy === undefined || variable === undefined ? undefined : {
      variable,
      shown: shownProxy(proxy),
      readable: URL.canParse(proxy) || URL.canParse(`http://${proxy}`),
    },
    exempt: proxy === undefined ? set.find((name) => concerns(name, endpoint.url)) : undefined,
    store: read("DENO_TLS_CA_STORE"),
    certificateFiles: await Promise.all(
      decideTlsTrust(read).sources.map((name) => certificateFile(context, name)),
    ),
  };
}

function concerns(variable: string, url: string): boolean {
  const name = variable.toLowerCase();
  return name === "all_proxy" || url.startsWith(`${name.replace("_proxy", "")}:`);
}

async function certificateFile(context: Context, variable: string): Promise<CertificateFile> {
  const path = context.environment.get(variable) ?? "";
  try {
    await context.files.facts(path);
    return { variable, path, state: "readable" };
  } catch (error) {
    const name = errorNameOf(error);
    const state = name === "NotFound" ? "missing" : name === "NotCapable" ? "not granted" : "unreadable";
    return { variable, path, state };
  }
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
  if (proxy.readable) return good("proxy", `proxy ${proxy.shown} (from ${proxy.variable})`);
  return warning("proxy", `${proxy.variable} is not the URL of a proxy`, {
    fix: `Set ${proxy.variable} to http://HOST:PORT, or unset it`,
  });
}

function checkCertificates({ endpoint, store, certificateFiles }: NetworkFacts): readonly Finding[] {
  if (!endpoint.url.startsWith("https:")) return [];
  const authorities = store === undefined
    ? "certificates of the system and built-in"
    : `DENO_TLS_CA_STORE is ${store}`;
  const files = certificateFiles.map(({ variable, path }) => ` and "${path}" (from ${variable})`).join("");
  const unusable = certificateFiles.filter(({ state }) => state === "missing" || state === "unreadable");
  return [
    good("certificates", `${authorities}${files}`),
    ...unusable.map(({ variable, path, state }) =>
      warning(
        "certificates",
        `${variable} names "${path}", which ${state === "missing" ? "does not exist" : "cannot be read"}`,
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
