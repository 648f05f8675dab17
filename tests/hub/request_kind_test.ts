import { assertEquals } from "@std/assert";
import { kindOfRequest } from "../../lib/hub/request_kind.ts";

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
    ["DELETE", "/api/spaces/ada/s/secrets", "free", "any"],
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
