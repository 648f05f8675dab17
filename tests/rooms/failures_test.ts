/** Every failure of the program, also those that no other test brings about. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { jsonResult } from "../../lib/commands/context.ts";
import { Denial, type DenialFacts, DENIALS } from "../../lib/account/denials.ts";
import { Failure, type FailureWords } from "../../lib/cli/failure.ts";
import { Reporter } from "../../lib/terminal/reporter.ts";
import { jsonOf } from "../support/json.ts";

const LIB = new URL("../../lib/", import.meta.url);

type Row = (details: unknown) => FailureWords;

/** The rows of all tables, in whatever file they are, so that none is forgotten. */
async function readTables(
  folder = LIB,
): Promise<readonly (readonly [code: string, row: Row])[]> {
  const rows: (readonly [string, Row])[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const file = new URL(name, folder);
    if (isDirectory) rows.push(...await readTables(new URL(`${name}/`, folder)));
    else if (name.endsWith(".ts") && (await Deno.readTextFile(file)).includes(" = failuresOf(")) {
      const module: Record<string, unknown> = await import(file.href);
      for (const each of Object.values(module)) {
        if (typeof each === "function" && "rows" in each && typeof each.rows === "function") {
          rows.push(...Object.entries<Row>(each.rows()));
        }
      }
    }
  }
  return rows;
}

const ROWS = await readTables();

/** The denials are no table: several can be said in one sentence. */
const DENIAL_CODES = Object.keys(DENIALS) as (keyof typeof DENIALS)[];

const LISTS = [
  "also",
  "creatable",
  "headings",
  "needed",
  "repositories",
  "sources",
  "writableDatasets",
];
const NUMBERS = [
  "change",
  "count",
  "create",
  "failed",
  "files",
  "line",
  "megabytes",
  "of",
  "seconds",
  "status",
];
/** What can be left out. */
const OPTIONAL = [
  "nearest",
  "pointer",
  "requestId",
  "suggestion",
  "takenBy",
  "tokenName",
  "unchanged",
  "unread",
];

/** Details of any row: what a sentence asks for is the name of it, a list or a number. */
function details({ isSparse }: { isSparse: boolean }): DenialFacts {
  const known: Record<string, unknown> = {
    cause: {
      message: "message",
      hint: "Fix it; then more",
      page: isSparse ? undefined : "https://huggingface.co",
    },
    command: "setup",
    endpoint: "https://huggingface.co",
    first: {
      message: "message",
      hint: "Fix it:",
      page: "https://huggingface.co",
      next: [],
      toString: () => "--first",
    },
    next: ["hf-dataset-setup whoami"],
    option: "name",
    page: "https://huggingface.co/settings",
    pointer: { hint: "Use --output json instead", next: [] },
    repository: "ada/runs",
    takenBy: ["setup", "use"],
    waitSeconds: isSparse ? undefined : 30,
    whoami: { name: "ada", tokenName: isSparse ? undefined : "ci", tokenKind: "write" },
  };
  return Object(
    new Proxy(known, {
      get(_, name) {
        if (typeof name === "symbol") return undefined;
        if (isSparse && (OPTIONAL.includes(name) || name === "isOrganization")) return undefined;
        if (name in known) return known[name];
        if (LISTS.includes(name)) return isSparse ? [] : ["ada/one", "ada/two"];
        return NUMBERS.includes(name) ? 3 : name;
      },
    }),
  );
}

/** Each failure twice: with everything that can be known about it, and with as little as possible. */
const FAILURES = [false, true].flatMap((isSparse) => {
  const facts = details({ isSparse });
  return [
    ...ROWS.map(([code, row]) => new Failure(code, row(facts))),
    ...DENIAL_CODES.map((code) =>
      new Denial(isSparse ? [code] : [code, "token_role_read", "organization_requires_sso"], facts)
    ),
  ];
});

Deno.test("each error code is in one table and is written in snake case", () => {
  const codes = [...ROWS.map(([code]) => code), ...DENIAL_CODES];
  assert(codes.length > 150, String(codes.length));
  assertEquals(codes.length, new Set(codes).size);
  for (const code of codes) assertMatch(code, /^[a-z]+(?:_[a-z]+)*$/);
});

Deno.test("the JSON of every failure is what the schema of the release describes", () => {
  const reporter = new Reporter(TERMINAL, {
    redactor: { redact: String, maskTokens: String },
    verbosity: "normal",
  });
  for (const failure of FAILURES) {
    const json = jsonOf({
      code: failure.exitCode,
      stdout: jsonResult("setup", { failure }, reporter),
      stderr: "",
    });
    assertEquals([json["ok"], json.error?.code], [false, failure.code]);
  }
});

Deno.test("no message and no hint is more than one sentence, or longer than two lines", () => {
  const wrong = FAILURES.flatMap(({ code, message, hint, page }) => {
    const words = hint.replace(/https?:\/\/\S+$/, "");
    return [
      ...(/^(?:[A-Z"-]|[a-z]+[ /_])/.test(message) ? [] : [`${code} begins like no sentence: ${message}`]),
      ...[message, words].filter((text) => text.length > 160).map((text) => `${code} is long: ${text}`),
      ...[message, words].filter((text) => code !== "cancelled" && /[.!] |\.$|;.*;/.test(text))
        .map((text) => `${code} is more than a sentence: ${text}`),
      ...(page === undefined || (URL.canParse(page) && hint.endsWith(":")) ? [] : [`${code} hides ${page}`]),
    ];
  });
  assertEquals([...new Set(wrong)], []);
});

const TERMINAL = {
  stdinIsTerminal: false,
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  columns: () => undefined,
  writeStdout: () => true,
  writeStderr: () => {},
  readStdin: () => Promise.resolve(new Uint8Array()),
  readLine: () => Promise.resolve(undefined),
};
