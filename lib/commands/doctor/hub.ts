import { listed } from "../../account/denials.ts";
import { expiryOf, type OwnerRight, unexpectedUser, warnOfExpiry } from "../../account/rights.ts";
import { accountFailure, readToken } from "../../account/token.ts";
import { type TokenOptions, type TokenSource, tokenSources } from "../../account/token_sources.ts";
import { askWhoami, type Whoami } from "../../account/whoami.ts";
import { Failure } from "../../cli/failure.ts";
import type { HubSettings } from "../../cli/settings.ts";
import type { Endpoint } from "../../hub/addresses.ts";
import type { HubClient } from "../../hub/client.ts";
import { concerns, proxyFor, readCertificateFiles, shownProxy, usableProxy } from "../../hub/network.ts";
import { PROXY_VARIABLES } from "../../hub/variables.ts";
import type { Context } from "../context.ts";
import { announceEndpoint, connect, OIDC_IGNORED, USER_VARIABLE } from "../sign_in.ts";
import { tokenInEnvFile } from "../saved_token.ts";
import { bad, badOfFailure, type Finding, fixOf, good, orFailure, warning } from "./finding.ts";

type NetworkWorld = Pick<Context, "environment"> & { readonly files: Pick<Context["files"], "read"> };

/** Checks the endpoint, the proxy and the certificates; before the first request, which changes the environment. */
export async function checkNetwork(
  world: NetworkWorld,
  endpoint: Endpoint,
  endpointOption: string | undefined,
): Promise<readonly Finding[]> {
  const { url, isDefault, isLoopback } = endpoint;
  const isOption = endpointOption !== undefined;
  const from = isOption || world.environment.get("HF_ENDPOINT") !== undefined
    ? ` (from ${isOption ? "--endpoint" : "HF_ENDPOINT"})`
    : "";
  return [
    isDefault || isLoopback ? good("endpoint", `${url}${from}`) : warning(
      "endpoint",
      `The token is sent to ${url}${from}, not to https://huggingface.co`,
      `If you did not choose this Hub, ${isOption ? "omit --endpoint" : "unset HF_ENDPOINT"}`,
    ),
    checkProxy(world, endpoint),
    ...url.startsWith("https:") ? await checkCertificates(world) : [],
  ];
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
  const text = `The proxy in ${variable} cannot be used: ${problem}`;
  return bad("proxy", text, 6, `Set ${variable} to http://HOST:PORT, or unset it`);
}

async function checkCertificates({ environment: { get }, files }: NetworkWorld): Promise<readonly Finding[]> {
  const store = get("DENO_TLS_CA_STORE");
  const used = [
    store === undefined ? "certificates of the system and built-in" : `DENO_TLS_CA_STORE is ${store}`,
  ];
  const unusable: Finding[] = [];
  for (const { variable, path, problem } of await readCertificateFiles(get, files)) {
    if (problem === undefined || problem === "not granted") used.push(`"${path}" (from ${variable})`);
    else {
      const text = `${variable} names "${path}", which is ${problem} and ignored`;
      unusable.push(warning("certificates", text, `Correct or unset ${variable}`));
    }
  }
  return [good("certificates", used.join(" and ")), ...unusable];
}

/** The Hub, which has answered. */
export interface ReachedHub {
  /** Without a token, its requests are anonymous. */
  readonly client: HubClient;
  readonly whoami: Whoami | undefined;
  /** Without a slash at the end. */
  readonly endpoint: string;
}

/** Asks the Hub whose token it is, without one only whether it answers, and how far this clock is ahead of the Hub's. */
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
  const hub = await orFailure(context, async () => {
    const client = await connect(watched, settings, token);
    const whoami = token === undefined ? undefined : await askWhoami(client, { source, endpoint });
    if (token === undefined) await client.request("/api/datasets?limit=1");
    return { client, whoami, endpoint };
  });
  return { hub, aheadMs };
}

/** A signed URL of a storage host is good for some minutes only; a certificate is checked to the second. */
const CLOCK_NOTED_MS = 60_000;
const CLOCK_BAD_MS = 15 * 60_000;

/** Compares this machine's clock with the Hub's; `undefined` where no answer had a date. */
export function checkClock(aheadMs: number | undefined): readonly Finding[] {
  if (aheadMs === undefined) return [];
  const off = Math.abs(aheadMs);
  if (off < CLOCK_NOTED_MS) return [good("clock", "clock within a minute of the Hub's")];
  const text = `This machine's clock is ${duration(off)} ${aheadMs > 0 ? "ahead of" : "behind"} the Hub's`;
  const fix = "Set the clock, for example by turning on automatic time";
  if (off < CLOCK_BAD_MS) return [warning("clock", text, fix)];
  return [bad("clock", `${text}; TLS certificates and upload URLs may be rejected`, 6, fix)];
}

function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? "" : "s"}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/** A source that has a token, or what should be one. */
interface JudgedToken extends TokenSource {
  /** The token, or why it is none. */
  readonly token: string | Failure;
  /** What was ignored around it. */
  readonly notes: readonly string[];
}

/** Checks where the token comes from, and which other tokens there are: looks into every source, also after the first. */
export async function checkTokens(
  context: Context,
  options: TokenOptions & { readonly endpoint: string },
): Promise<{ readonly findings: readonly Finding[]; readonly first: JudgedToken | undefined }> {
  const { environment, files, terminal, redactor } = context;
  const { endpoint } = options;
  const found: JudgedToken[] = [];
  let unread: string | undefined;
  const sources = tokenSources(options, {
    environment,
    files,
    readStdin: (limit) => terminal.readStdin(limit),
    stdinIsTerminal: terminal.stdinIsTerminal,
    readEnvFile: async () => {
      // What is wrong with the env file has findings of its own.
      const inFile = await orFailure(context, () => tokenInEnvFile(context, () => {}));
      return inFile instanceof Failure ? undefined : inFile;
    },
  });
  for await (const each of sources) {
    if ("unread" in each) {
      unread = each.unread;
      continue;
    }
    const { source, raw } = each;
    const read = raw instanceof Failure
      ? raw
      : await orFailure(context, () => readToken({ source, raw }, { redactor, endpoint }));
    found.push({ ...each, ...(read instanceof Failure ? { token: read, notes: [] } : read) });
  }
  const [first, ...others] = found;
  const oidc = environment.get("HF_OIDC_RESOURCE") === undefined ? [] : [
    warning(
      "token_shadowed",
      OIDC_IGNORED,
      "Unset HF_OIDC_RESOURCE if other programs are to use the same token",
    ),
  ];
  if (first === undefined) {
    const failure = accountFailure("token_missing", { unread, endpoint, toRead: false });
    return { first, findings: [badOfFailure("token_source", failure), ...oidc] };
  }
  const findings = [
    first.token instanceof Failure
      ? badOfFailure("token_source", first.token)
      : checkFirst(first, first.token),
    ...oidc,
    ...others.map((other) => checkShadowed(other, first)),
    ...(await Promise.all(found.map((each) => checkTokenMode(context, each)))).flat(),
  ];
  return { first, findings };
}

function checkFirst({ source, notes, variable }: JudgedToken, token: string): Finding {
  const text = `from ${source} (${token.length} characters)`;
  if (notes.length > 0) {
    const fix = `Store only the token in ${source}, because other programs use the text as it is`;
    return warning("token_source", `The token ${text} is not clean: ${notes.join("; ")}`, fix);
  }
  if (variable !== "HUGGING_FACE_HUB_TOKEN") return good("token_source", text);
  return warning(
    "token_source",
    `The token is ${text}, a deprecated name`,
    "Rename the variable to HF_TOKEN",
  );
}

function checkShadowed(other: JudgedToken, first: JudgedToken): Finding {
  if (other.token === first.token) return good("token_shadowed", `the same in ${other.source}`);
  // What was named on the command line was meant.
  if (first.explicit) return good("token_shadowed", `used instead of the token in ${other.source}`);
  if (other.token instanceof Failure) {
    return warning("token_shadowed", `${other.token.message}; ${first.source} is used`, fixOf(other.token));
  }
  const fix = first.variable === undefined
    ? "Remove the one that you do not want to use"
    : `To use the token of ${other.source}, unset ${first.variable}`;
  return warning("token_shadowed", `${other.source} has another token; ${first.source} is used`, fix);
}

async function checkTokenMode(
  { files, environment }: Context,
  { path, source }: JudgedToken,
): Promise<readonly Finding[]> {
  // Windows keeps permissions elsewhere.
  if (path === undefined || environment.system === "windows") return [];
  const { kind, mode } = await files.facts(path).catch(() => ({ kind: undefined, mode: undefined }));
  if (kind !== "file" || ((mode ?? 0) & 0o077) === 0) return [];
  const fix = "Make it readable by you only (mode 600)";
  return [warning("token_source", `Other users can read ${source}`, fix)];
}

/** Checks what the Hub says of the token. */
export function checkAccount(
  { environment, clock }: Pick<Context, "environment" | "clock">,
  hub: ReachedHub | Failure,
): readonly Finding[] {
  if (hub instanceof Failure) return [badOfFailure("token_valid", hub)];
  const { whoami, endpoint } = hub;
  if (whoami === undefined) return [];
  const options = { now: clock.now(), endpoint };
  const name = whoami.tokenName === undefined ? "" : `, token "${whoami.tokenName}"`;
  const expiry = expiryOf(whoami.expiresAt, options.now);
  const until = expiry === undefined ? "" : `, expires on ${expiry.date}`;
  const unexpected = unexpectedUser(whoami, environment.get(USER_VARIABLE)?.trim() || undefined);
  const expiring = warnOfExpiry(whoami, options);
  return [
    good("token_valid", `user ${whoami.name}${name}${until}`),
    ...(unexpected === undefined ? [] : [badOfFailure("token_owner", unexpected)]),
    ...(expiring === undefined ? [] : [warning("token_expiry", expiring.text, {
      fix: expiring.command === undefined
        ? "Renew it, then store the new token where this one is:"
        : "Log in again:",
      ...expiring,
    })]),
  ];
}

/** Checks where the token can create datasets; `writesSomewhere`: it is good for a repository that a variable names. */
export function checkRights(
  rights: readonly OwnerRight[],
  { writesSomewhere }: { writesSomewhere: boolean },
): readonly Finding[] {
  const owners = (right: "allowed" | "unknown") =>
    rights.filter((each) => each.right === right).map(({ owner }) => owner);
  const [allowed, unknown] = [owners("allowed"), owners("unknown")];
  const denied = rights.length - allowed.length - unknown.length;
  const right = rights[0]?.right;
  if (right instanceof Failure && denied === rights.length) {
    if (!writesSomewhere) return [badOfFailure("rights", right)];
    const text = `${right.message}, but it can write to the dataset that it is used for`;
    return [warning("rights", text, fixOf(right))];
  }
  const text = [
    ...(allowed.length === 0 ? [] : [`can create datasets under ${listed(allowed)}`]),
    ...(unknown.length === 0 ? [] : [`permissions unknown under ${listed(unknown)}`]),
    ...(denied === 0 ? [] : [`not under ${denied} other${denied === 1 ? "" : "s"}`]),
  ];
  return [good("rights", text.join(", "))];
}
