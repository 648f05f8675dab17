import { assertEquals, assertInstanceOf } from "@std/assert";
import { connectHub } from "../../lib/hub/client.ts";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { RequestFailure } from "../../lib/hub/failures.ts";
import { systemClock } from "../../lib/ports/world.ts";
import { createAuthority } from "./certificates.ts";
import { endStream, goAway, startHttp2Server } from "./http2_server.ts";
import { thrownBy } from "./scripted_fetch.ts";
import { issueCertificate } from "./tls_server.ts";

/** Asks with a trust of its own, as if the environment had named the authority. */
async function askWhoami(port: number, authority: string): Promise<unknown> {
  using client = Deno.createHttpClient({ caCerts: [authority] });
  const hub = connectHub({
    fetch: (input, init) => fetch(input, { ...init, client }),
    clock: { ...systemClock, random: () => 0 },
    endpoint: parseEndpoint(`https://localhost:${port}`),
    token: "hf_TlsTestToken",
    userAgent: "hf-dataset-setup/0.0.0",
    timeoutMs: 10_000,
    retries: 1,
    signal: new AbortController().signal,
  });
  return await hub.json("/api/whoami-v2");
}

Deno.test("a request that HTTP/2 ends without an answer is named and repeated", async (t) => {
  const authority = await createAuthority();
  const certificate = await issueCertificate(authority, "none");
  const [internalError, cancel] = [2, 8];
  const table: readonly [string, Uint8Array, string][] = [
    ["the stream is ended", endStream(cancel), "connection_lost"],
    ["the connection is ended", goAway(internalError), "connection_lost"],
    [
      "it speaks something else",
      new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"),
      "malformed_answer",
    ],
  ];
  for (const [what, ending, code] of table) {
    await t.step(`${what}: ${code}`, async () => {
      await using server = startHttp2Server(certificate, ending);
      const error = await thrownBy(() => askWhoami(server.port, authority.cert));
      assertInstanceOf(error, RequestFailure);
      assertEquals(error.code, code);
      assertEquals(server.connections(), 2);
    });
  }
});
