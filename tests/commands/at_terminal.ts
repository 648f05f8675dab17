/** The program at a terminal, up to its menu after a failure. */
import { assertEquals } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { DOWN, ENTER, runAtTerminal, type TerminalRun } from "../support/pseudo_terminal.ts";
import type { Scene } from "../support/scene.ts";

/** The question of the menu. */
export const MENU = "What now?";

/** Starts the program with a token that may write, unless `token` or `env` says otherwise. */
export function start(
  scene: Scene,
  args: readonly string[] = [],
  options: { token?: string; env?: Record<string, string>; through?: string } = {},
): TerminalRun {
  const { token = TOKENS.write, env = { HF_TOKEN: token }, ...rest } = options;
  return runAtTerminal(args, { cwd: scene.folder, env: { HF_ENDPOINT: scene.hub.url, ...env }, ...rest });
}

/** Chooses a line of the menu by its words, however many stand above it. */
export async function choose(run: TerminalRun, words: string): Promise<void> {
  const lines = await choicesOf(run, MENU);
  const index = lines.findIndex((line) => line.includes(words));
  assertEquals(index >= 0, true, `No "${words}" in:\n${lines.join("\n")}`);
  run.type(DOWN.repeat(index) + ENTER);
}

/** All choices of a question, as soon as it is asked. */
export async function choicesOf(run: TerminalRun, question: string): Promise<readonly string[]> {
  await run.waitFor(question);
  await run.waitFor("(arrow keys move");
  const asked = run.screen.slice(
    run.screen.lastIndexOf(`${question}\n`),
    run.screen.lastIndexOf("(arrow keys move"),
  );
  return asked.split("\n").slice(1).map((line) => line.trim().replace(/^> /, "")).filter((line) =>
    line !== ""
  );
}

/** How many creations the Hub was asked for. */
export function creations(scene: Scene): number {
  return scene.requests().filter((request) => request === "POST /api/repos/create").length;
}

/** Answers the question at the end of a run with a typed token. */
export async function keepNoToken(run: TerminalRun): Promise<void> {
  await run.answer("Save the token you entered?");
}
