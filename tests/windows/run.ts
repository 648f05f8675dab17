/**
 * `deno task test:windows [FOLDER…]`: the tests with `deno.exe` under Wine, in a copy of the tree. `--quick` runs those of
 * what differs most between systems, and skips them where there is no Wine.
 */
import { ROOT, tell } from "../../.github/build/run_deno.ts";
import { temporaryFolder } from "../support/program.ts";
import { findWine } from "./wine.ts";

/** What differs most between systems, without what takes minutes. */
const QUICK = [
  ...["edit", "lock", "other_writers", "read", "trouble", "write"].map((name) =>
    `tests/env_file/${name}_test.ts`
  ),
  "tests/env_file/git/",
  "tests/shell/",
  "tests/ports/",
  "tests/account/token_sources_test.ts",
  "tests/windows/",
  "tests/binary/env_file_test.ts",
];

/** What is not a part of the tree. */
const LEFT_OUT = [".git", "dist", "coverage", "node_modules"];

async function copyFolder(from: string, to: string, without: readonly string[] = []): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (without.includes(name)) continue;
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

const isQuick = Deno.args.includes("--quick");
const asked = Deno.args.filter((word) => word !== "--quick");
const wine = await findWine();
if ("missing" in wine) {
  tell(`The tests for Windows are skipped: ${wine.missing}`);
  Deno.exit(isQuick ? 0 : 1);
}
await using folder = await temporaryFolder();
const tree = `${folder.path}/tree`;
await copyFolder(ROOT, tree, LEFT_OUT);
const variables: Record<string, string> = {
  HF_DATASET_SETUP_FULL: Deno.env.get("HF_DATASET_SETUP_FULL") ?? "",
};
const runtime = Deno.env.get("DENORT_BIN_WINDOWS_X86_64");
if (runtime) {
  await Deno.copyFile(runtime, `${folder.path}/denort.exe`);
  variables["DENORT_BIN"] = `${await wine.share(folder.path)}\\denort.exe`;
}
const test = ["run", "-A", "tests/no_jsr/deno.ts", "test", "-A", "--frozen", "--parallel"];
const what = asked.length > 0 ? asked : isQuick ? QUICK : ["tests/"];
const { words: [file, ...args], env } = wine.command(tree, [await wine.deno(), ...test, ...what], variables);
tell(`Windows (Wine): deno test ${what.join(" ")}`);
const { code } = await new Deno.Command(file, { args, env, stdin: "null" }).spawn().status;
Deno.exitCode = code;
