import { assert, assertEquals, assertMatch } from "@std/assert";
import { columnsOf } from "../../lib/terminal/layout.ts";
import { warnOfExpiry } from "../../lib/account/expiry.ts";
import { describeWhoami, layOutWhoami } from "../../lib/commands/whoami.ts";
import type { Whoami } from "../../lib/account/whoami.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  fineGrained,
  member,
  OAUTH,
  READ,
  repository,
  WRITE,
} from "../account/answers.ts";

const OPTIONS = { now: Date.UTC(2026, 10, 22, 10), endpoint: "https://huggingface.co" };

function linesOf(whoami: Whoami, options: Parameters<typeof layOutWhoami>[1] = {}): readonly string[] {
  return layOutWhoami(describeWhoami(whoami, OPTIONS), options).map(({ text }) => text);
}

Deno.test("whoami says whose token it is, of what kind, for how long, and where it may create", () => {
  const auth = { ...Object(fineGrained([{ ...ADA, permissions: READ }, { ...ACME, permissions: WRITE }])) };
  const whoami = ada({ ...auth, expiresAt: "2026-11-25T10:00:00.000Z" }, [
    member("acme", "write"),
    member("Royal-Society", "read"),
    member("lab", undefined),
  ], { fullname: "Ada Augusta" });
  assertEquals(linesOf(whoami), [
    "User     ada (Ada Augusta)",
    "Token    ci, fine-grained",
    "Expires  2026-11-25 10:00 UTC, in 3 days",
    "Scopes   user ada: repo.content.read",
    "         org acme: repo.content.read, repo.access.read, repo.write",
    "",
    "Can create datasets in:",
    "Owner          Allowed  Reason",
    "ada            no       token lacks repo.write",
    "acme           yes",
    'Royal-Society  no       role is "read"; "contributor" or higher is required',
    "lab            no       token lacks repo.write",
  ]);
});

Deno.test("whoami of a plain write token shows no column without content", () => {
  assertEquals(linesOf(ada(classic("write"))), [
    "User     ada (Ada)",
    "Token    laptop, read and write",
    "Expires  never or unknown",
    "",
    "Can create datasets in:",
    "Owner  Allowed",
    "ada    yes",
  ]);
});

Deno.test("whoami says why it is unknown what a token can do", () => {
  assertEquals(linesOf(ada(OAUTH)).slice(-2), [
    "Owner  Allowed  Reason",
    "ada    unknown  OAuth tokens do not list their permissions",
  ]);
});

Deno.test("whoami names each kind of token in words", async (t) => {
  const cases: readonly (readonly [auth: unknown, expected: string])[] = [
    [classic("read"), "laptop, read-only"],
    [classic("god"), 'laptop, read and write (role "god")'],
    [OAUTH, "(unnamed), OAuth (permissions unknown)"],
    [classic("superuser"), 'laptop, of an unknown kind ("superuser")'],
    [undefined, "(unnamed), of an unknown kind"],
  ];
  for (const [auth, expected] of cases) {
    await t.step(expected, () => assertEquals(describeWhoami(ada(auth), OPTIONS).facts[1]?.value, expected));
  }
});

Deno.test("whoami counts the scopes that are too many to show", () => {
  const scoped = Array.from({ length: 20 }, (_, index) => repository(`ada/run-${index}`));
  const values = describeWhoami(ada(fineGrained(scoped)), OPTIONS).facts.slice(3).map(({ value }) => value);
  assertEquals(values.length, 9);
  assertEquals(values[0], "dataset ada/run-0: repo.content.read, repo.access.read, repo.write");
  assertEquals(values[8], "and 12 more");
});

Deno.test("whoami distinguishes no scopes from unknown scopes", () => {
  for (
    const [scoped, expected] of [
      [[], "none"],
      [undefined, "unknown"],
      [[{ permissions: READ }], "unknown: repo.content.read"],
      [[{ ...ADA }], "user ada: unknown"],
    ] as const
  ) {
    assertEquals(describeWhoami(ada(fineGrained(scoped)), OPTIONS).facts[3]?.value, expected);
  }
});

Deno.test("whoami fits 80 columns and any other width, single words that are longer aside", () => {
  const whoami = ada(
    {
      type: "access_token",
      accessToken: { displayName: "日本語のトークン ".repeat(20), role: "x".repeat(300) },
    },
    [
      member("a".repeat(96), "read"),
      member("b".repeat(32), "owner-of-all-things ".repeat(9)),
      member("c".repeat(33), "read", { securityRestrictions: ["z".repeat(200)] }),
    ],
    { fullname: "Ada ".repeat(60) },
  );
  for (const width of [undefined, 40, 61, 80, 120]) {
    for (const line of linesOf(whoami, width === undefined ? {} : { width })) {
      assert(columnsOf(line) <= (width ?? 80) || !line.trim().includes(" "), line);
      assertMatch(line, /^(|.*\S)$/);
    }
  }
});

Deno.test("whoami uses only ASCII of its own", () => {
  const auths = [
    classic("read"),
    classic("god"),
    classic("x"),
    OAUTH,
    undefined,
    fineGrained([]),
    fineGrained(null),
  ];
  for (const auth of auths) {
    for (const line of linesOf(ada(auth, [member("acme", "read"), member("lab", undefined)]))) {
      assertMatch(line, /^[\x20-\x7e]*$/);
    }
  }
});

Deno.test("whoami hands every foreign text to the cleaner before it measures it", () => {
  const whoami = ada(classic("write\u001b[2J"), [member("acme", "\u202eread")], { fullname: "Ada\u0007" });
  const lines = linesOf(whoami, { clean: (text) => text.replaceAll(/[^\x20-\x7e]/g, "?") });
  for (const line of lines) assertMatch(line, /^[\x20-\x7e]*$/);
  assertEquals(lines[0], "User     ada (Ada?)");
});

Deno.test("whoami lines carry a tone for the color, and say the same without it", () => {
  const whoami = ada({ ...Object(classic("write")), expiresAt: "2026-11-23T10:00:00Z" }, [
    member("acme", "read"),
    member("lab", undefined),
  ]);
  assertEquals(layOutWhoami(describeWhoami(whoami, OPTIONS)).map(({ tone }) => tone), [
    "plain",
    "plain",
    "warning",
    "plain",
    "heading",
    "heading",
    "good",
    "bad",
    "unsure",
  ]);
});

Deno.test("warnOfExpiry() warns within seven days and of what is past, and says where to renew", async (t) => {
  const cases = [
    ["2026-11-29T10:00:00Z", `The token "laptop" of ada expires on 2026-11-29 10:00 UTC, in 7 days`],
    ["2026-11-21T10:00:00Z", `The token "laptop" of ada expired on 2026-11-21 10:00 UTC`],
    ["2026-11-30T10:00:00Z", undefined],
    [undefined, undefined],
  ] as const;
  for (const [expiresAt, expected] of cases) {
    await t.step(String(expiresAt), () => {
      const whoami = ada({ ...Object(classic("write")), expiresAt });
      const renew = "; to renew it: https://huggingface.co/settings/tokens";
      assertEquals(warnOfExpiry(whoami, OPTIONS), expected === undefined ? undefined : expected + renew);
    });
  }
});
