import { sep } from "node:path";
import { fakeToken } from "../../test_hub/accounts.ts";
import { testRows } from "./patient.ts";

/** On Windows the name of a variable is the same in either case, and the first that is looked for is named. */
const LOWER = Deno.build.os === "windows" ? "HTTPS_PROXY" : "https_proxy";
const OFFLINE = { HF_HUB_OFFLINE: "1" };
const MIRROR = { HF_ENDPOINT: "https://mirror.invalid", ...OFFLINE };

Deno.test("The doctor finds what is wrong with the way to the Hub", async (t) => {
  await testRows(t, [
    {
      name: "an endpoint that is none",
      env: { HF_ENDPOINT: "hub" },
      expected: [{ check: "endpoint", grade: "bad", text: '"hub"', exit: 2 }],
    },
    {
      name: "a mirror",
      env: MIRROR,
      expected: [
        {
          check: "endpoint",
          grade: "warning",
          text: "https://mirror.invalid (from HF_ENDPOINT) is not https://huggingface.co; it gets the token",
          command: "unset HF_ENDPOINT",
        },
        { check: "token_valid", grade: "bad", text: "HF_HUB_OFFLINE", exit: 6 },
        { check: "repository", grade: "warning", text: "was not checked, because the Hub did not answer" },
      ],
    },
    {
      name: "a proxy",
      env: { ...MIRROR, HTTPS_PROXY: "http://me:geheim@proxy.invalid:3128" },
      expected: [
        { check: "proxy", grade: "good", text: '"proxy.invalid:3128" (from HTTPS_PROXY)' },
        { check: "token_valid", grade: "bad", text: "HF_HUB_OFFLINE", exit: 6 },
      ],
    },
    {
      name: "a proxy that is none",
      env: { ...MIRROR, https_proxy: "::::" },
      expected: [
        {
          check: "proxy",
          grade: "warning",
          text: `${LOWER} holds no address of a proxy`,
          command: `unset ${LOWER}`,
        },
        { check: "token_valid", grade: "bad", text: "HF_HUB_OFFLINE", exit: 6 },
      ],
    },
    {
      name: "a proxy that this machine is exempt from",
      env: { HTTP_PROXY: "http://proxy.invalid:3128" },
      expected: [{ check: "proxy", grade: "good", text: "none for this Hub, although HTTP_PROXY is set" }],
    },
    {
      name: "a file of certificates that is not there",
      env: { ...MIRROR, NODE_EXTRA_CA_CERTS: "/nowhere/company.pem", SHELL: "/usr/bin/fish" },
      expected: [
        { check: "certificates", grade: "good", text: "the authorities of the system and the built-in ones" },
        {
          check: "certificates",
          grade: "warning",
          text: 'NODE_EXTRA_CA_CERTS names "/nowhere/company.pem", which is not there',
          command: `${Deno.build.os === "windows" ? "unset" : "set -e"} NODE_EXTRA_CA_CERTS`,
        },
        { check: "token_valid", grade: "bad", text: "HF_HUB_OFFLINE", exit: 6 },
      ],
    },
    {
      name: "an outage",
      spoil: ({ hub }) => hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "answer", status: 503 } }),
      expected: [{ check: "token_valid", grade: "bad", text: "503", exit: 6 }],
    },
    {
      name: "no connection",
      spoil: ({ hub }) => hub.fault({ on: "GET *", fault: { kind: "reset" } }),
      expected: [
        { check: "token_valid", grade: "bad", text: "onnection", exit: 6 },
        { check: "env_file", grade: "good", text: `${sep}.env` },
      ],
    },
    {
      name: "a sign-in page of the network",
      spoil: ({ hub }) => hub.fault({ on: "GET *", fault: { kind: "captive-portal" } }),
      expected: [{ check: "token_valid", grade: "bad", text: "", exit: 6 }],
    },
    {
      name: "an answer that names nobody",
      spoil: ({ hub }) => hub.addToken(fakeToken("nobody1"), { type: "user" }),
      env: { HF_TOKEN: fakeToken("nobody1") },
      expected: [{ check: "token_valid", grade: "bad", text: "has no user name", exit: 6 }],
    },
    {
      name: "a clock five minutes ahead",
      hub: { now: () => Date.now() - 5 * 60_000 },
      expected: [
        {
          check: "clock",
          grade: "warning",
          text: "5 minutes ahead of the Hub's",
          ...(Deno.build.os === "linux" ? { command: "sudo timedatectl set-ntp true" } : {}),
        },
      ],
    },
    {
      name: "a clock two days behind",
      hub: { now: () => Date.now() + 48 * 3_600_000 },
      expected: [{ check: "clock", grade: "bad", text: "2 days behind the Hub's", exit: 6 }],
    },
  ]);
});
