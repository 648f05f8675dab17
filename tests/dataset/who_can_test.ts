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
    { name: "public", kind: "own", read: "Everybody, also without", write: "Only you", ways: 2 },
    {
      name: "asking is enough",
      kind: "own",
      info: { gated: "auto" },
      read: "asking is enough",
      write: "Only you",
      ways: 2,
    },
    {
      name: "you decide",
      kind: "own",
      info: { gated: "manual" },
      read: "you decide",
      write: "Only you",
      ways: 2,
    },
    {
      name: "private",
      kind: "own",
      info: { visibility: "private" },
      read: "Only you",
      write: "Only you",
      ways: 4,
    },
    {
      name: "private of an organization",
      kind: "organization",
      info: { visibility: "private" },
      read: 'The members of "acme"',
      write: 'Members of "acme" with the role write',
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
      name: "a stranger's",
      kind: "foreign",
      read: "Everybody",
      write: "if that is an organization",
      ways: 0,
    },
    {
      name: "a Hub that tells nothing",
      kind: "own",
      info: { visibility: undefined, gated: undefined },
      read: "The Hub does not tell",
      write: "Only you",
      ways: 2,
    },
  ];
  for (const { name, info, kind, group, read, write, ways } of rows) {
    await t.step(name, () => {
      const told = whoCan({
        info: { ...INFO, ...info },
        namespaceKind: kind,
        group,
        pending: undefined,
        accepted: undefined,
      });
      assertStringIncludes(told.read[0] ?? "", read);
      assertStringIncludes(told.write[0] ?? "", write);
      assertEquals(told.ways.length, ways);
    });
  }
});
