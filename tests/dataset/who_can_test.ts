import { assertEquals, assertStringIncludes } from "@std/assert";
import type { DatasetInfo } from "../../lib/hub/datasets.ts";
import { whoCan } from "../../lib/dataset/who_can.ts";

const INFO: DatasetInfo = {
  id: "acme/runs",
  visibility: "public",
  gated: false,
  revision: undefined,
  tags: [],
  prettyName: undefined,
  files: [],
};

type Facts = Partial<DatasetInfo> & { readonly group?: string };
type Row = readonly [
  kind: Parameters<typeof whoCan>[0]["ownerKind"],
  facts: Facts,
  read: string,
  write: string,
  ways: number,
  readers: ReturnType<typeof whoCan>["access"]["readers"],
];

const PRIVATE = { visibility: "private" } as const;

/** How the first sentences begin, and how many ways to share it there are. */
const ROWS: Readonly<Record<string, Row>> = {
  "public": ["own", {}, "Anyone, even without an account", "Only you", 2, "anyone"],
  "automatic approval": [
    "own",
    { gated: "auto" },
    "Anyone who is signed in and requests",
    "Only you",
    2,
    "signed_in",
  ],
  "manual approval": ["own", { gated: "manual" }, "People you approve", "Only you", 2, "approved"],
  "private": ["own", PRIVATE, "Only you, acme (private)", "Only you", 3, "owner"],
  "private of an organization": [
    "organization",
    PRIVATE,
    "Members of acme (private)",
    "Members of acme with the role write",
    1,
    "members",
  ],
  "private in a resource group": [
    "organization",
    { ...PRIVATE, group: "mill" },
    'resource group "mill"',
    'resource group "mill"',
    1,
    "resource_group",
  ],
  "another owner's": ["foreign", {}, "Anyone", "if that is an organization", 0, "anyone"],
  "a Hub that says nothing": [
    "own",
    { visibility: undefined, gated: undefined },
    "Unknown: the Hub does not say",
    "Only you",
    2,
    "unknown",
  ],
};

Deno.test("whoCan() says who reads and writes, and what can be done", async (t) => {
  for (const [name, [ownerKind, { group, ...info }, read, write, ways, readers]] of Object.entries(ROWS)) {
    await t.step(name, () => {
      const facts = { ownerKind, group, pending: undefined, accepted: undefined };
      const answer = whoCan({ ...facts, info: { ...INFO, ...info } });
      assertStringIncludes(answer.read[0] ?? "", read);
      assertStringIncludes(answer.write[0] ?? "", write);
      assertEquals(answer.ways.length, ways);
      assertEquals(answer.access, { readers, accepted: null, pending: null });
    });
  }
});
