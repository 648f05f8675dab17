/** Everything that keeps the program from reaching a Hub at all, or makes what it reaches no Hub. */
import { createAuthority } from "./certificates.ts";
import { startForwardProxy } from "./forward_proxy.ts";
import { type Case, type Expected, type Prepared, testCases } from "./matrix.ts";
import { type Behavior, closedPort, hangUp, keepSilent, reset, send, startRawServer } from "./raw_server.ts";
import { type CertificateFault, issueCertificate, startTlsServer } from "./tls_server.ts";

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

type World = Omit<Prepared, keyof AsyncDisposable>;

/** A case that ends before anything is changed; what it opens is closed after it. */
function failing(
  name: string,
  prepare: (open: <Thing extends AsyncDisposable>(thing: Thing) => Thing) => World | Promise<World>,
  expected: Pick<Expected, "code"> & Partial<Expected>,
): Case {
  return {
    name,
    expected: { exit: 6, isEnvWritten: false, ...expected },
    async prepare() {
      const things = new AsyncDisposableStack();
      const world = await prepare((thing) => things.use(thing));
      return { ...world, [Symbol.asyncDispose]: () => things.disposeAsync() };
    },
  };
}

function answering(
  name: string,
  behavior: Behavior,
  expected: Pick<Expected, "code"> & Partial<Expected>,
): Case {
  return failing(name, async (open) => {
    const server = open(await startRawServer(behavior));
    return {
      env: { HF_ENDPOINT: `http://127.0.0.1:${server.port}` },
      ...(behavior === keepSilent ? { timeoutSeconds: 1 } : {}),
      countRequests: () => server.received.length,
    };
  }, expected);
}

function withLength(start: string, body: string): string {
  const headers = ["content-type: application/json", "connection: close", `content-length: ${body.length}`];
  return [start, ...headers, "", body].join("\r\n");
}

Deno.test("a Hub that cannot be reached is named by the reason", async (t) => {
  await testCases(t, [
    failing("a name that nobody knows", () => ({
      env: { HF_ENDPOINT: "https://no-such-host.invalid" },
      net: ["no-such-host.invalid"],
    }), { code: "dns_failed", says: /"no-such-host\.invalid"/ }),
    failing("a port that nobody listens at", async () => ({
      env: { HF_ENDPOINT: `http://127.0.0.1:${await closedPort()}` },
    }), { code: "connection_refused" }),
    failing("a network without a way", () => ({
      env: { HF_ENDPOINT: "https://255.255.255.255:8443" },
      net: ["255.255.255.255:8443"],
    }), { code: "host_unreachable" }),
    failing("a permission that was not given", async () => ({
      env: { HF_ENDPOINT: `http://127.0.0.1:${await closedPort()}` },
      net: ["huggingface.co"],
    }), { code: "network_not_permitted", says: /"127\.0\.0\.1:\d+"/ }),
    ...["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].map((variable) =>
      failing(variable, async () => ({
        env: { HF_ENDPOINT: `http://127.0.0.1:${await closedPort()}`, [variable]: "1" },
      }), { code: "offline", says: new RegExp(variable) })
    ),
    failing("plain http beyond this machine", () => ({
      env: { HF_ENDPOINT: "http://huggingface.co" },
    }), { exit: 2, code: "endpoint_not_secure" }),
    failing("an endpoint that is none", () => ({
      env: { HF_ENDPOINT: "huggingface.co" },
    }), { exit: 2, code: "endpoint_invalid" }),
  ]);
});

Deno.test("a server that is no Hub is named by what it does", async (t) => {
  const packed = await new Response(
    new Blob([new Uint8Array(80_000_000)]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  await testCases(t, [
    answering("another protocol", send("SSH-2.0-OpenSSH_9.9\r\n"), { code: "malformed_answer" }),
    answering("a reset", reset, { code: "connection_lost", requests: [2, 4] }),
    answering("a hang-up", hangUp, { code: "connection_lost", requests: [2, 4] }),
    answering("silence", keepSilent, { code: "request_timeout", requests: [2, 2] }),
    answering("a head without end", send(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(600_000)}\r\n\r\n`), {
      code: "malformed_answer",
    }),
    answering(
      "a broken compression",
      send(`${HEAD}content-encoding: gzip\r\ncontent-length: 20\r\n\r\nhellohellohellohello`),
      { code: "malformed_answer", says: /Invalid gzip header/ },
    ),
    answering("a compression without end", (socket) => {
      socket.write(`${HEAD}content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
      socket.end(packed);
    }, { code: "answer_too_large", requests: [1, 1] }),
    answering("a length that is none", send(`${HEAD}content-length: -1\r\n\r\n{}`), {
      code: "malformed_answer",
      says: /invalid content-length/,
    }),
    answering("nothing at all", send("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"), {
      code: "malformed_answer",
      says: /it is empty/,
    }),
    answering("text", send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nOK"), {
      code: "malformed_answer",
      says: /it is not JSON/,
    }),
    answering("a page", send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>"), {
      code: "not_the_hub",
      requests: [1, 1],
    }),
    answering(
      "terminal control in an error",
      send(withLength("HTTP/1.1 403 Forbidden", '{"error":"\\u001b[2Jno\\u0007pe"}')),
      { exit: 4, code: "forbidden", says: /"nope"$/ },
    ),
  ]);
});

Deno.test("a certificate that is not good is named by its fault, and the token is not sent", async (t) => {
  const authority = await createAuthority();
  const folder = await Deno.makeTempDir({ prefix: "hf-dataset-setup-" });
  try {
    const company = `${folder}/company.pem`;
    await Deno.writeTextFile(company, authority.cert);
    const faults: readonly [CertificateFault, string][] = [
      ["unknown_issuer", "tls_unknown_issuer"],
      ["expired", "tls_expired"],
      ["not_yet_valid", "tls_not_yet_valid"],
      ["wrong_name", "tls_wrong_name"],
    ];
    await testCases(t, [
      ...faults.map(([fault, code]) =>
        failing(fault, async (open) => {
          const server = open(startTlsServer(await issueCertificate(authority, fault)));
          return {
            env: { HF_ENDPOINT: `https://localhost:${server.port}`, DENO_CERT: company },
            countRequests: () => server.requests.length,
          };
        }, { code, requests: [0, 0] })
      ),
      failing("https where plain http is spoken", async (open) => {
        const server = open(await startRawServer(send("HTTP/1.1 400 Bad Request\r\n\r\n")));
        return { env: { HF_ENDPOINT: `https://127.0.0.1:${server.port}` } };
      }, { code: "tls_failed" }),
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a proxy in the way is named by what it does", async (t) => {
  const endpoint = { HF_ENDPOINT: "https://huggingface.co" };
  const net = ["huggingface.co"];
  function proxied(
    name: string,
    options: Parameters<typeof startForwardProxy>[0],
    expected: Pick<Expected, "code" | "requests">,
  ): Case {
    return failing(name, async (open) => {
      const proxy = open(await startForwardProxy(options));
      const env = { ...endpoint, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
      return { env, net, countRequests: () => proxy.requests.length };
    }, expected);
  }
  await testCases(t, [
    proxied("it wants a password", { credentials: "a:b" }, {
      code: "proxy_authentication_required",
      requests: [1, 1],
    }),
    proxied("it forbids the host", { refusal: "HTTP/1.1 403 Forbidden" }, {
      code: "proxy_refused",
      requests: [1, 1],
    }),
    proxied("it cannot reach the host", { refusal: "HTTP/1.1 502 Bad Gateway" }, {
      code: "proxy_refused",
      requests: [1, 1],
    }),
    proxied("it hangs up", { hangsUp: true }, { code: "proxy_refused", requests: [2, 2] }),
    failing("it is not there", async () => ({
      env: { ...endpoint, ALL_PROXY: `http://127.0.0.1:${await closedPort()}` },
      net,
    }), { code: "proxy_unreachable" }),
    failing("its name is not known", () => ({
      env: { ...endpoint, HTTPS_PROXY: "http://no-such-proxy.invalid:3128" },
      net,
    }), { code: "proxy_unreachable", says: /"no-such-proxy\.invalid:3128"/ }),
  ]);
});
