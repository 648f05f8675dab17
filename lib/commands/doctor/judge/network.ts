import { Failure } from "../../../cli/failure.ts";
import type { Facts, HubFacts, NetworkFacts, Place } from "../facts.ts";
import { unsetLine } from "../command_lines.ts";
import { bad, badOfFailure, type Finding, good, warning } from "../finding.ts";

/** A signed address of a storage host is good for some minutes only; a certificate is judged to the second. */
const SKEW_NOTED_MS = 60_000;
const SKEW_BAD_MS = 15 * 60_000;

/** Judges the endpoint, the proxy and the certificates. */
export function judgeNetwork(facts: Pick<Facts, "network" | "place">): readonly Finding[] {
  const { network, place } = facts;
  if (network instanceof Failure) return [badOfFailure("endpoint", network)];
  return [
    judgeEndpoint(network, place),
    judgeProxy(network, place),
    ...judgeCertificates(network, place),
  ];
}

function judgeEndpoint(network: NetworkFacts, place: Place): Finding {
  const { endpoint, from } = network;
  const where = from === undefined ? "" : ` (from ${from})`;
  if (endpoint.isDefault || endpoint.isLoopback) return good("endpoint", `${endpoint.url}${where}`);
  return warning("endpoint", `${endpoint.url}${where} is not https://huggingface.co; it gets the token`, {
    mend: "If that is not meant, leave it out",
    ...(from === "HF_ENDPOINT" ? { command: unsetLine(place, from) } : {}),
  });
}

function judgeProxy({ proxy, exempt }: NetworkFacts, place: Place): Finding {
  if (proxy !== undefined && !proxy.readable) {
    return warning("proxy", `${proxy.variable} holds no address of a proxy`, {
      mend: "Write it as http://HOST:PORT, or take it out",
      command: unsetLine(place, proxy.variable),
    });
  }
  if (proxy !== undefined) return good("proxy", `${proxy.shown} (from ${proxy.variable})`);
  return good("proxy", exempt === undefined ? "none" : `none for this Hub, although ${exempt} is set`);
}

function judgeCertificates(network: NetworkFacts, place: Place): readonly Finding[] {
  const { endpoint, store, certificateFiles } = network;
  if (!endpoint.url.startsWith("https:")) {
    return [good("certificates", "not used: the connection to this machine is not encrypted")];
  }
  const authorities = store === undefined
    ? "the authorities of the system and the built-in ones"
    : `DENO_TLS_CA_STORE is "${store}"`;
  const files = certificateFiles.map(({ variable, path }) => `, and "${path}" (from ${variable})`).join("");
  const unusable = certificateFiles.filter(({ state }) => state === "missing" || state === "unreadable");
  return [
    good("certificates", `${authorities}${files}`),
    ...unusable.map(({ variable, path, state }) =>
      warning(
        "certificates",
        `${variable} names "${path}", ${state === "missing" ? "which is not there" : "which cannot be read"}`,
        { mend: "Give the right path, or take it out", command: unsetLine(place, variable) },
      )
    ),
  ];
}

/** Compares this machine's clock with the Hub's. */
export function judgeClock(hub: HubFacts | undefined, place: Place): readonly Finding[] {
  const ahead = hub?.aheadMs;
  if (ahead === undefined) return [];
  const off = Math.abs(ahead);
  if (off < SKEW_NOTED_MS) return [good("clock", "within a minute of the Hub's")];
  const text = `${sayDuration(off)} ${ahead > 0 ? "ahead of" : "behind"} the Hub's`;
  const command = CLOCK_COMMANDS[place.system];
  if (off < SKEW_BAD_MS) return [warning("clock", text, { mend: "Set this machine's clock", command })];
  return [
    bad(
      "clock",
      `${text}: certificates and signed addresses of uploads count as not yet or no longer valid`,
      {
        exit: 6,
        mend: "Set this machine's clock",
        command,
      },
    ),
  ];
}

const CLOCK_COMMANDS = {
  linux: "sudo timedatectl set-ntp true",
  darwin: "sudo sntp -sS time.apple.com",
  windows: "w32tm /resync",
} as const;

function sayDuration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? "" : "s"}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
