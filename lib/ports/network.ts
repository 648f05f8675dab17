/** The network. */
export interface Network {
  /** The runtime's own fetch, with its built-in authorities. */
  readonly fetch: typeof fetch;
  /** A fetch that trusts further authorities, given as PEM text. */
  trusting(certificates: readonly string[]): typeof fetch;
  /** The authorities in the system's store as PEM text; none if it cannot be read. */
  systemCertificates(): Promise<readonly string[]>;
}

/** The network of this machine. */
export const systemNetwork: Network = {
  fetch: (input, init) => fetch(input, init),
  trusting(certificates) {
    let client: Deno.HttpClient | undefined;
    // What is wrong with a store or a certificate is an error of the request.
    return async (input, init) => {
      client ??= Deno.createHttpClient({ caCerts: [...certificates] });
      return await fetch(input, { ...init, client });
    };
  },
  async systemCertificates() {
    try {
      // Loaded only here: no other code needs it.
      const { getCACertificates } = await import("node:tls");
      return getCACertificates("system");
    } catch {
      return [];
    }
  },
};
