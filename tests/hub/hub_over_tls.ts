import type { TestHub } from "../test_hub/test_hub.ts";
import type { PemPair } from "./certificates.ts";
import { startTlsServer, type TlsServer } from "./tls_server.ts";

/** Puts an encrypted front before a test Hub, as a company's mirror would be. */
export function serveOverTls(hub: TestHub, certificate: PemPair): TlsServer {
  return startTlsServer(certificate, async (request) => {
    const { pathname, search } = new URL(request.url);
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const answer = await fetch(hub.url + pathname + search, {
      method: request.method,
      headers: request.headers,
      redirect: "manual",
      ...(hasBody ? { body: await request.bytes() } : {}),
    });
    return new Response(await answer.bytes(), { status: answer.status, headers: answer.headers });
  });
}
