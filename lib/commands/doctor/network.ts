import { askWhoami, type Whoami } from "../../account/whoami.ts";
import { Failure } from "../../cli/failure.ts";
import type { HubSettings } from "../../cli/settings.ts";
import type { HubClient } from "../../hub/client.ts";
import type { Endpoint } from "../../hub/addresses.ts";
import { concerns, proxyFor, readCertificateFiles, shownProxy, usableProxy } from "../../hub/network.ts";
import { PROXY_VARIABLES } from "../../hub/variables.ts";
import type { Context } from "../context.ts";
import { announceEndpoint, connect } from "../sign_in.ts";
import { bad, type Finding, good, type Place, warning } from "./finding.ts";

type NetworkWorld = Pick<Context, "environment"> & { readonly files: Pick<Context["files"], "read"> };

/** Checks the endpoint, the proxy and the certificates; before the first request, which changes the environment. */
export async function checkNetwork(
  world: NetworkWorld,
  endpoint: Endpoint,
  { endpointOption }: Partial<Pick<Place, "endpointOption">>,
): Promise<readonly Finding[]> {
  const from = endpointOption !== undefined
    ? "--endpoint"
    : world.environment.get("HF_ENDPOINT") === undefined
    ? undefined
    : "HF_ENDPOINT";
  return [
    checkEndpoint(endpoint, from),
    checkProxy(world, endpoint),
    ...endpoint.url.startsWith("https:") ? await checkCertificates(world) : [],
  ];
}

function checkEndpoint({ url, isDefault, isLoopback }: Endpoint, from: string | undefined): Finding {
  const where = from === undefined ? "" : ` (from ${from})`;
  if (isDefault || isLoopback) return good("endpoint", `${url}${where}`);
  return warning("endpoint", `The token is sent to ${url}${where}, not to https://huggingface.co`, {
    fix: `If you did not choose this Hub, ${
      from === "HF_ENDPOINT" ? "unset HF_ENDPOINT" : "omit --endpoint"
    }`,
  });
}

function checkProxy({ environment: { get } }: NetworkWorld, endpoint: Endpoint): Finding {
  const url = new URL(endpoint.url);
  const proxy = proxyFor(url, get);
  if (proxy === undefined) {
    const exempt = PROXY_VARIABLES.find((name) => get(name) !== undefined && concerns(name, url));
    return good("proxy", exempt === undefined ? "no proxy" : `no proxy for this Hub (${exempt} is set)`);
  }
  const { variable, value } = proxy;
  const { problem } = usableProxy(value);
  if (problem === undefined) return good("proxy", `proxy ${shownProxy(proxy)}`);
  return bad("proxy", `The proxy in ${variable} cannot be used: ${problem}`, {
    exit: 6,
    fix: `Set ${variable} to http://HOST:PORT, or unset it`,
  });
}

async function checkCertificates({ environment: { get }, files }: NetworkWorld): Promise<readonly Finding[]> {
  const store = get("DENO_TLS_CA_STORE");
  const authorities = store === undefined
    ? "certificates of the system and built-in"
    : `DENO_TLS_CA_STORE is ${store}`;
  const all = await readCertificateFiles(get, files);
  const unusable = all.filter(({ problem }) => problem !== undefined && problem !== "not granted");
  const used = all.filter((file) => !unusable.includes(file))
    .map(({ variable, path }) => ` and "${path}" (from ${variable})`).join("");
  return [
    good("certificates", `${authorities}${used}`),
    ...unusable.map(({ variable, path, problem }) =>
      warning("certificates", `${variable} names "${path}", which is ${problem} and ignored`, {
        fix: `Correct or unset ${variable}`,
      })
    ),
  ];
}

/** The Hub, which has answered. */
export interface ReachedHub {
  /** Without a token, its requests are anonymous. */
  readonly client: HubClient;
  readonly whoami: Whoami | undefined;
  /** Without a slash at the end. */
  readonly endpoint: string;
}

/**
 * Asks the Hub whose token it is; without a token, only whether it answers.
 *
 * @returns the Hub, or why it did not answer, and how far this machine's clock is ahead of its, in milliseconds
 */
export async function reachHub(
  context: Context,
  { settings, token, source }: { settings: HubSettings; token: string | undefined; source: string },
): Promise<{ readonly hub: ReachedHub | Failure; readonly aheadMs: number | undefined }> {
  const { url: endpoint, origin, isLoopback } = settings.endpoint;
  // The finding about the endpoint is shown only after the token has been sent.
  if (token !== undefined && !isLoopback) await announceEndpoint(context, settings.endpoint);
  let aheadMs: number | undefined;
  const watched: Context = {
    ...context,
    async fetch(input, init) {
      const sent = context.clock.now();
      const answer = await context.fetch(input, init);
      const received = context.clock.now();
      const date = Date.parse(answer.headers.get("date") ?? "");
      const isHub = URL.parse(input instanceof Request ? input.url : String(input))?.origin === origin;
      if (aheadMs === undefined && isHub && !Number.isNaN(date)) {
        // A cache adds the age of an old answer.
        const age = Number(answer.headers.get("age") ?? "0") || 0;
        aheadMs = (sent + received) / 2 - (date + 1_000 * age);
      }
      return answer;
    },
  };
  try {
    const client = await connect(watched, settings, token);
    const whoami = token === undefined ? undefined : await askWhoami(client, { source, endpoint });
    if (token === undefined) await client.request("/api/datasets?limit=1");
    return { hub: { client, whoami, endpoint }, aheadMs };
  } catch (error) {
    return { hub: failureOrThrow(error, context), aheadMs };
  }
}

/**
 * The failure behind an error.
 *
 * @throws what was given, where it is a defect or the run is to end
 */
export function failureOrThrow(error: unknown, { interrupted }: Pick<Context, "interrupted">): Failure {
  if (interrupted.aborted || !(error instanceof Failure)) throw error;
  return error;
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
