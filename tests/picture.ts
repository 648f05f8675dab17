/**
 * `deno task picture`: `.github/picture.svg`, a real run at a terminal.
 *
 * The program runs at a pseudo-terminal against the test Hub; what it writes, colors and all, is put into the picture.
 */
import { startTestHub } from "./test_hub/test_hub.ts";
import { TOKENS } from "./test_hub/accounts.ts";
import { fromFileUrl } from "./support/paths.ts";
import { temporaryFolder } from "./support/program.ts";
import { ENTER, runAtTerminal } from "./support/pseudo_terminal.ts";
import { drawTerminal } from "./picture/draw.ts";

const QUESTIONS = ["Dataset repository (NAME", "Owner:", "Visibility:", "Continue?", "Save the token"];

await using hub = await startTestHub();
await using folder = await temporaryFolder();
const run = runAtTerminal([], { cwd: folder.path, env: { HF_ENDPOINT: hub.url } });
try {
  await run.waitFor("Token (hidden, starts with hf_):");
  run.type(TOKENS.write + ENTER);
  for (const question of QUESTIONS) {
    await run.waitFor(question);
    run.type(ENTER);
  }
  if (await run.exited !== 0) throw new Error(`The run failed:\n${run.screen}`);
} finally {
  run.kill();
}
// The port of the test Hub and the folder differ from run to run; people have neither. That another Hub is in use is
// said in the first line, which the real one does not have.
const shown = run.raw.replace(/^[^\n]*Hub [^\n]*\n/, "").replaceAll(hub.url, "https://huggingface.co")
  .replaceAll(
    folder.path,
    "/home/ada/train",
  );
const svg = drawTerminal(`$ hf-dataset-setup\r\n${shown}`, { columns: 80 });
await Deno.writeTextFile(fromFileUrl(new URL("../.github/picture.svg", import.meta.url)), svg);
