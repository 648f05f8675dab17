import { assertEquals } from "@std/assert";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { decideRedirect, kindOfRequest } from "../../lib/hub/request.ts";

Deno.test("each route of the Hub is known by whether it may be repeated and what it answers", async (t) => {
  const table: readonly [string, string, "free" | "checked", "json" | "any"][] = [
    ["GET", "/api/whoami-v2", "free", "json"],
    ["GET", "/api/datasets/ada/x", "free", "json"],
    ["GET", "/api/datasets", "free", "json"],
    ["GET", "/api/datasets/ada/x/auth-check/write", "free", "any"],
    ["HEAD", "/api/datasets/ada/x", "free", "any"],
    ["POST", "/api/repos/create", "checked", "json"],
    ["POST", "/api/repos/move", "checked", "any"],
    ["DELETE", "/api/repos/delete", "checked", "any"],
    ["PUT", "/api/datasets/ada/x/settings", "free", "any"],
    ["POST", "/api/datasets/ada/x/preupload/main", "free", "json"],
    ["POST", "/api/datasets/ada/x/commit/main", "checked", "json"],
    ["POST", "/datasets/ada/x.git/info/lfs/objects/batch", "free", "json"],
    ["POST", "/api/validate-yaml", "free", "json"],
    ["POST", "/api/datasets/ada/x/user-access-request/grant", "free", "any"],
    ["POST", "/api/datasets/ada/x/user-access-request/handle", "checked", "any"],
    ["POST", "/api/datasets/ada/x/user-access-request/batch", "checked", "json"],
    ["POST", "/api/spaces/ada/s/variables", "free", "json"],
    ["POST", "/api/spaces/ada/s/secrets", "free", "any"],
    ["POST", "/api/datasets/ada/x/resource-group", "free", "any"],
    ["POST", "/api/datasets/ada/x/branch/b", "checked", "any"],
    ["GET", "/datasets/ada/x/resolve/main/README.md", "free", "any"],
  ];
  for (const [method, path, repetition, answer] of table) {
    await t.step(`${method} ${path}`, () => {
      const kind = kindOfRequest(method, path);
      assertEquals([kind.repetition, kind.answer], [repetition, answer]);
      assertEquals(kind.isCreation, path === "/api/repos/create");
      assertEquals(kind.isFile, path.includes("/resolve/"));
    });
  }
});

function decide(
  request: string,
  status: number,
  location: string,
  endpoint = "https://huggingface.co",
): string {
  const [method = "", path = ""] = request.split(" ");
  const decision = decideRedirect({ status, headers: new Headers({ location }) }, {
    method,
    url: new URL(path, endpoint),
    kind: kindOfRequest(method, path),
    endpoint: parseEndpoint(endpoint),
  });
  if (decision === undefined) return "none";
  if (!("refused" in decision)) return `${decision.toHub ? "with" : "without"} token to ${decision.url.href}`;
  const { refused, target } = decision;
  return refused === "elsewhere" ? `refuse ${target}` : `refuse as ${refused}`;
}

const WHOAMI = "GET /api/whoami-v2";
const FILE = "GET /datasets/a/b/resolve/main/f";

Deno.test("the token stays at the endpoint's origin, whatever an answer says", async (t) => {
  const table: readonly [string, number, string, string][] = [
    [WHOAMI, 307, "/api/other", "with token to https://huggingface.co/api/other"],
    [WHOAMI, 301, "https://huggingface.co/x", "with token to https://huggingface.co/x"],
    [WHOAMI, 302, "https://evil.example/x", "refuse evil.example"],
    [WHOAMI, 302, "https://huggingface.co.evil.example/", "refuse huggingface.co.evil.example"],
    [WHOAMI, 302, "//evil.example/x", "refuse evil.example"],
    [WHOAMI, 302, "https://huggingface.co:444/x", "refuse huggingface.co:444"],
    [WHOAMI, 302, "http://huggingface.co/api/whoami-v2", "refuse huggingface.co"],
    [WHOAMI, 302, "http://10.0.0.1/login?next=x", "refuse 10.0.0.1"],
    [WHOAMI, 302, "javascript:alert(1)", "refuse javascript:alert(1)"],
    [WHOAMI, 302, "https://[broken", "refuse https://[broken"],
    [WHOAMI, 200, "https://evil.example/x", "none"],
    [WHOAMI, 304, "https://evil.example/x", "none"],
    [
      "POST /api/repos/create",
      307,
      "/api/repos/create2",
      "with token to https://huggingface.co/api/repos/create2",
    ],
    ["POST /api/repos/create", 302, "/login", "refuse as lossy"],
    ["POST /api/repos/create", 302, "https://evil.example/login", "refuse evil.example"],
    [WHOAMI, 307, "https://me:pw@huggingface.co/x", "with token to https://huggingface.co/x"],
    [WHOAMI, 307, "https://huggingface.co@evil.example/x", "refuse evil.example"],
    [FILE, 302, "https://me:pw@cdn.example/k", "without token to https://cdn.example/k"],
    ["POST /api/repos/create", 308, "https://evil.example/", "refuse evil.example"],
    [
      "PUT /api/datasets/a/b/settings",
      307,
      "/api/datasets/a/c/settings",
      "with token to https://huggingface.co/api/datasets/a/c/settings",
    ],
    [FILE, 302, "https://cdn.example/k?sig=1", "without token to https://cdn.example/k?sig=1"],
    [FILE, 307, "/api/resolve-cache/f", "with token to https://huggingface.co/api/resolve-cache/f"],
    [FILE, 302, "http://cdn.example/k", "refuse cdn.example"],
    [FILE, 302, "http://127.0.0.1/k", "refuse 127.0.0.1"],
  ];
  for (const [request, status, location, expected] of table) {
    await t.step(`${request} ${status} ${location}: ${expected}`, () => {
      assertEquals(decide(request, status, location), expected);
    });
  }
  await t.step("a Hub on this machine may keep its files on this machine", () => {
    const found = decide(FILE, 302, "http://127.0.0.1:2/k", "http://127.0.0.1:1");
    assertEquals(found, "without token to http://127.0.0.1:2/k");
  });
});

Deno.test("an answer without a place to go to is no redirect", () => {
  const request = { method: "GET", url: new URL("https://huggingface.co/"), kind: kindOfRequest("GET", "/") };
  const endpoint = parseEndpoint("https://huggingface.co");
  assertEquals(decideRedirect({ status: 302, headers: new Headers() }, { ...request, endpoint }), undefined);
});
