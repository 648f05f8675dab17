/**
 * What a person sees, kept in `NAME.txt` beside this file: the real program at a pseudo-terminal of each width.
 *
 * A test compares; `deno task screens` writes the files anew.
 */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../lib/cli/options.ts";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { replay } from "../picture/replay.ts";
import { runAtTerminal, terminalTest } from "../support/pseudo_terminal.ts";
import {
  programCommand,
  programEnvironment,
  type ProgramOptions,
  temporaryFolder,
} from "../support/program.ts";
import { type Scene, setScene } from "../support/scene.ts";

/** One screen: a command line, the world it runs in, and what is typed. */
export interface Screen {
  /** Of its file, and of the test. */
  readonly name: string;
  /** What is typed behind the program's name. */
  readonly args: readonly string[];
  /** The widths of the terminal; 80, 40 and 120 when left out. */
  readonly columns?: readonly number[];
  /** Prepares the test Hub and the folder. */
  readonly set?: (scene: Scene) => void | Promise<void>;
  /** The variables; ada's write token in HF_TOKEN when left out. */
  readonly env?: Readonly<Record<string, string>>;
  /** More files that can be read. */
  readonly files?: readonly string[];
  /** What is typed, each time when a text stands on the screen. */
  readonly keys?: readonly (readonly [onceShown: string, keys: string])[];
  /** 0 when left out. */
  readonly exit?: number;
}

const WIDTHS = [80, 40, 120] as const;
const isUpdating = Deno.args.includes("--update");

/** Compares each screen with its file; with `--update` writes it. */
export function testScreens(screens: readonly Screen[]): void {
  for (const screen of screens) {
    terminalTest(`screen ${screen.name}`, async () => {
      const widths = screen.columns ?? WIDTHS;
      const written: string[] = [];
      for (const columns of widths) written.push(await record(screen, columns));
      const shown = widths.map((columns, index) => [
        ` ${columns} columns`.padStart(columns, "-"),
        ...rowsOf(written[index] ?? "", columns),
      ]);
      const file = new URL(`${screen.name}.txt`, import.meta.url);
      const text = `$ ${["hf-dataset-setup", ...screen.args].join(" ")}\n${shown.flat().join("\n")}\n`;
      if (isUpdating) await Deno.writeTextFile(file, text);
      assertEquals(text, await Deno.readTextFile(file), "`deno task screens` writes the file anew");
      for (const [index, columns] of widths.entries()) {
        checkNothingCut(written[index] ?? "", { columns, widest: written.at(-1) ?? "" });
        if (!isHelp(screen)) checkNothingHidden(written[index] ?? "");
      }
    });
  }
}

/** Everything that the program writes to a terminal of this width. */
async function record(screen: Screen, columns: number): Promise<string> {
  await using scene = await setScene({ now: () => Date.parse("2026-10-05T12:00:00Z") });
  await screen.set?.(scene);
  const options: ProgramOptions = {
    cwd: scene.folder,
    env: { LANG: "C.UTF-8", ...screen.env ?? { HF_TOKEN: TOKENS.write } },
    main: ["screen_program.ts", scene.hub.url],
    files: screen.files ?? [],
  };
  const run = runAtTerminal(screen.args, { ...options, columns });
  try {
    for (const [onceShown, keys] of screen.keys ?? []) {
      await run.waitFor(onceShown);
      run.type(keys);
    }
    assertEquals(await run.exited, screen.exit ?? 0, run.screen);
  } finally {
    run.kill();
  }
  for (const token of Object.values(TOKENS)) assert(!run.raw.includes(token), "A token was shown");
  // What help shows is for other shells and files too; copied_test.ts reads it.
  if (columns === WIDTHS[0] && !isHelp(screen)) {
    for (const row of rowsOf(run.raw, Infinity)) {
      if (isCommand(row.trim())) await runCopied(row.trim(), options);
    }
  }
  return run.raw.replaceAll(scene.folder, "/home/ada/train");
}

function rowsOf(written: string, columns: number): string[] {
  return replay(written, { columns }).map((row) => row.map(({ character }) => character).join("").trimEnd());
}

function isHelp({ name }: Screen): boolean {
  return name.startsWith("help_");
}

/** No word is cut at any width, and only a command or a URL is wider than the terminal. */
function checkNothingCut(written: string, { columns, widest }: { columns: number; widest: string }): void {
  const rows = rowsOf(written, Infinity);
  for (const row of rows) {
    if (row.length > columns) assert(isCopied(row.trim()), `${row.length} columns of ${columns}: ${row}`);
  }
  assertEquals(wordsOf(rows), wordsOf(rowsOf(widest, Infinity)), `other words at ${columns} columns`);
}

function wordsOf(rows: readonly string[]): string[] {
  return rows.join(" ").split(/\s+/).filter((word) => word !== "" && word !== "#");
}

/** A line of its own that people copy. */
function isCopied(line: string): boolean {
  // A single word: an address, or a long VARIABLE=OWNER/NAME.
  return /^\S+$/.test(line) || isCommand(line);
}

const OWN_COMMAND = `hf-dataset-setup(?: [-[]| (?:${COMMANDS.map(({ name }) => name).join("|")})\\b|\\)|$)`;
const COMMAND = new RegExp(`^(?:(?:\\S*\\$\\(|eval "\\$\\()?${OWN_COMMAND}|hf auth|git -C|chmod|export )`);

function isCommand(line: string): boolean {
  return COMMAND.test(line);
}

const SHOWN = new RegExp(`${OWN_COMMAND}|https?://\\S*[?/]\\S`);

/** A command or an address is the whole line, or people would have to pick it out of a sentence. */
function checkNothingHidden(written: string): void {
  for (const row of rowsOf(written, Infinity)) {
    const [before] = row.trim().split(SHOWN);
    const isAlone = before === "" || before === row.trim() ||
      /^(?:\S*\$\(|eval "\$\(|(?:Page|Hub) +)$/.test(before ?? "");
    assert(isAlone, `Hidden in a sentence: ${row}`);
  }
}

/** What a placeholder is replaced by. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  "OWNER/NAME": "ada/other",
  "ORG/trackio": `${ORGANIZATIONS.write}/trackio`,
  "ORGANIZATION/runs": `${ORGANIZATIONS.write}/runs`,
  "REPO": "runs",
  "PLAN": "plan.json",
  "USER": "grace",
};

/** Runs a line as it was copied, in a shell that finds the program by its name. */
async function runCopied(line: string, options: ProgramOptions): Promise<void> {
  const program = programCommand([], options);
  await using bin = await temporaryFolder();
  await writeScript(
    `${bin.path}/hf-dataset-setup`,
    [program.file, ...program.args].map((word) => `'${word}'`).join(" "),
  );
  await writeScript(`${bin.path}/hf`, "true");
  const typed = line.replace(/[A-Z]+(?:\/\w+)?(?= |$)/g, (word) => PLACEHOLDERS[word] ?? word);
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", typed],
    cwd: options.cwd,
    clearEnv: true,
    env: { ...programEnvironment(options), PATH: `${bin.path}:/usr/bin:/bin` },
    stdin: "null",
  }).output();
  const said = new TextDecoder().decode(stderr);
  // At a terminal these ask: for a dataset, or for consent.
  const asks = /use needs REPO|Cannot prompt without a terminal/.test(said);
  assert(asks || ![1, 2, 126, 127].includes(code), `${typed}: ${code}\n${said}`);
}

async function writeScript(path: string, command: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
}
