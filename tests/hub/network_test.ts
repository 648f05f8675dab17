/** Proxies, certificates and offline mode, from the environment. */
import { assert, assertEquals } from "@std/assert";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { proxyFor, readCertificateFiles, shownProxy, usableProxy } from "../../lib/hub/network.ts";
import { prepareNetwork } from "../../lib/hub/client.ts";
import { offlineVariable, secretsOfProxies } from "../../lib/hub/variables.ts";
import { failureOfPromise } from "../support/failures.ts";
import type { Environment } from "../../lib/ports/environment.ts";
import { createAuthority } from "./certificates.ts";

type Variables = Readonly<Record<string, string>>;

function reader(variables: Variables): (name: string) => string | undefined {
  return (name) => variables[name] || undefined;
}

/** Files in memory; an `Error` is thrown when its file is read. */
function disk(files: Readonly<Record<string, string | Uint8Array | Error>>) {
  return {
    read(path: string): Promise<Uint8Array | undefined> {
      const file = files[path] ?? new Deno.errors.NotFound();
      if (file instanceof Error) return Promise.reject(file);
      return Promise.resolve(typeof file === "string" ? new TextEncoder().encode(file) : file);
    },
  };
}

interface Prepared {
  /** What is set when the first request leaves, `DENO_TLS_CA_STORE=system,mozilla` aside. */
  readonly variables: Variables;
  readonly warnings: readonly string[];
}

async function prepare(
  set: Variables,
  options: { endpoint?: string; files?: Parameters<typeof disk>[0] } = {},
): Promise<Prepared> {
  const variables: Record<string, string> = { ...set };
  const warnings: string[] = [];
  const environment: Environment = {
    get: (name) => variables[name] || undefined,
    isHidden: () => false,
    set(name, value) {
      if (value === undefined) delete variables[name];
      else variables[name] = value;
    },
    system: "linux",
  };
  const endpoint = parseEndpoint(options.endpoint ?? "https://huggingface.co");
  const world = { environment, files: disk(options.files ?? {}) };
  await prepareNetwork(world, endpoint, (text) => warnings.push(text));
  if (endpoint.url.startsWith("https:") && !set["DENO_TLS_CA_STORE"]?.trim()) {
    assertEquals(variables["DENO_TLS_CA_STORE"], "system,mozilla");
    delete variables["DENO_TLS_CA_STORE"];
  }
  return { variables, warnings };
}

Deno.test("the Hub is left alone when the environment says so, and HF_HUB_OFFLINE has the last word", () => {
  const table: readonly [Variables, string | undefined][] = [
    [{}, undefined],
    [{ HF_HUB_OFFLINE: "1" }, "HF_HUB_OFFLINE"],
    [{ HF_HUB_OFFLINE: "True" }, "HF_HUB_OFFLINE"],
    [{ HF_HUB_OFFLINE: "yes" }, "HF_HUB_OFFLINE"],
    [{ HF_HUB_OFFLINE: "0" }, undefined],
    [{ HF_HUB_OFFLINE: "false" }, undefined],
    [{ TRANSFORMERS_OFFLINE: "ON" }, "TRANSFORMERS_OFFLINE"],
    [{ HF_HUB_OFFLINE: "0", TRANSFORMERS_OFFLINE: "1" }, undefined],
    [{ HF_HUB_OFFLINE: "", TRANSFORMERS_OFFLINE: "1" }, "TRANSFORMERS_OFFLINE"],
  ];
  for (const [variables, expected] of table) assertEquals(offlineVariable(reader(variables)), expected);
});

Deno.test("the proxy is the one that the runtime takes", async (t) => {
  // Measured with Deno 2.8.3 against two proxies.
  const table: readonly [Variables, string, string | undefined][] = [
    [{}, "https://a.invalid/", undefined],
    [{ HTTPS_PROXY: "p1", https_proxy: "p2" }, "https://a.invalid/", "HTTPS_PROXY"],
    [{ https_proxy: "p2" }, "https://a.invalid/", "https_proxy"],
    [{ https_proxy: "p2", ALL_PROXY: "p1" }, "https://a.invalid/", "ALL_PROXY"],
    [{ all_proxy: "p2", ALL_PROXY: "p1" }, "https://a.invalid/", "ALL_PROXY"],
    [{ HTTP_PROXY: "p1" }, "https://a.invalid/", undefined],
    [{ HTTP_PROXY: "p1" }, "http://a.invalid/", "HTTP_PROXY"],
    [{ ALL_PROXY: "p1", NO_PROXY: "a.invalid", no_proxy: "b.invalid" }, "https://a.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "a.invalid", no_proxy: "b.invalid" }, "https://b.invalid/", "ALL_PROXY"],
    [{ ALL_PROXY: "p1", no_proxy: "b.invalid" }, "https://x.b.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: ".b.invalid" }, "https://b.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: ".b.invalid" }, "https://xb.invalid/", "ALL_PROXY"],
    [{ ALL_PROXY: "p1", NO_PROXY: "*" }, "https://b.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "a.invalid:443" }, "https://a.invalid/", "ALL_PROXY"],
    [{ ALL_PROXY: "p1", NO_PROXY: "*" }, "https://10.0.0.1/", "ALL_PROXY"],
    [{ ALL_PROXY: "p1", NO_PROXY: "*" }, "https://[::1]/", "ALL_PROXY"],
    [{ ALL_PROXY: "p1", NO_PROXY: "10.0.0.1" }, "https://10.0.0.1/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "::1" }, "https://[::1]/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "LOCALHOST" }, "https://localhost/", "ALL_PROXY"],
    // Never to this machine in plain text; encrypted, it is like any other host.
    [{ ALL_PROXY: "p1" }, "http://localhost:9999/", undefined],
    [{ HTTP_PROXY: "p1" }, "http://127.0.0.2:9999/", undefined],
    [{ HTTP_PROXY: "p1" }, "http://[::1]:9999/", undefined],
    [{ https_proxy: "p1" }, "https://localhost:9999/", "https_proxy"],
  ];
  for (const [variables, url, expected] of table) {
    await t.step(`${JSON.stringify(variables)} ${url}: ${expected ?? "direct"}`, () => {
      assertEquals(proxyFor(new URL(url), reader(variables))?.variable, expected);
    });
  }
});

Deno.test("a proxy variable is used as it is plainly meant, or refused", async (t) => {
  const table: readonly [string, { url: string } | { problem: string }][] = [
    ["http://proxy:3128", { url: "http://proxy:3128" }],
    ["http://proxy:3128/", { url: "http://proxy:3128" }],
    ["https://proxy:3129", { url: "https://proxy:3129" }],
    ["proxy:3128", { url: "http://proxy:3128" }],
    ["proxy:3128/", { url: "http://proxy:3128" }],
    ["proxy", { url: "http://proxy" }],
    ["10.0.0.1:3128", { url: "http://10.0.0.1:3128" }],
    ["http://[::1]:3128", { url: "http://[::1]:3128" }],
    [" http://proxy:3128\n", { url: "http://proxy:3128" }],
    ["HTTP://Proxy:3128", { url: "http://proxy:3128" }],
    ["socks5://proxy:1080", { url: "socks5://proxy:1080" }],
    ["socks5h://user:secret@proxy:1080", { url: "socks5h://user:secret@proxy:1080" }],
    ["http://user:p%40ss@proxy:3128", { url: "http://user:p%40ss@proxy:3128" }],
    ["http://user:p@ss@proxy:3128", { url: "http://user:p%40ss@proxy:3128" }],
    ["user:secret@proxy:3128", { url: "http://user:secret@proxy:3128" }],
    // The runtime would pass over a user without a password.
    ["http://user@proxy:3128", { url: "http://user:@proxy:3128" }],
    ["socks4://proxy:1080", { problem: 'the scheme "socks4" is not' }],
    ["socks://proxy:1080", { problem: 'the scheme "socks" is not' }],
    ["ftp://proxy:21", { problem: 'the scheme "ftp" is not' }],
    ['"http://proxy:3128"', { problem: "quotes" }],
    ["'http://proxy:3128'", { problem: "quotes" }],
    ["http://pro xy:3128", { problem: "spaces" }],
    ["http://user:pa#ss@proxy:3128", { problem: "%23" }],
    ["http://user:1#ss@proxy:3128", { problem: "%23" }],
    ["http://user:pa?ss@proxy:3128", { problem: "%3F" }],
    ["http://user:pa/ss@proxy:3128", { problem: "not a URL" }],
    ["http://proxy:3128/proxy.pac", { problem: "a path" }],
    ["http://proxy:port", { problem: "not a URL" }],
    ["http://proxy:99999", { problem: "not a URL" }],
    ["http://", { problem: "not a URL" }],
    ["http://[broken", { problem: "not a URL" }],
    ["://proxy:3128", { problem: "not a URL" }],
  ];
  for (const [value, expected] of table) {
    await t.step(JSON.stringify(value), async () => {
      const found = usableProxy(value);
      if ("url" in expected) {
        assertEquals(found, expected);
        assertEquals((await prepare({ https_proxy: value })).variables["https_proxy"], expected.url);
        return;
      }
      assert(found.problem?.includes(expected.problem), found.problem ?? found.url);
      const failure = await failureOfPromise(() => prepare({ https_proxy: value }));
      assertEquals(failure.code, "proxy_unusable");
      assert(failure.message.includes("https_proxy"));
    });
  }
  await t.step("one that is not used can hold anything", async () => {
    const bad = "socks4://proxy:1080";
    await prepare({ HTTP_PROXY: bad });
    await prepare({ HTTPS_PROXY: bad, NO_PROXY: "huggingface.co" });
    await prepare({ HTTPS_PROXY: bad, ALL_PROXY: "http://proxy:3128" });
    await prepare({ ALL_PROXY: bad }, { endpoint: "http://localhost:8080" });
  });
});

Deno.test("a proxy is shown without its password, and with its variable", () => {
  const shown = (value: string) => shownProxy({ variable: "ALL_PROXY", value });
  assertEquals(shown("http://user:p%40ss@10.0.0.1:3128/"), '"10.0.0.1:3128" (ALL_PROXY)');
  assertEquals(shown("user:pass@proxy.example:3128"), '"proxy.example:3128" (ALL_PROXY)');
  assertEquals(shown("socks5://proxy.example:1080"), '"proxy.example:1080" (ALL_PROXY)');
  assertEquals(shown("http://[broken"), "in ALL_PROXY");
});

Deno.test("the passwords in proxy variables are known to the redactor, also in one that cannot be used", () => {
  const secrets = (value: string) => new Set(secretsOfProxies(reader({ HTTPS_PROXY: value })));
  assertEquals(secrets("http://user:p%40ss@10.0.0.1:3128/"), new Set(["p%40ss", "p@ss"]));
  assertEquals(secrets("user:secret@proxy:3128"), new Set(["secret"]));
  assertEquals(secrets("http://user:100%@10.0.0.1:3128/"), new Set(["100%"]));
  assert(secrets("http://user:pa#ss@proxy:3128").has("pa#ss"));
  assertEquals(secrets("http://10.0.0.1:3128/"), new Set());
  assertEquals(secrets("http://[broken"), new Set());
});

Deno.test("a request to this machine does not go through a proxy in plain text", async (t) => {
  const local = "http://127.0.0.1:8080";
  const table: readonly [string, string, Variables, string | undefined][] = [
    // Also if no proxy is seen: it can be in a variable that this program must not read.
    ["no proxy", local, {}, "localhost,127.0.0.0/8,::1"],
    ["a proxy for http", local, { HTTP_PROXY: "p" }, "localhost,127.0.0.0/8,::1"],
    ["a proxy for all", "http://localhost:1", { all_proxy: "p" }, "localhost,127.0.0.0/8,::1"],
    ["exceptions", local, { HTTP_PROXY: "p", no_proxy: "a,b" }, "a,b,localhost,127.0.0.0/8,::1"],
    ["everything excepted", local, { HTTP_PROXY: "p", NO_PROXY: "*" }, "*,localhost,127.0.0.0/8,::1"],
    ["an encrypted Hub on this machine", "https://localhost:1", { HTTPS_PROXY: "p" }, undefined],
    ["a Hub elsewhere", "https://huggingface.co", { HTTPS_PROXY: "p", HTTP_PROXY: "p" }, undefined],
  ];
  for (const [what, endpoint, variables, expected] of table) {
    await t.step(what, async () => {
      assertEquals((await prepare(variables, { endpoint })).variables["NO_PROXY"], expected);
    });
  }
});

Deno.test("a variable that is set but empty counts as unset for the runtime too", async (t) => {
  const names = [
    ...["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"],
    ...["NO_PROXY", "no_proxy", "DENO_TLS_CA_STORE", "DENO_CERT", "SSL_CERT_FILE"],
    ...["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"],
  ];
  for (const name of names) {
    for (const value of ["", " "]) {
      await t.step(`${name}=${value}`, async () => {
        const { variables, warnings } = await prepare({ [name]: value });
        assertEquals([variables, warnings], [{}, []]);
      });
    }
  }
  await t.step("so that the other spelling of NO_PROXY counts", async () => {
    const { variables } = await prepare({ NO_PROXY: "", no_proxy: "a.invalid" });
    assertEquals(variables, { no_proxy: "a.invalid" });
  });
});

Deno.test("certificates that the environment names are trusted; a file that cannot be used is ignored with a warning", async (t) => {
  const { cert } = await createAuthority();
  const der = Uint8Array.fromBase64(cert.replaceAll(/-----[^-]+-----|\s/g, ""));
  const files = {
    "/ca.pem": cert,
    "/two.pem": `# Company\n${cert}# And another\n${cert.replaceAll("\n", "\r\n")}`,
    "/bom.pem": `\ufeff${cert}`,
    "/ca.der": der,
    "/key.pem": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
    "/half.pem": `${cert}-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n`,
    "/broken.pem": "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n",
    "/empty.pem": "",
    "/folder": new Deno.errors.IsADirectory(),
    "/secret.pem": new Deno.errors.PermissionDenied(),
    "/hidden.pem": new Deno.errors.NotCapable(),
  };
  const problems: readonly [string, string | undefined][] = [
    ["/ca.pem", undefined],
    ["/two.pem", undefined],
    ["/bom.pem", "not a PEM file"],
    ["/ca.der", "not a PEM file"],
    ["/key.pem", "not a PEM file"],
    ["/broken.pem", "not a PEM file"],
    ["/half.pem", "not a PEM file"],
    ["/empty.pem", "not a PEM file"],
    ["/folder", "unreadable"],
    ["/secret.pem", "unreadable"],
    ["/missing.pem", "missing"],
  ];
  for (const variable of ["DENO_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"]) {
    for (const [path, problem] of problems) {
      await t.step(`${variable}=${path}: ${problem ?? "trusted"}`, async () => {
        const { variables, warnings } = await prepare({ [variable]: path }, { files });
        if (problem === undefined) {
          const forRuntime = variable.startsWith("SSL") ? {} : { DENO_CERT: path };
          return assertEquals([variables, warnings], [{ [variable]: path, ...forRuntime }, []]);
        }
        assertEquals(variables, {});
        assertEquals(warnings, [`Ignoring ${variable}: ${path} is ${problem}`]);
      });
    }
  }
  await t.step("one that only the runtime can read is left to it", async () => {
    const { variables, warnings } = await prepare({ DENO_CERT: "/hidden.pem" }, { files });
    assertEquals([variables, warnings], [{ DENO_CERT: "/hidden.pem" }, []]);
  });
  await t.step(
    "REQUESTS_CA_BUNDLE, which the runtime does not know, is ignored with a warning then",
    async () => {
      const { variables, warnings } = await prepare({ REQUESTS_CA_BUNDLE: "/hidden.pem" }, { files });
      assertEquals(variables, {});
      assertEquals(warnings, ["Ignoring REQUESTS_CA_BUNDLE: /hidden.pem is not granted"]);
    },
  );
  await t.step("the runtime takes one file by DENO_CERT, and keeps the user's own", async () => {
    const others = { NODE_EXTRA_CA_CERTS: "/two.pem", REQUESTS_CA_BUNDLE: "/ca.pem" };
    assertEquals((await prepare(others, { files })).variables["DENO_CERT"], "/two.pem");
    const own = { ...others, DENO_CERT: "/ca.pem" };
    assertEquals((await prepare(own, { files })).variables, own);
    const broken = { ...others, DENO_CERT: "/missing.pem", NODE_EXTRA_CA_CERTS: "/folder" };
    assertEquals((await prepare(broken, { files })).variables["DENO_CERT"], "/ca.pem");
  });
  await t.step("a store that the user chose stays", async () => {
    const chosen = { DENO_TLS_CA_STORE: "mozilla" };
    assertEquals((await prepare(chosen)).variables, chosen);
  });
  await t.step("a Hub without certificate needs none", async () => {
    const options = { endpoint: "http://localhost:8080", files };
    const { variables, warnings } = await prepare(
      { SSL_CERT_FILE: "/folder", DENO_CERT: "/ca.pem" },
      options,
    );
    assertEquals([variables, warnings], [{ NO_PROXY: "localhost,127.0.0.0/8,::1" }, []]);
  });
  await t.step("the doctor sees the same", async () => {
    const found = await readCertificateFiles(
      reader({ DENO_CERT: "/ca.pem", SSL_CERT_FILE: "/folder" }),
      disk(files),
    );
    assertEquals(found.map(({ variable, path, problem }) => [variable, path, problem]), [
      ["DENO_CERT", "/ca.pem", undefined],
      ["SSL_CERT_FILE", "/folder", "unreadable"],
    ]);
  });
});
