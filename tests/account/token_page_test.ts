import { assertEquals } from "@std/assert";
import { tokenPageUrl } from "../../lib/account/denials.ts";

const PERMISSIONS = ["repo.content.read", "repo.access.read", "repo.write"];

Deno.test("tokenPageUrl() ticks exactly the boxes for one namespace, in the order of the page", async (t) => {
  const hub = "https://hub.example.org/hf";
  const [own, organization] = ["ownUserPermissions", "orgPermissions"].map((name) =>
    PERMISSIONS.map((permission) => `${name}=${permission}`).join("&")
  );
  const cases: readonly (readonly [organization: string | undefined, query: string])[] = [
    [undefined, `${own}&tokenType=fineGrained`],
    ["acme", `orgs=acme&${organization}&tokenType=fineGrained`],
    [
      "a&tokenType=write#é /",
      `orgs=a%26tokenType%3Dwrite%23%C3%A9+%2F&${organization}&tokenType=fineGrained`,
    ],
  ];
  for (const [asked, query] of cases) {
    await t.step(asked ?? "the user's own", () => {
      const address = tokenPageUrl(hub, asked);
      assertEquals(address, `${hub}/settings/tokens/new?${query}`);
      assertEquals(new URL(address).searchParams.getAll("orgs"), asked === undefined ? [] : [asked]);
    });
  }
});
