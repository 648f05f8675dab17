/**
 * Serves a test Hub for a person to play with, until Ctrl-C.
 *
 * `deno task hub` takes a free port; `deno task hub 8080` takes that one.
 */
import { startTestHub } from "./test_hub.ts";

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}

const [port = "0"] = Deno.args;
await using hub = await startTestHub({ port: Number(port) }).catch(async (error: unknown) => {
  const problem = error instanceof Error ? error.message : String(error);
  await Deno.stderr.write(
    new TextEncoder().encode(`Error: No Hub can be served at port ${port}: ${problem}\n`),
  );
  Deno.exit(1);
});
// Whoever came with Node alone has no deno to type.
const deno = Deno.execPath().includes("_npx") ? `npx -y deno@${Deno.version.deno}` : "deno";
const tokens = [...hub.accounts.tokens.values()];
const width = Math.max(...tokens.map(({ token }) => token.length));
const [first] = tokens;
const members = [...hub.accounts.users.values()].filter(({ memberships }) => memberships.length > 0).map((
  { name, memberships },
) => `  ${name}: ${memberships.map(({ organization, role }) => `${organization} (${role})`).join(", ")}`);

await say(`A test Hub is at ${hub.url}: it keeps everything in memory and forgets it at the end.

Tokens, none of them real:
${tokens.map(({ token, description }) => `  ${token.padEnd(width)}  ${description}`).join("\n")}

Organizations and roles:
${members.join("\n")}

Try, in another terminal:
  HF_ENDPOINT=${hub.url} HF_TOKEN=${first?.token} \\
    ${deno} run -A tests/no_jsr/deno.ts run -A main.ts --yes --env-file .env.demo

Without HF_TOKEN and --yes it asks; --help has more to try.

Ctrl-C ends it.`);

await new Promise<void>((resolve) => Deno.addSignalListener("SIGINT", resolve));
