import { assertEquals } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import map from "./import_map.json" with { type: "json" };

Deno.test("The import map without JSR names the same modules, and the same versions from the npm registry", () => {
  const real: Record<string, string> = configuration.imports;
  const standIn: Record<string, string> = map.imports;
  assertEquals(Object.keys(standIn).sort(), Object.keys(real).sort());
  for (const [name, target] of Object.entries(real)) {
    if (target.startsWith("npm:")) assertEquals(standIn[name], target);
    else assertEquals(/^\.\/\w+\.ts$/.test(standIn[name] ?? ""), true, name);
  }
});

Deno.test("The lock file names every JSR package in use with its checksum", async () => {
  const lock = JSON.parse(await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)));
  for (const target of Object.values<string>(configuration.imports)) {
    const name = /^jsr:(@std\/\w+@[\d.]+)/.exec(target)?.[1];
    if (name === undefined) continue;
    assertEquals(lock.specifiers[`jsr:${name}`], name.split("@").at(-1));
    assertEquals(/^[0-9a-f]{64}$/.test(lock.jsr[name].integrity), true, name);
  }
});
