import type { Context } from "../commands/context.ts";
import { createHubFetch } from "../network/hub_fetch.ts";
import { offlineVariable } from "../network/offline.ts";
import { prepareNetwork } from "../network/prepare_network.ts";
import { proxyFor } from "../network/proxy.ts";
import type { HubSettings } from "../options/settings.ts";
import { observeRequests } from "../report/request_observer.ts";

/**
 * Makes the one fetch of a run: with the limits of the command line, the proxies and certificates of the environment, and
 * the reporter as its observer.
 *
 * @param context the world and the reporter
 * @param access how to reach the Hub, and with which token; without one, requests are anonymous
 * @returns a function to be used in place of `fetch`
 */
export function openHubFetch(
  context: Context,
  access: { settings: HubSettings; token: string | undefined },
): typeof fetch {
  const { settings, token } = access;
  const { endpoint } = settings;
  return createHubFetch({
    fetch: context.fetch,
    clock: context.clock,
    endpoint,
    token,
    offline: offlineVariable(context.environment.get),
    proxyFor: (url) => proxyFor(url, context.environment.get),
    trustSources: prepareNetwork(context.environment, endpoint, context.redactor),
    timeoutMs: settings.timeoutMs,
    retries: settings.retries,
    signal: context.interrupted,
    userAgent: `hf-dataset-setup/${context.version}`,
    observer: observeRequests(context.reporter),
  });
}
