import { assertEquals, assertInstanceOf } from "@std/assert";
import { connectHub } from "../../lib/hub/client.ts";
import { parseEndpoint } from "../../lib/hub/endpoint.ts";
import { RequestFailure } from "../../lib/hub/failures.ts";
import { systemClock } from "../../lib/ports/clock.ts";
import { createAuthority } from "./certificates.ts";
import { startForwardProxy } from "./forward_proxy.ts";
import { endStream, goAway, startHttp2Server } from "./http2_server.ts";
import { closedPort } from "./raw_server.ts";
import { thrownBy } from "./scripted_fetch.ts";
import { type CertificateFault, issueCertificate, startTlsServer } from "./tls_server.ts";

interface Through {
  readonly authorities: readonly string[];
  readonly proxy?: { readonly url: string; readonly basicAuth?: { username: string; password: string } };
}

/** The fetch under test with trust and proxy of its own, as if the environment had named them. */
async function askWhoami(port: number, through: Through): Promise<unknown> {
  using client = Deno.createHttpClient({
    caCerts: [...through.authorities],
    ...(through.proxy === undefined ? {} : { proxy: through.proxy }),
  });
  const endpoint = parseEndpoint(`https://localhost:${port}`);
  const proxy = through.proxy?.url;
  const hubFetch = connectHub({
    signal: new AbortController().signal,
    fetch: (input, init) => fetch(input, { ...init, client }),
    clock: { ...systemClock, random: () => 0 },
    endpoint,
    token: "hf_TlsTestToken",
    userAgent: "hf-dataset-setup/0.0.0",
    timeoutMs: 10_000,
    retries: 1,
    proxyFor: () => proxy === undefined ? undefined : { variable: "HTTPS_PROXY", value: proxy },
  }).fetch;
  return await (await hubFetch(`${endpoint.url}/api/whoami-v2`)).json();
}

Deno.test("a certificate that is not good is named for what is wrong with it, and nothing is sent", async (t) => {
  const authority = await createAuthority();
  const table: readonly [CertificateFault, string][] = [
    ["unknown_issuer", "tls_unknown_issuer"],
    ["expired", "tls_expired"],
    ["not_yet_valid", "tls_not_yet_valid"],
    ["wrong_name", "tls_wrong_name"],
  ];
  for (const [fault, code] of table) {
    await t.step(code, async () => {
      await using server = startTlsServer(await issueCertificate(authority, fault));
      const error = await thrownBy(() => askWhoami(server.port, { authorities: [authority.cert] }));
      assertInstanceOf(error, RequestFailure);
      assertEquals([error.code, error.exitCode, server.requests.length], [code, 6, 0]);
    });
  }
});

Deno.test("a proxy carries the request without seeing the token", async (t) => {
  const authority = await createAuthority();
  const certificate = await issueCertificate(authority, "none");
  const authorities = [authority.cert];
  await t.step("without a password", async () => {
    await using server = startTlsServer(certificate);
    await using proxy = await startForwardProxy();
    const url = `http://127.0.0.1:${proxy.port}`;
    assertEquals(await askWhoami(server.port, { authorities, proxy: { url } }), { name: "ada" });
    assertEquals(proxy.requests, [`CONNECT localhost:${server.port}`]);
    assertEquals(server.authorizations, ["Bearer hf_TlsTestToken"]);
    assertEquals(proxy.readable.join().includes("TlsTestToken"), false);
  });
  await t.step("with a password", async () => {
    await using server = startTlsServer(certificate);
    await using proxy = await startForwardProxy({ credentials: "ada:p@ss" });
    const url = `http://127.0.0.1:${proxy.port}`;
    const basicAuth = { username: "ada", password: "p@ss" };
    assertEquals(await askWhoami(server.port, { authorities, proxy: { url, basicAuth } }), { name: "ada" });
    assertEquals(server.requests.length, 1);
  });
});

Deno.test("a proxy that does not let the request through is named for what it did", async (t) => {
  const table: readonly [string, Parameters<typeof startForwardProxy>[0], string, number][] = [
    ["wants a password", { credentials: "ada:p@ss" }, "proxy_authentication_required", 1],
    ["forbids the host", { refusal: "HTTP/1.1 403 Forbidden" }, "proxy_refused", 1],
    ["cannot reach the host", { refusal: "HTTP/1.1 502 Bad Gateway" }, "proxy_refused", 1],
    ["hangs up", { hangsUp: true }, "proxy_refused", 2],
  ];
  for (const [what, options, code, attempts] of table) {
    await t.step(what, async () => {
      await using proxy = await startForwardProxy(options);
      const url = `http://127.0.0.1:${proxy.port}`;
      const error = await thrownBy(() => askWhoami(443, { authorities: [], proxy: { url } }));
      assertInstanceOf(error, RequestFailure);
      assertEquals([error.code, proxy.requests.length], [code, attempts]);
      assertEquals(error.message.includes(`"127.0.0.1:${proxy.port}"`), true);
    });
  }
  await t.step("is not there", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const error = await thrownBy(() => askWhoami(443, { authorities: [], proxy: { url } }));
    assertInstanceOf(error, RequestFailure);
    assertEquals(error.code, "proxy_unreachable");
  });
});

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
      const error = await thrownBy(() => askWhoami(server.port, { authorities: [authority.cert] }));
      assertInstanceOf(error, RequestFailure);
      assertEquals(error.code, code);
      assertEquals(server.connections(), 2);
    });
  }
});
