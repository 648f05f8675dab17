import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "../support/paths.ts";
import { TOKENS } from "./accounts.ts";

Deno.test("the served Hub prints its address, its tokens and an example, answers, and ends with Ctrl-C", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: servedBy(),
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let printed = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!printed.includes("Ctrl-C ends it.")) printed += (await reader.read()).value ?? "";
  for (const token of Object.values(TOKENS)) {
    if (token !== TOKENS.unknown) assertStringIncludes(printed, `  ${token} `);
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
  assertStringIncludes(printed, `HF_ENDPOINT=${url} HF_TOKEN=${TOKENS.write}`);
  // What is tried leaves nothing in the checkout that git would take.
  assertStringIncludes(printed, "--env-file .env.demo\n");
  const response = await fetch(`${url}/api/whoami-v2`, {
    headers: { Authorization: `Bearer ${TOKENS.write}` },
  });
  assertEquals([response.status, (await response.json()).name], [200, "ada"]);
  // Windows knows no signals: there the process is ended from outside, and Deno takes no SIGINT for it.
  child.kill(Deno.build.os === "windows" ? "SIGKILL" : "SIGINT");
  const { code } = await child.status;
  await reader.cancel();
  if (Deno.build.os !== "windows") assertEquals(code, 0);
});

Deno.test("a port that cannot be had is told in one line", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: servedBy("http"),
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(code, 1);
  assertMatch(new TextDecoder().decode(stderr), /^Error: No Hub can be served at port http: .+\n$/);
});

/** The arguments that make `deno` serve the Hub. */
function servedBy(...args: string[]): string[] {
  const usesJsr = import.meta.resolve("@std/assert").startsWith("jsr:");
  const map = usesJsr
    ? []
    : [`--import-map=${fromFileUrl(new URL("../no_jsr/import_map.json", import.meta.url))}`];
  const file = fromFileUrl(new URL("serve.ts", import.meta.url));
  return ["run", "-A", "--quiet", "--no-check", ...map, file, ...args];
}
