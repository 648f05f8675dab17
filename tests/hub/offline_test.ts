import { assertEquals } from "@std/assert";
import { offlineVariable } from "../../lib/hub/offline.ts";

Deno.test("the Hub is left alone when the environment says so", () => {
  const table: readonly [Readonly<Record<string, string>>, string | undefined][] = [
    [{}, undefined],
    [{ HF_HUB_OFFLINE: "1" }, "HF_HUB_OFFLINE"],
    [{ HF_HUB_OFFLINE: "True" }, "HF_HUB_OFFLINE"],
    [{ HF_HUB_OFFLINE: "yes" }, "HF_HUB_OFFLINE"],
    [{ HF_HUB_OFFLINE: "0" }, undefined],
    [{ HF_HUB_OFFLINE: "false" }, undefined],
    [{ TRANSFORMERS_OFFLINE: "ON" }, "TRANSFORMERS_OFFLINE"],
  ];
  for (const [variables, expected] of table) {
    assertEquals(offlineVariable((name) => variables[name]), expected);
  }
});
