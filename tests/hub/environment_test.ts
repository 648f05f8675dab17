/** Proxies and certificates as people set them: in the environment of the real program. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { type ProgramRun, runProgram, temporaryFolder } from "../support/program.ts";
import { createAuthority, type PemPair } from "./certificates.ts";
import { startForwardProxy } from "./forward_proxy.ts";
import { serveOverTls } from "./hub_over_tls.ts";
import { closedPort } from "./raw_server.ts";
import { issueCertificate } from "./tls_server.ts";

/** A Hub behind TLS of a private authority, and a folder in which the authority's certificate lies. */
interface Office extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly string[];
  run(env: Readonly<Record<string, string>>): Promise<ProgramRun>;
}

async function openOffice(
  certificateOf: (issue: typeof issueCertificate) => Promise<[string, PemPair]>,
): Promise<Office> {
  const [authority, certificate] = await certificateOf(issueCertificate);
  const hub = await startTestHub();
  const front = serveOverTls(hub, certificate);
  const folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/company.pem`, authority);
  return {
    port: front.port,
    requests: front.requests,
    run: (env) =>
      runProgram(["--yes", "--template", "blank", "--output", "json", "--retries", "0"], {
        cwd: folder.path,
        env: {
          HF_ENDPOINT: `https://localhost:${front.port}`,
          HF_TOKEN: TOKENS.write,
          NO_COLOR: "1",
          ...env,
        },
      }),
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await hub.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function privateOffice(): Promise<Office> {
  return await openOffice(async (issue) => {
    const authority = await createAuthority("Company Authority");
    return [authority.cert, await issue(authority, "none")];
  });
}

function codeOf(run: ProgramRun): string {
  const parsed: { error: { code: string } | null } = JSON.parse(run.stdout);
  return parsed.error?.code ?? "none";
}

Deno.test("a private authority is trusted when a variable names it, and only then", async (t) => {
  await using office = await privateOffice();
  await t.step("named by none: refused before the token is sent", async () => {
    const run = await office.run({});
    assertEquals([run.code, codeOf(run), office.requests.length], [6, "tls_unknown_issuer", 0]);
    assertStringIncludes(run.stderr, "DENO_CERT");
  });
  for (const name of ["DENO_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"]) {
    await t.step(`named by ${name}: trusted`, async () => {
      const run = await office.run({ [name]: "company.pem" });
      assertEquals([run.code, codeOf(run)], [0, "none"], run.stderr);
    });
  }
  const answered = office.requests.length;
  await t.step(
    "in a file that is no PEM: ignored, so it is not trusted, and a warning names the variable",
    async () => {
      const run = await office.run({ DENO_CERT: ".env" });
      assertEquals([run.code, codeOf(run), office.requests.length], [6, "tls_unknown_issuer", answered]);
      assertStringIncludes(run.stderr, "Warning: Ignoring DENO_CERT: .env is not a PEM file");
      assertStringIncludes(run.stderr, "let DENO_CERT or SSL_CERT_FILE name a PEM file");
    },
  );
  await t.step("a store that is none: said with its variable", async () => {
    const run = await office.run({ DENO_CERT: "company.pem", DENO_TLS_CA_STORE: "windows" });
    assertEquals([run.code, codeOf(run)], [6, "certificate_store_unknown"]);
    assertStringIncludes(run.stderr, "DENO_TLS_CA_STORE");
    assertEquals(run.stderr.includes("DENO_CERT"), false);
  });
  await t.step("a broken variable of another program beside it: a warning, and the run goes on", async () => {
    const broken = { SSL_CERT_FILE: "", NODE_EXTRA_CA_CERTS: "missing.pem", REQUESTS_CA_BUNDLE: "." };
    const run = await office.run({ DENO_CERT: "company.pem", ...broken });
    assertEquals([run.code, codeOf(run)], [0, "none"], run.stderr);
    assertStringIncludes(run.stderr, "Warning: Ignoring NODE_EXTRA_CA_CERTS: missing.pem is missing");
    assertStringIncludes(run.stderr, "Warning: Ignoring REQUESTS_CA_BUNDLE: . is unreadable");
    assertEquals(run.stderr.includes("SSL_CERT_FILE"), false);
  });
});

Deno.test("a proxy that cannot be used is refused before anything is sent", async (t) => {
  await using office = await privateOffice();
  for (const value of ["socks4://127.0.0.1:1080", '"http://127.0.0.1:3128"', "http://u:p#w@127.0.0.1:3128"]) {
    await t.step(value, async () => {
      const run = await office.run({ DENO_CERT: "company.pem", https_proxy: value });
      assertEquals([run.code, codeOf(run), office.requests.length], [6, "proxy_unusable", 0]);
      // On Windows a variable has one name in either case, and the first that is looked for is named.
      const name = Deno.build.os === "windows" ? "HTTPS_PROXY" : "https_proxy";
      assertStringIncludes(run.stderr, `Cannot use the proxy in ${name}`);
    });
  }
  await t.step("one without scheme and with a slash at the end is used", async () => {
    await using proxy = await startForwardProxy();
    const run = await office.run({ DENO_CERT: "company.pem", https_proxy: `127.0.0.1:${proxy.port}/` });
    assertEquals(run.code, 0, run.stderr);
    // Two requests at once make two tunnels, and no more.
    assertEquals([...new Set(proxy.requests)], [`CONNECT localhost:${office.port}`]);
    assertEquals(proxy.requests.length <= 2, true, proxy.requests.join());
  });
  await t.step("one with a user without password is used", async () => {
    await using proxy = await startForwardProxy({ credentials: "ada:" });
    const run = await office.run({
      DENO_CERT: "company.pem",
      https_proxy: `http://ada@127.0.0.1:${proxy.port}`,
    });
    assertEquals([run.code, [1, 2].includes(proxy.requests.length)], [0, true], run.stderr);
  });
});

Deno.test("a proxy from the environment is used, and its password is shown nowhere", async (t) => {
  await using office = await privateOffice();
  const trust = { DENO_CERT: "company.pem" };
  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
    await t.step(`${name} without a password`, async () => {
      await using proxy = await startForwardProxy();
      const run = await office.run({ ...trust, [name]: `http://127.0.0.1:${proxy.port}` });
      assertEquals(run.code, 0, run.stderr);
      // Two requests at once make two tunnels, and no more.
      assertEquals([...new Set(proxy.requests)], [`CONNECT localhost:${office.port}`]);
      assertEquals(proxy.requests.length <= 2, true, proxy.requests.join());
      assertEquals(proxy.readable.join().includes(TOKENS.write), false);
    });
  }
  await t.step("HTTPS_PROXY with a password", async () => {
    await using proxy = await startForwardProxy({ credentials: "ada:p@ssw0rd" });
    const run = await office.run({ ...trust, HTTPS_PROXY: `http://ada:p%40ssw0rd@127.0.0.1:${proxy.port}` });
    assertEquals(run.code, 0, run.stderr);
  });
  await t.step("HTTPS_PROXY with a wrong password", async () => {
    await using proxy = await startForwardProxy({ credentials: "ada:p@ssw0rd" });
    const run = await office.run({ ...trust, HTTPS_PROXY: `http://ada:hunter2222@127.0.0.1:${proxy.port}` });
    assertEquals([run.code, codeOf(run)], [6, "proxy_authentication_required"]);
    assertStringIncludes(run.stderr, "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT");
    assertStringIncludes(run.stderr, `"127.0.0.1:${proxy.port}"`);
    assertEquals((run.stdout + run.stderr).includes("hunter2222"), false);
  });
  await t.step("HTTPS_PROXY that is not there", async () => {
    const run = await office.run({
      ...trust,
      HTTPS_PROXY: `http://ada:hunter2222@127.0.0.1:${await closedPort()}`,
    });
    assertEquals([run.code, codeOf(run)], [6, "proxy_unreachable"]);
    assertEquals((run.stdout + run.stderr).includes("hunter2222"), false);
  });
  await t.step("a SOCKS proxy that is not there", async () => {
    const run = await office.run({ ...trust, ALL_PROXY: `socks5://127.0.0.1:${await closedPort()}` });
    assertEquals([run.code, codeOf(run)], [6, "proxy_unreachable"]);
  });
  await t.step("NO_PROXY for the host", async () => {
    await using proxy = await startForwardProxy();
    const run = await office.run({
      ...trust,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: "localhost",
    });
    assertEquals([run.code, proxy.requests], [0, []], run.stderr);
  });
});

Deno.test("a Hub on this machine is not asked through HTTP_PROXY, which would read the token", async (t) => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  // The runtime takes none of these for an exception for 127.0.0.1.
  for (const exceptions of [undefined, "*", "0.0.1", "localhost"]) {
    await t.step(`NO_PROXY: ${exceptions ?? "not set"}`, async () => {
      await using proxy = await startForwardProxy();
      const run = await runProgram(["--yes", "--template", "blank"], {
        cwd: folder.path,
        env: {
          HF_ENDPOINT: hub.url,
          HF_TOKEN: TOKENS.write,
          HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
          ...(exceptions === undefined ? {} : { NO_PROXY: exceptions }),
        },
      });
      assertEquals([run.code, proxy.requests], [0, []], run.stderr);
    });
  }
});
