import type { Environment } from "../ports/environment.ts";
import type { Endpoint } from "./endpoint.ts";
import { noProxyForLoopback, secretsOfProxy } from "./proxy.ts";
import type { Redactor } from "../terminal/redactor.ts";
import { decideTlsTrust } from "./tls_trust.ts";

/**
 * Sets what the runtime reads from the environment before the first request, and makes the passwords of proxies known.
 *
 * @param environment of this process; changed
 * @param endpoint the Hub in use
 * @param redactor learns the secrets in the addresses of proxies
 * @returns the variables that name certificates to trust
 */
export function prepareNetwork(
  environment: Environment,
  endpoint: Endpoint,
  redactor: Redactor,
): readonly string[] {
  for (
    const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()])
  ) {
    const proxy = environment.get(name);
    if (proxy === undefined) continue;
    for (const secret of secretsOfProxy(proxy)) redactor.add(secret);
  }
  const exceptions = noProxyForLoopback(endpoint, environment.get);
  if (exceptions !== undefined) environment.set("NO_PROXY", exceptions);
  const trust = decideTlsTrust(environment.get);
  for (const [name, value] of trust.set) environment.set(name, value);
  return trust.sources;
}
