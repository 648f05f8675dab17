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
await using hub = await startTestHub({ port: Number(port) });
const tokens = [...hub.accounts.tokens.values()];
const width = Math.max(...tokens.map(({ token }) => token.length));
const [first] = tokens;

await say(`A test Hub is at ${hub.url}: it keeps everything in memory and forgets it at the end.

Tokens, none of them real:
${tokens.map(({ token, description }) => `  ${token.padEnd(width)}  ${description}`).join("\n")}

Try, in another terminal:
  HF_ENDPOINT=${hub.url} HF_TOKEN=${first?.token} \\
    deno run -A tests/no_jsr/deno.ts run -A main.ts --yes --env-file demo.env

Ctrl-C ends it.`);

await new Promise<void>((resolve) => Deno.addSignalListener("SIGINT", resolve));
