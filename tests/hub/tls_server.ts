import { type CertificateAuthority, createAuthority, type PemPair } from "./certificates.ts";

/** What is wrong with a server's certificate. */
export type CertificateFault = "none" | "unknown_issuer" | "expired" | "not_yet_valid" | "wrong_name";

/** An HTTPS server on loopback. */
export interface TlsServer extends AsyncDisposable {
  readonly port: number;
  /** `GET /path` of what arrived after a successful handshake. */
  readonly requests: readonly string[];
}

const DAY = 24 * 3600 * 1000;
const NAMES = ["localhost", "127.0.0.1"];

/**
 * Issues a server certificate with a fault.
 *
 * @param authority who signs, except where the fault is that somebody else did
 * @param fault what is wrong
 * @returns certificate and key
 */
export async function issueCertificate(
  authority: CertificateAuthority,
  fault: CertificateFault,
): Promise<PemPair> {
  const now = Date.now();
  const signer = fault === "unknown_issuer" ? await createAuthority("Somebody Else") : authority;
  return await signer.issue({
    names: fault === "wrong_name" ? ["other.example"] : NAMES,
    notBefore: new Date(fault === "not_yet_valid" ? now + DAY : now - 2 * DAY),
    notAfter: new Date(fault === "expired" ? now - DAY : now + 2 * DAY),
  });
}

/**
 * Starts an HTTPS server on loopback.
 *
 * @param certificate what it shows
 * @param handler what it answers; `{"name":"ada"}` when left out
 * @returns the server; to be disposed of
 */
export function startTlsServer(
  certificate: PemPair,
  handler: (request: Request) => Response | Promise<Response> = () => Response.json({ name: "ada" }),
): TlsServer {
  const requests: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, ...certificate }, (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return handler(request);
  });
  return { port: server.addr.port, requests, [Symbol.asyncDispose]: () => server.shutdown() };
}
