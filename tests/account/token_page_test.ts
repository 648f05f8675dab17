import { assertEquals } from "@std/assert";
import { boxesFor, tokenPageUrl } from "../../lib/account/token_page.ts";

Deno.test("tokenPageUrl() ticks exactly the boxes that the target needs", async (t) => {
  const hub = "https://huggingface.co";
  const own =
    "ownUserPermissions=repo.content.read&ownUserPermissions=repo.access.read&ownUserPermissions=repo.write";
  const organization =
    "orgPermissions=repo.content.read&orgPermissions=repo.access.read&orgPermissions=repo.write";
  const cases:
    readonly (readonly [name: string, target: Parameters<typeof tokenPageUrl>[0], expected: string])[] = [
      [
        "the user's own namespace",
        { endpoint: hub, own: true },
        `${hub}/settings/tokens/new?${own}&tokenType=fineGrained`,
      ],
      [
        "one organization and nothing else",
        { endpoint: hub, organizations: ["acme"] },
        `${hub}/settings/tokens/new?orgs=acme&${organization}&tokenType=fineGrained`,
      ],
      [
        "the user and two organizations",
        { endpoint: hub, own: true, organizations: ["acme", "lab"] },
        `${hub}/settings/tokens/new?${own}&orgs=acme&orgs=lab&${organization}&tokenType=fineGrained`,
      ],
      ["nothing yet", { endpoint: hub }, `${hub}/settings/tokens/new?tokenType=fineGrained`],
      [
        "a classic token has no boxes",
        { endpoint: hub, own: true, organizations: ["acme"], kind: "write" },
        `${hub}/settings/tokens/new?tokenType=write`,
      ],
      [
        "another Hub, below a path",
        { endpoint: "https://hub.example.org/hf", kind: "write" },
        "https://hub.example.org/hf/settings/tokens/new?tokenType=write",
      ],
      [
        "a name that would break out of the address",
        { endpoint: hub, organizations: ["a&tokenType=write#é /"] },
        `${hub}/settings/tokens/new?orgs=a%26tokenType%3Dwrite%23%C3%A9+%2F&${organization}&tokenType=fineGrained`,
      ],
    ];
  for (const [name, target, expected] of cases) {
    await t.step(name, () => assertEquals(tokenPageUrl(target), expected));
  }
});

Deno.test("tokenPageUrl() gives an address that decodes to what was asked for", () => {
  const organizations = ["Acme-Labs", "a.b_c", "ü&=?#%+ "];
  const url = new URL(tokenPageUrl({ endpoint: "https://huggingface.co", own: true, organizations }));
  const permissions = ["repo.content.read", "repo.access.read", "repo.write"];
  assertEquals(url.pathname, "/settings/tokens/new");
  assertEquals(url.hash, "");
  assertEquals(url.searchParams.getAll("orgs"), organizations);
  assertEquals(url.searchParams.getAll("ownUserPermissions"), permissions);
  assertEquals(url.searchParams.getAll("orgPermissions"), permissions);
  assertEquals(url.searchParams.getAll("tokenType"), ["fineGrained"]);
});

Deno.test("boxesFor() asks for no more than reading, seeing access requests and writing", () => {
  for (const kind of ["user", "organization"] as const) {
    assertEquals(boxesFor(kind).map(({ permission }) => permission), [
      "repo.content.read",
      "repo.access.read",
      "repo.write",
    ]);
  }
});
