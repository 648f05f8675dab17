/** Reads an environment variable; undefined if it is not set, empty, or not permitted. */
export type ReadVariable = (name: string) => string | undefined;

/** The variables that name proxies, in the runtime's order (measured with Deno 2.8.3). */
export const PROXY_VARIABLES = [
  "ALL_PROXY",
  "all_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
] as const;

/** Under these names other programs of the same user know a company's authority. */
export const OF_OTHERS = ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"];

/** Variables that name files with certificates to trust. */
export const CERTIFICATE_VARIABLES = ["DENO_CERT", "SSL_CERT_FILE", ...OF_OTHERS];

/** Everything that the runtime itself reads at its first request. */
export const NETWORK_VARIABLES = [
  ...PROXY_VARIABLES,
  ...CERTIFICATE_VARIABLES,
  "NO_PROXY",
  "no_proxy",
  "DENO_TLS_CA_STORE",
];

/**
 * The variable by which the user has said that the Hub must not be contacted, if any; one that is set to anything else than a
 * yes says the opposite (lib/hub/README.md#token-lookup).
 */
export function offlineVariable(read: ReadVariable): string | undefined {
  const name = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].find((each) => read(each) !== undefined);
  return name !== undefined && /^(?:1|on|yes|true)$/i.test(read(name) ?? "") ? name : undefined;
}

/** The passwords in proxy variables, as written and decoded, for the redactor. */
export function secretsOfProxies(read: ReadVariable): string[] {
  return PROXY_VARIABLES.flatMap((name) => {
    const password = /^(?:\w+:\/\/)?[^:]*:(.+)@/s.exec(read(name)?.trim() ?? "")?.[1];
    if (password === undefined) return [];
    try {
      return [password, decodeURIComponent(password), encodeURIComponent(decodeURIComponent(password))];
    } catch {
      return [password];
    }
  });
}
