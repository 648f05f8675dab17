import { createHubFetch } from "./hub_fetch.ts";
import { offlineVariable } from "./offline.ts";
import { prepareNetwork } from "./prepare_network.ts";
import { proxyFor } from "./proxy.ts";
import type { Redactor } from "../terminal/redactor.ts";
import type { HubSettings } from "../cli/settings.ts";
import type { World } from "../ports/world.ts";
import type { Reporter } from "../terminal/reporter.ts";
import { observeRequests } from "../terminal/request_observer.ts";

/** The world, and who is told of requests and secrets. */
export interface ObservedWorld extends World {
  readonly reporter: Reporter;
  readonly redactor: Redactor;
}

/**
 * Makes the one fetch of a run: with the limits of the command line, the proxies and certificates of the environment, and
 * the reporter as its observer.
 *
 * @param world the world, and who is told
 * @param access how to reach the Hub, and with which token; without one, requests are anonymous
 * @returns a function to be used in place of `fetch`
 */
export function openHubFetch(
  world: ObservedWorld,
  access: { settings: HubSettings; token: string | undefined },
): typeof fetch {
  const { settings, token } = access;
  const { endpoint } = settings;
  return createHubFetch({
    fetch: world.fetch,
    clock: world.clock,
    endpoint,
    token,
    offline: offlineVariable(world.environment.get),
    proxyFor: (url) => proxyFor(url, world.environment.get),
    trustSources: prepareNetwork(world.environment, endpoint, world.redactor),
    timeoutMs: settings.timeoutMs,
    retries: settings.retries,
    signal: world.interrupted,
    userAgent: `hf-dataset-setup/${world.version}`,
    observer: observeRequests(world.reporter),
  });
}
