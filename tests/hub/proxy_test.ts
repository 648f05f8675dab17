import { assertEquals } from "@std/assert";
import { parseEndpoint } from "../../lib/hub/endpoint.ts";
import { noProxyForLoopback, proxyFor, secretsOfProxy, shownProxy } from "../../lib/hub/proxy.ts";

type Variables = Readonly<Record<string, string>>;

function reader(variables: Variables): (name: string) => string | undefined {
  return (name) => variables[name];
}

Deno.test("the proxy is the one that the runtime takes", async (t) => {
  // Measured with Deno 2.8.3 against two proxies.
  const table: readonly [Variables, string, string | undefined][] = [
    [{}, "https://a.invalid/", undefined],
    [{ HTTPS_PROXY: "p1", https_proxy: "p2" }, "https://a.invalid/", "p1"],
    [{ https_proxy: "p2" }, "https://a.invalid/", "p2"],
    [{ https_proxy: "p2", ALL_PROXY: "p1" }, "https://a.invalid/", "p1"],
    [{ HTTPS_PROXY: "p2", ALL_PROXY: "p1" }, "https://a.invalid/", "p1"],
    [{ all_proxy: "p2", ALL_PROXY: "p1" }, "https://a.invalid/", "p1"],
    [{ HTTP_PROXY: "p1" }, "https://a.invalid/", undefined],
    [{ HTTP_PROXY: "p1" }, "http://a.invalid/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "a.invalid", no_proxy: "b.invalid" }, "https://a.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "a.invalid", no_proxy: "b.invalid" }, "https://b.invalid/", "p1"],
    [{ ALL_PROXY: "p1", no_proxy: "b.invalid" }, "https://x.b.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: ".b.invalid" }, "https://b.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: ".b.invalid" }, "https://xb.invalid/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "*" }, "https://b.invalid/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "a.invalid:443" }, "https://a.invalid/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "127.0.0.0/8, ::1,localhost" }, "http://127.0.0.2:9999/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "127.0.0.0/8, ::1,localhost" }, "http://[::1]:9999/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "127.0.0.0/8, ::1,localhost" }, "http://localhost:9999/", undefined],
    [{ ALL_PROXY: "p1" }, "http://localhost:9999/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "*" }, "https://10.0.0.1/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "*" }, "https://[::1]/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "0.0.1, .0.0.1,1" }, "http://127.0.0.1/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "10.0.0.0/8" }, "https://10.9.8.7/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "10.0.0.0/8" }, "https://11.0.0.1/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "192.168.1.6/31" }, "https://192.168.1.7/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "192.168.1.6/31" }, "https://192.168.1.8/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "0.0.0.0/0" }, "https://203.0.113.9/", undefined],
    [{ ALL_PROXY: "p1", NO_PROXY: "127.0.0.0/33,127.0.0.0/x" }, "http://127.0.0.1/", "p1"],
    [{ ALL_PROXY: "p1", NO_PROXY: "LOCALHOST" }, "http://localhost/", "p1"],
  ];
  for (const [variables, url, expected] of table) {
    await t.step(`${JSON.stringify(variables)} ${url}: ${expected ?? "direct"}`, () => {
      assertEquals(proxyFor(new URL(url), reader(variables)), expected);
    });
  }
});

Deno.test("a proxy is shown without what is needed to use it", () => {
  assertEquals(shownProxy("http://user:p%40ss@10.0.0.1:3128/"), '"10.0.0.1:3128"');
  assertEquals(shownProxy("proxy.example:3128"), '"proxy.example:3128"');
  assertEquals(shownProxy("user:pass@proxy.example:3128"), '"proxy.example:3128"');
  assertEquals(shownProxy("socks5://proxy.example:1080"), '"proxy.example:1080"');
  assertEquals(shownProxy("http://[broken"), "from the environment");
  assertEquals(secretsOfProxy("http://user:p%40ss@10.0.0.1:3128/"), ["p%40ss", "p@ss"]);
  assertEquals(secretsOfProxy("http://user:100%@10.0.0.1:3128/"), ["100%"]);
  assertEquals(secretsOfProxy("http://10.0.0.1:3128/"), []);
  assertEquals(secretsOfProxy("http://[broken"), []);
});

Deno.test("a request for this machine does not go through a proxy in plain text", async (t) => {
  const local = parseEndpoint("http://127.0.0.1:8080");
  const table: readonly [string, string, Variables, string | undefined][] = [
    // Also where no proxy is seen: it may stand in a variable that may not be read.
    ["no proxy", local.url, {}, "localhost,127.0.0.0/8,::1"],
    ["a proxy for http", local.url, { HTTP_PROXY: "p" }, "localhost,127.0.0.0/8,::1"],
    ["a proxy for all", "http://localhost:1", { all_proxy: "p" }, "localhost,127.0.0.0/8,::1"],
    ["exceptions there", local.url, { HTTP_PROXY: "p", no_proxy: "a,b" }, "a,b,localhost,127.0.0.0/8,::1"],
    ["everything excepted", local.url, { HTTP_PROXY: "p", NO_PROXY: "*" }, "*,localhost,127.0.0.0/8,::1"],
    ["an encrypted Hub on this machine", "https://localhost:1", { HTTPS_PROXY: "p" }, undefined],
    ["a Hub elsewhere", "https://huggingface.co", { HTTPS_PROXY: "p", HTTP_PROXY: "p" }, undefined],
  ];
  for (const [what, endpoint, variables, expected] of table) {
    await t.step(what, () => {
      const found = noProxyForLoopback(parseEndpoint(endpoint), reader(variables));
      assertEquals(found, expected);
      if (found !== undefined) {
        assertEquals(proxyFor(new URL(endpoint), reader({ ...variables, NO_PROXY: found })), undefined);
      }
    });
  }
});
