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

Deno.test("whoCan() says who reads and writes, and what can be done", async (t) => {
  const rows: {
    name: string;
    info?: Partial<DatasetInfo>;
    kind: "own" | "organization" | "foreign";
    group?: string;
    read: string;
    write: string;
    ways: number;
  }[] = [
    { name: "public", kind: "own", read: "Anyone, even without an account", write: "Only you", ways: 2 },
    {
      name: "automatic approval",
      kind: "own",
      info: { gated: "auto" },
      read: "Anyone who is signed in and requests access",
      write: "Only you",
      ways: 2,
    },
    {
      name: "manual approval",
      kind: "own",
      info: { gated: "manual" },
      read: "People you approve",
      write: "Only you",
      ways: 2,
    },
    {
      name: "private",
      kind: "own",
      info: { visibility: "private" },
      read: "Only you, acme (private)",
      write: "Only you",
      ways: 3,
    },
    {
      name: "private of an organization",
      kind: "organization",
      info: { visibility: "private" },
      read: "Members of acme (private)",
      write: "Members of acme with the role write",
      ways: 1,
    },
    {
      name: "private in a resource group",
      kind: "organization",
      info: { visibility: "private" },
      group: "mill",
      read: 'resource group "mill"',
      write: 'resource group "mill"',
      ways: 1,
    },
    {
      name: "another owner's",
      kind: "foreign",
      read: "Anyone",
      write: "if that is an organization",
      ways: 0,
    },
    {
      name: "a Hub that says nothing",
      kind: "own",
      info: { visibility: undefined, gated: undefined },
      read: "Unknown: the Hub does not say",
      write: "Only you",
      ways: 2,
    },
  ];
  for (const { name, info, kind, group, read, write, ways } of rows) {
    await t.step(name, () => {
      const answer = whoCan({
        info: { ...INFO, ...info },
        namespaceKind: kind,
        group,
        pending: undefined,
        accepted: undefined,
      });
      assertStringIncludes(answer.read[0] ?? "", read);
      assertStringIncludes(answer.write[0] ?? "", write);
      assertEquals(answer.ways.length, ways);
    });
  }
});
