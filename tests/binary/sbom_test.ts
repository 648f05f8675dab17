import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type Component, componentsOf, cycloneDx } from "../../.github/build/sbom.ts";
import configuration from "../../deno.json" with { type: "json" };

const GRAPH = {
  modules: [
    { specifier: "file:///main.ts" },
    { specifier: "npm:/ignore@7.0.16", npmPackage: "ignore@7.0.16" },
    { specifier: "npm:/@scope/a@1.0.0", npmPackage: "@scope/a@1.0.0" },
    { specifier: "https://jsr.io/@std/cli/1.0.32/parse_args.ts" },
    { specifier: "https://jsr.io/@std/cli/1.0.32/types.ts" },
  ],
};
const LOCK = {
  npm: {
    "ignore@7.0.16": { integrity: `sha512-${btoa("abc")}` },
    "@scope/a@1.0.0": { dependencies: ["b", "@scope/c@2.0.0"] },
    "b@3.0.0": {},
    "@scope/c@2.0.0": {},
    "unreached@1.0.0": {},
  },
  jsr: { "@std/cli@1.0.32": { integrity: "00ff" } },
};

Deno.test("The list of components holds what main.ts reaches, once, with the checksums of the lock file", () => {
  const components = componentsOf(GRAPH, LOCK);
  assertEquals(components.map(({ purl }) => purl), [
    "pkg:generic/jsr/%40std/cli@1.0.32",
    "pkg:npm/%40scope/a@1.0.0",
    "pkg:npm/%40scope/c@2.0.0",
    "pkg:npm/b@3.0.0",
    "pkg:npm/ignore@7.0.16",
  ]);
  assertEquals(components[0]?.hashes, [{ alg: "SHA-256", content: "00ff" }]);
  assertEquals(components[4]?.hashes, [{ alg: "SHA-512", content: "616263" }]);
});

Deno.test("The document has what the release's attestation asks of CycloneDX, and is the same for the same content", async () => {
  const some: Component[] = [{ type: "library", name: "a", version: "1.0.0", purl: "pkg:npm/a@1.0.0" }];
  const document = await cycloneDx(some);
  // checkIsCycloneDX of actions/attest wants these three; it takes no document without them.
  assertEquals([document["bomFormat"], document["specVersion"]], ["CycloneDX", "1.6"]);
  assertMatch(
    String(document["serialNumber"]),
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assertEquals(await cycloneDx(some), document);
  assertNotEquals((await cycloneDx([]))["serialNumber"], document["serialNumber"]);
  assertEquals(JSON.stringify(document).includes(`"version":"${configuration.version}"`), true);
});
