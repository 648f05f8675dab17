/**
 * `deno task demo`: the main job for real against the test Hub of this project, with no account and no network.
 *
 * The program runs as a user would run it; stdout carries the repository id, and `demo/.env` the line it wrote.
 */
import { TOKENS } from "./test_hub/accounts.ts";
import { startTestHub } from "./test_hub/test_hub.ts";
import { fromFileUrl } from "./support/paths.ts";
import { programCommand, programEnvironment } from "./support/program.ts";

const folder = fromFileUrl(new URL("../demo", import.meta.url));
await Deno.remove(folder, { recursive: true }).catch(() => undefined);
await Deno.mkdir(folder);

const encoder = new TextEncoder();
/** Writes a line for the person who watches. */
function tell(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

await using hub = await startTestHub();
const args = ["--yes", "--private", "--endpoint", hub.url];
tell(`A test Hub listens at ${hub.url}; HF_TOKEN holds a token of its user "ada".`);
tell(`$ hf-dataset-setup ${args.join(" ")}`);
const options = { cwd: folder, env: { HF_TOKEN: TOKENS.write, ...colorOf() } };
const command = programCommand(args, options);
const { code } = await new Deno.Command(command.file, {
  args: command.args,
  cwd: folder,
  clearEnv: true,
  env: programEnvironment(options),
  stdin: "null",
}).output().then((output) => {
  Deno.stderr.writeSync(output.stderr);
  Deno.stdout.writeSync(output.stdout);
  return output;
});
if (code === 0) {
  tell(`\n$ cat ${folder}/.env`);
  tell(await Deno.readTextFile(`${folder}/.env`));
  tell("On the test Hub there are now:");
  for (const [id, repository] of hub.repositories) {
    tell(`  ${id}: ${[...repository.head?.files.keys() ?? []].join(", ")}`);
  }
}
Deno.exitCode = code;

function colorOf(): Record<string, string> {
  const value = Deno.env.get("NO_COLOR");
  return value === undefined ? {} : { NO_COLOR: value };
}
