import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkClock, checkNetwork } from "../../../lib/commands/doctor/hub.ts";
import { parseEndpoint } from "../../../lib/hub/addresses.ts";
import { fakeToken } from "../../test_hub/accounts.ts";
import { examine, type Expected, HEALTHY_ENV, setHealthyScene, testRows } from "./healthy.ts";

/** On Windows the name of a variable is the same in either case, and the first that is looked for is named. */
const LOWER = Deno.build.os === "windows" ? "HTTPS_PROXY" : "https_proxy";
const CERTIFICATE = Promise.resolve(
  new TextEncoder().encode("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
);
const OFFLINE = { HF_HUB_OFFLINE: "1" };
const MIRROR = { HF_ENDPOINT: "https://mirror.invalid", ...OFFLINE };
const OFFLINE_FOUND: Expected = ["bad token_valid", "HF_HUB_OFFLINE"];

Deno.test("The doctor finds what is wrong between this machine and the Hub", async (t) => {
  await testRows(t, [
    {
      name: "an endpoint that is none",
      env: { HF_ENDPOINT: "hub" },
      expected: [["bad endpoint", '"hub"']],
      exit: 2,
    },
    {
      name: "a mirror",
      env: MIRROR,
      expected: [
        [
          "warning endpoint",
          "The token is sent to https://mirror.invalid (from HF_ENDPOINT), not to https://huggingface.co",
          { fix: "unset HF_ENDPOINT" },
        ],
        OFFLINE_FOUND,
        ["warning repository", "was not checked, because the Hub could not be asked"],
      ],
      exit: 6,
    },
    {
      name: "a proxy",
      env: { ...MIRROR, HTTPS_PROXY: "http://me:geheim@proxy.invalid:3128" },
      expected: [["good proxy", '"proxy.invalid:3128" (HTTPS_PROXY)'], OFFLINE_FOUND],
      unsaid: "geheim",
      exit: 6,
    },
    {
      name: "a proxy that is none",
      env: { ...MIRROR, https_proxy: "::::" },
      expected: [
        ["bad proxy", `The proxy in ${LOWER} cannot be used: it is not a URL`, {
          fix: "http://HOST:PORT",
        }],
        ["bad token_valid", `Cannot use the proxy in ${LOWER}`],
      ],
      exit: 6,
    },
    {
      name: "a proxy that this machine is exempt from",
      env: { HTTP_PROXY: "http://proxy.invalid:3128" },
      expected: [["good proxy", "no proxy for this Hub (HTTP_PROXY is set)"]],
    },
    {
      name: "a file of certificates that does not exist",
      env: { ...MIRROR, NODE_EXTRA_CA_CERTS: "/nowhere/company.pem" },
      expected: [
        ["good certificates", "certificates of the system and built-in"],
        [
          "warning certificates",
          'NODE_EXTRA_CA_CERTS names "/nowhere/company.pem", which is missing and ignored',
          { fix: "Correct or unset NODE_EXTRA_CA_CERTS" },
        ],
        OFFLINE_FOUND,
      ],
      exit: 6,
    },
    {
      name: "an outage",
      arrange: ({ hub }) => hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "answer", status: 503 } }),
      expected: [["bad token_valid", "503"]],
      exit: 6,
    },
    {
      name: "no connection",
      arrange: ({ hub }) => hub.fault({ on: "GET *", fault: { kind: "reset" } }),
      expected: [["bad token_valid", "onnection"], ["good env_file", ".env"]],
      exit: 6,
    },
    {
      name: "a sign-in page of the network",
      arrange: ({ hub }) => hub.fault({ on: "GET *", fault: { kind: "captive-portal" } }),
      expected: [["bad token_valid", ""]],
      exit: 6,
    },
    {
      name: "an answer without a user name",
      arrange: ({ hub }) => hub.addToken(fakeToken("nobody1"), { type: "user" }),
      env: { HF_TOKEN: fakeToken("nobody1") },
      expected: [["bad token_valid", "no user name"]],
      exit: 6,
    },
    {
      name: "an old answer of a cache, which says how old it is",
      arrange({ hub }) {
        const headers = { Date: new Date(Date.now() - 300_000).toUTCString(), Age: "300" };
        hub.fault({ on: "GET *", fault: { kind: "answer", status: 503, headers } });
      },
      expected: [["bad token_valid", "503"], ["good clock", "within a minute"]],
      exit: 6,
    },
    {
      name: "a clock five minutes ahead",
      hub: { now: () => Date.now() - 5 * 60_000 },
      expected: [["warning clock", "This machine's clock is 5 minutes ahead of the Hub's"]],
    },
    {
      name: "a clock two days behind",
      hub: { now: () => Date.now() + 48 * 3_600_000 },
      expected: [["bad clock", "2 days behind the Hub's"]],
      exit: 6,
    },
  ]);
});

Deno.test("The doctor says that the token goes elsewhere before it is sent", async () => {
  await using scene = await setHealthyScene();
  const { run } = await examine(scene, [], { env: { ...HEALTHY_ENV, ...MIRROR } });
  assertStringIncludes(run.stderr, "The token will be sent to https://mirror.invalid");
});

Deno.test("The doctor names the certificates that are in effect", async () => {
  const texts = async (
    variables: Readonly<Record<string, string>>,
    files: Readonly<Record<string, Error>>,
  ) => {
    const world = {
      environment: {
        get: (name: string) => variables[name],
        isHidden: () => false,
        set: () => {},
        system: "linux" as const,
      },
      files: {
        read: (path: string) => files[path] === undefined ? CERTIFICATE : Promise.reject(files[path]),
      },
    };
    const findings = await checkNetwork(world, parseEndpoint("https://huggingface.co"), undefined);
    return findings.map(({ grade, text }) => `${grade} ${text}`);
  };
  assertEquals(await texts({}, {}), [
    "good https://huggingface.co",
    "good no proxy",
    "good certificates of the system and built-in",
  ]);
  const variables = {
    DENO_TLS_CA_STORE: "mozilla",
    DENO_CERT: "a.pem",
    SSL_CERT_FILE: "b.pem",
    NODE_EXTRA_CA_CERTS: "c.pem",
  };
  const files = { "b.pem": new Deno.errors.PermissionDenied(), "c.pem": new Deno.errors.NotCapable() };
  assertEquals((await texts(variables, files)).slice(2), [
    'good DENO_TLS_CA_STORE is mozilla and "a.pem" (from DENO_CERT) and "c.pem" (from NODE_EXTRA_CA_CERTS)',
    'warning SSL_CERT_FILE names "b.pem", which is unreadable and ignored',
  ]);
});

Deno.test("A clock is good within a minute, a warning within a quarter of an hour, and an error beyond", async (t) => {
  const cases: readonly [seconds: number, grade: string, text: string][] = [
    [0, "good", "within a minute of the Hub's"],
    [-59, "good", "within a minute of the Hub's"],
    [60, "warning", "1 minute ahead of the Hub's"],
    [-600, "warning", "10 minutes behind the Hub's"],
    [900, "bad", "15 minutes ahead of the Hub's; "],
    [-4 * 3_600, "bad", "4 hours behind the Hub's; "],
    [90 * 86_400, "bad", "90 days ahead of the Hub's; "],
  ];
  for (const [seconds, grade, text] of cases) {
    await t.step(`${seconds} s`, () => {
      const [finding] = checkClock(seconds * 1_000);
      assertEquals([finding?.grade, finding?.text.includes(text)], [grade, true], finding?.text);
    });
  }
  assertEquals(checkClock(undefined), []);
});
