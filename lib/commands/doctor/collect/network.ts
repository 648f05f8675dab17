import type { Context } from "../../context.ts";
import { decideTlsTrust } from "../../../hub/tls_trust.ts";
import { proxyFor, shownProxy } from "../../../hub/proxy.ts";
import type { HubSettings } from "../../../cli/settings.ts";
import { errorNameOf } from "../../../ports/files.ts";
import type { CertificateFile, NetworkFacts } from "../facts.ts";

const PROXY_VARIABLES = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** Finds out how the Hub is reached; to be called before the first request, which changes the environment. */
export async function collectNetwork(context: Context, settings: HubSettings): Promise<NetworkFacts> {
  const { environment, parsed } = context;
  const { endpoint } = settings;
  const read = (name: string) => environment.get(name);
  // Requests to this machine never go through a proxy (see prepareNetwork).
  const proxy = endpoint.isLoopback ? undefined : proxyFor(new URL(endpoint.url), read);
  const set = PROXY_VARIABLES.filter((name) => read(name) !== undefined);
  const variable = set.find((name) => read(name) === proxy);
  return {
    endpoint,
    from: parsed.value("endpoint") !== undefined
      ? "--endpoint"
      : environment.get("HF_ENDPOINT") !== undefined
      ? "HF_ENDPOINT"
      : undefined,
    proxy: proxy === undefined || variable === undefined ? undefined : {
      variable,
      shown: shownProxy(proxy),
      readable: URL.canParse(proxy) || URL.canParse(`http://${proxy}`),
    },
    exempt: proxy === undefined ? set.find((name) => concerns(name, endpoint.url)) : undefined,
    store: read("DENO_TLS_CA_STORE"),
    certificateFiles: await Promise.all(decideTlsTrust(read).sources.map((name) => lookAt(context, name))),
  };
}

function concerns(variable: string, url: string): boolean {
  const name = variable.toLowerCase();
  return name === "all_proxy" || url.startsWith(`${name.replace("_proxy", "")}:`);
}

async function lookAt(context: Context, variable: string): Promise<CertificateFile> {
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
