import { assert, assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { ownerRights } from "../../lib/account/rights.ts";
import { describeWhoami, ownerLines, whoamiResult } from "../../lib/commands/whoami.ts";
import { parseWhoami } from "../../lib/account/whoami.ts";
import { ACME, answer, classic, fineGrained, member, OAUTH, WRITE } from "./answers.ts";

const OPTIONS = { now: Date.UTC(2026, 10, 22, 10), endpoint: "https://huggingface.co" };

Deno.test("parseWhoami() reads everything that a full answer tells", () => {
  const auth = {
    type: "access_token",
    expiresAt: "2026-12-01T00:00:00.000Z",
    accessToken: {
      displayName: "ci",
      role: "fineGrained",
      createdAt: "2026-01-02T03:04:05.000Z",
      fineGrained: { global: ["post.write"], scoped: [{ ...ACME, permissions: WRITE }] },
    },
  };
  const acme = member("acme", "write", {
    fullname: "Acme Inc",
    plan: "team",
    securityRestrictions: ["ip"],
    resourceGroups: [{ id: "group-id", name: "mill", role: "admin" }],
  });
  assertEquals(parseWhoami(answer(auth, [acme])), {
    name: "ada",
    id: "ada-id",
    type: "user",
    fullName: "Ada",
    isPro: false,
    tokenName: "ci",
    tokenKind: "fineGrained",
    tokenRole: "fineGrained",
    createdAt: new Date("2026-01-02T03:04:05.000Z"),
    expiresAt: new Date("2026-12-01T00:00:00.000Z"),
    scopes: [{ entityType: "org", entityId: "acme-id", entityName: "acme", permissions: WRITE }],
    globalPermissions: ["post.write"],
    orgs: [{
      name: "acme",
      id: "acme-id",
      fullName: "Acme Inc",
      role: "write",
      plan: "team",
      restrictions: ["ip"],
      resourceGroups: [{ id: "group-id", name: "mill", role: "admin" }],
    }],
    orgsComplete: true,
  });
});

Deno.test("parseWhoami() needs nothing but the name", () => {
  assertEquals(parseWhoami({ name: "ada" }), {
    name: "ada",
    id: undefined,
    type: undefined,
    fullName: undefined,
    isPro: undefined,
    tokenName: undefined,
    tokenKind: "unknown",
    tokenRole: undefined,
    createdAt: undefined,
    expiresAt: undefined,
    scopes: undefined,
    globalPermissions: [],
    orgs: undefined,
    orgsComplete: false,
  });
});

Deno.test("parseWhoami() tells the kinds of tokens apart", async (t) => {
  const cases: readonly (readonly [auth: unknown, kind: string])[] = [
    [classic("read"), "read"],
    [classic("write"), "write"],
    [classic("god"), "god"],
    [fineGrained([]), "fineGrained"],
    [OAUTH, "oauth"],
    [{}, "oauth"],
    [classic("superuser"), "unknown"],
    [classic("toString"), "unknown"],
    [{ accessToken: [] }, "unknown"],
    [undefined, "unknown"],
  ];
  for (const [auth, kind] of cases) {
    await t.step(
      `${JSON.stringify(auth)} is ${kind}`,
      () => assertEquals(parseWhoami(answer(auth)).tokenKind, kind),
    );
  }
});

Deno.test("parseWhoami() takes only a full date for the day of expiry", async (t) => {
  const cases = [
    ["2026-11-25T10:00:00.000Z", "2026-11-25T10:00:00.000Z"],
    ["2026-11-25T10:00:00+01:00", "2026-11-25T09:00:00.000Z"],
    ["2026-13-45T10:00:00Z", undefined],
    ["1", undefined],
    ["soon", undefined],
    [1764000000, undefined],
    [null, undefined],
    [{}, undefined],
  ] as const;
  for (const [expiresAt, expected] of cases) {
    await t.step(JSON.stringify(expiresAt), () => {
      assertEquals(parseWhoami(answer({ ...OAUTH, expiresAt })).expiresAt?.toISOString(), expected);
    });
  }
});

Deno.test("parseWhoami() refuses an answer without a name that can be a namespace", async (t) => {
  const bodies: readonly unknown[] = [
    undefined,
    null,
    "ada",
    7,
    [],
    [{ name: "ada" }],
    {},
    { user: "ada" },
    ...[
      null,
      "",
      " ",
      7,
      ["ada"],
      {},
      "a/b",
      "../x",
      "ada\n",
      "a b",
      "-ada",
      "ädä",
      "x".repeat(97),
      "a\u001b[2J",
    ].map((
      name,
    ) => ({ ...Object(answer(classic("write"))), name })),
  ];
  for (const body of bodies) {
    await t.step(JSON.stringify(body)?.slice(0, 60) ?? "undefined", () => {
      const failure = assertThrows(() => parseWhoami(body), Failure);
      assertEquals([failure.code, failure.exitCode], ["whoami_malformed", 6]);
    });
  }
});

Deno.test("parseWhoami() lists the organizations that it can read, and says that some are missing", () => {
  const whoami = parseWhoami(
    answer(classic("write"), [null, member("lab", "write"), { name: "../x" }, "acme", []]),
  );
  assertEquals(whoami.orgs?.map(({ name }) => name), ["lab"]);
  assertEquals(whoami.orgsComplete, false);
});

/** Numbers in [0, 1) that are the same in every run. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Any value that can come over the wire, except at will. */
function anything(random: () => number, depth: number): unknown {
  const simple = [
    null,
    true,
    false,
    0,
    -1,
    1e308,
    "",
    "read",
    "repo.write",
    "__proto__",
    "2026-11-25T10:00:00Z",
    "\u202e",
  ];
  const choice = Math.floor(random() * (depth > 0 ? simple.length + 4 : simple.length));
  if (choice < simple.length) return simple[choice];
  const items = Array.from({ length: Math.floor(random() * 4) }, () => anything(random, depth - 1));
  if (choice % 2 === 0) return items;
  const keys = ["name", "type", "_id", "entity", "permissions", "role", "scoped", "accessToken"];
  return Object.fromEntries(items.map((item, index) => [keys[(choice + index * 3) % keys.length], item]));
}

/** Puts anything in the place of one part of an answer, somewhere in it. */
function spoil(value: unknown, random: () => number): unknown {
  if (random() < 0.12) return anything(random, 3);
  if (Array.isArray(value)) return value.map((item) => spoil(item, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key === "name") return [[key, item]];
      return random() < 0.05 ? [] : [[key, spoil(item, random)]];
    }),
  );
}

Deno.test("parseWhoami() and all that follows from it never throw, whatever the answer, as long as it has a name", () => {
  const random = makeRandom(20261122);
  const bodies = [
    answer(classic("write"), [member("acme", "read", { securityRestrictions: ["sso"] })]),
    answer(fineGrained([{ ...ACME, permissions: WRITE }], { global: ["post.write"] }), [
      member("acme", "no_access", {
        plan: "team",
        resourceGroups: [{ id: "1", name: "mill", role: "write" }],
      }),
      member("lab", "contributor"),
    ]),
  ];
  const verdicts = new Set<string>();
  for (let round = 0; round < 6000; round++) {
    const body = { ...Object(spoil(bodies[round % bodies.length], random)), name: "ada" };
    const whoami = parseWhoami(JSON.parse(JSON.stringify(body)));
    const rights = ownerRights(whoami, OPTIONS);
    for (const { right } of rights) {
      verdicts.add(typeof right === "string" ? right : right.code);
    }
    describeWhoami(whoami, OPTIONS);
    ownerLines(rights, 80);
    JSON.stringify(whoamiResult(whoami, { ...OPTIONS, rights }));
  }
  assert(verdicts.size >= 6, [...verdicts].join(", "));
});
