import { assertEquals } from "@std/assert";
import type { EnvFileFacts, NetworkFacts, Place } from "../../../lib/commands/doctor/facts.ts";
import { worstGrade } from "../../../lib/commands/doctor/finding.ts";
import { judgeEnvFile } from "../../../lib/commands/doctor/judge/env_file.ts";
import { judgeClock, judgeNetwork } from "../../../lib/commands/doctor/judge/network.ts";
import { layOutFindings } from "../../../lib/commands/doctor/lay_out.ts";
import { parseEndpoint } from "../../../lib/hub/endpoint.ts";

const WINDOWS: Place = {
  system: "windows",
  shell: "powershell",
  envFile: ".env",
  variables: ["TRACKIO_DATASET_REPO"],
  endpointOption: undefined,
};
const NETWORK: NetworkFacts = {
  endpoint: parseEndpoint("https://huggingface.co"),
  from: undefined,
  proxy: undefined,
  exempt: undefined,
  store: undefined,
  certificateFiles: [],
};
const ENV_FILE: EnvFileFacts = {
  path: "C:\\work\\.env",
  exists: true,
  failure: undefined,
  mode: undefined,
  holdsToken: true,
  otherToken: false,
  git: {
    state: "exposed",
    ignoreLine: "/.env",
    ignoreFile: "C:\\work\\.gitignore",
  },
  oddLines: [],
  repeated: [],
};

Deno.test("On Windows the doctor speaks of no mode, and its commands are Windows's own", () => {
  const findings = judgeEnvFile(ENV_FILE, WINDOWS);
  assertEquals(findings.map(({ check, command }) => [check, command]), [
    ["env_file", undefined],
    ["env_file_syntax", undefined],
    ["env_file_git", "Add-Content 'C:\\work\\.gitignore' /.env"],
  ]);
});

Deno.test("The Hub itself is a good endpoint, with the certificates that are in effect", () => {
  const texts = (network: NetworkFacts) =>
    judgeNetwork({ network, place: WINDOWS }).map(({ grade, text }) => `${grade} ${text}`);
  assertEquals(texts(NETWORK), [
    "good https://huggingface.co",
    "good none",
    "good the authorities of the system and the built-in ones",
  ]);
  assertEquals(
    texts({
      ...NETWORK,
      store: "mozilla",
      certificateFiles: [
        { variable: "DENO_CERT", path: "a.pem", state: "readable" },
        { variable: "SSL_CERT_FILE", path: "b.pem", state: "unreadable" },
        { variable: "NODE_EXTRA_CA_CERTS", path: "c.pem", state: "not granted" },
      ],
    }).slice(2),
    [
      'good DENO_TLS_CA_STORE is "mozilla", and "a.pem" (from DENO_CERT), and "b.pem" (from SSL_CERT_FILE), ' +
      'and "c.pem" (from NODE_EXTRA_CA_CERTS)',
      'warning SSL_CERT_FILE names "b.pem", which cannot be read',
    ],
  );
});

Deno.test("A clock is good within a minute, noted within a quarter of an hour, and bad beyond", async (t) => {
  const cases: readonly [seconds: number, grade: string, text: string][] = [
    [0, "good", "within a minute of the Hub's"],
    [-59, "good", "within a minute of the Hub's"],
    [60, "warning", "1 minute ahead of the Hub's"],
    [-600, "warning", "10 minutes behind the Hub's"],
    [900, "bad", "15 minutes ahead of the Hub's: "],
    [-4 * 3_600, "bad", "4 hours behind the Hub's: "],
    [90 * 86_400, "bad", "90 days ahead of the Hub's: "],
  ];
  for (const [seconds, grade, text] of cases) {
    await t.step(`${seconds} s`, () => {
      const hub = { anonymous: false, whoami: undefined, failure: undefined, aheadMs: seconds * 1_000 };
      const [finding] = judgeClock(hub, WINDOWS);
      assertEquals([finding?.grade, finding?.text.startsWith(text)], [grade, true]);
    });
  }
  assertEquals(judgeClock(undefined, WINDOWS), []);
});

Deno.test("Findings are laid out in columns; an address or a command is never broken", () => {
  const address = `https://huggingface.co/settings/tokens/new?${"x".repeat(80)}`;
  const lines = layOutFindings([
    { check: "endpoint", grade: "good", text: "none" },
    { check: "rights", grade: "bad", text: "may\nnot", mend: `Make a token: ${address} and use it`, exit: 4 },
    { check: "env_file_mode", grade: "warning", text: "open", command: "chmod 600 .env" },
    {
      check: "env_file_git",
      grade: "warning",
      text: "open",
      mend: "Ignore it:",
      command: `git ${"y".repeat(70)}`,
    },
  ], { quiet: false, clean: (text) => text });
  assertEquals(lines.map(({ text }) => text), [
    "good     Endpoint      none",
    "bad      Rights        may not",
    "                       Make a token:",
    `  ${address}`,
    "                       and use it",
    "warning  Env file      open",
    "                       To mend it: chmod 600 .env",
    "warning  Env file      open",
    "                       Ignore it:",
    `  git ${"y".repeat(70)}`,
  ]);
  assertEquals(worstGrade([]), "good");
});
