import process from "node:process";
// Each by its name: a bundle leaves the others out, nine tenths of the library.
import { confirm, input, password, select } from "@inquirer/prompts";
import { bold, cyan, dim, red } from "@std/fmt/colors";
import type { Terminal } from "../ports/terminal.ts";
import { columnsOf, hang, wrap } from "./layout.ts";
import { terminalFailure } from "./reporter.ts";

export interface Choice<T> {
  readonly name: string;
  readonly value: T;
  /** Why it cannot be chosen. */
  readonly disabled?: string;
}

/** Asks a person. Each question rejects with Failure `cancelled` on Ctrl-C and restores the terminal. */
export interface Questions {
  /** A secret: only asterisks are shown. */
  secret(message: string): Promise<string>;
  text(
    message: string,
    options: { fallback: string; validate: (answer: string) => true | string },
  ): Promise<string>;
  choose<T>(message: string, options: { choices: readonly Choice<T>[]; fallback: T }): Promise<T>;
  confirm(message: string, options: { fallback: boolean }): Promise<boolean>;
}

/** Questions for a terminal that can move its cursor. */
export function promptQuestions(interrupted: AbortSignal): Questions {
  async function ask<T>(
    question: (
      context: { output: NodeJS.WriteStream; signal: AbortSignal },
      columns: number,
      theme: ReturnType<typeof themeOf>,
    ) => Promise<T>,
  ): Promise<T> {
    const { stdin, stderr } = process;
    // Pausing between two questions leaves a read behind in older runtimes, and that read swallows the next answer
    // (measured with 2.6.10; deno #32782, #35601). The process is ended by main.ts, so an open stdin keeps nothing alive.
    stdin.pause = () => stdin;
    const columns = stderr.columns ?? 80;
    try {
      return await question({ output: stderr, signal: interrupted }, columns, themeOf(columns));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (["ExitPromptError", "AbortPromptError"].includes(error.name) || interrupted.aborted) {
        throw terminalFailure("cancelled", {}, { cause: error });
      }
      // Git Bash says that it is a terminal but has no console behind it.
      if (!/os error 6\b|setRaw/i.test(error.message)) throw error;
      throw terminalFailure("terminal_unusable", {}, { cause: error });
    }
  }
  return {
    secret: (message) =>
      ask((context, _, theme) =>
        // By default a key of this prompt shows the secret in plain letters, and a line under it invites to press it.
        password({ message, mask: "*", toggleMask: false, theme }, context)
      ),
    text: (message, { fallback, validate }) =>
      ask((context, _, theme) => input({ message, default: fallback, validate, theme }, context)),
    choose: (message, { choices, fallback }) =>
      ask(async (context, columns, theme) => {
        const options = choices.map((choice) => ({
          name: choice.disabled === undefined ? folded(choice.name, columns) : choice.name,
          short: choice.name,
          value: choice.value,
          ...(choice.disabled === undefined ? {} : { disabled: `(${choice.disabled})` }),
        }));
        const shown = Math.max(CHOICES_SHOWN, (context.output.rows ?? 0) - CHOICES_SHOWN);
        const rows = choices.flatMap((choice) => folded(textOf(choice), columns).split("\n"));
        const through = rows.length > shown ? ` through ${choices.length} choices` : "";
        const keysHelpTip = () => `(arrow keys move${through}, Enter selects)`;
        return await select({
          message,
          choices: options,
          pageSize: shown,
          default: fallback,
          theme: { ...theme, style: { ...theme.style, keysHelpTip } },
        }, context);
      }),
    confirm: (message, { fallback }) =>
      ask((context, _, theme) => confirm({ message, default: fallback, theme }, context)),
  };
}

function textOf({ name, disabled }: Choice<unknown>): string {
  return disabled === undefined ? name : `${name} (${disabled})`;
}

/** Half of a terminal of the usual 24 lines; the question and the lines above it have as many. */
const CHOICES_SHOWN = 12;

/** Breaks a text between words, below the mark of two columns in front of it: the prompts would break it anywhere. */
function folded(text: string, columns: number): string {
  return wrap(text, Math.max(16, columns - 2)).join("\n  ");
}

/** The theme of one question, which breaks its texts for the terminal. */
function themeOf(columns: number) {
  let asked = 0;
  const behind = (text: string) =>
    asked + 1 + columnsOf(text) < columns ? text : `\n  ${folded(text, columns)}`;
  return {
    // Plain ASCII marks: they mean the same in every font, encoding and screen reader.
    prefix: { idle: "?", done: ">" },
    icon: { cursor: ">" },
    spinner: { interval: 1_000, frames: [" "] },
    // Colors of our own: those of the prompts come from node:util's styleText, which looks at no NO_COLOR in Deno 2.8.3.
    style: {
      highlight: cyan,
      message(text: string) {
        const lines = folded(`? ${text}`, columns).split("\n");
        asked = columnsOf(lines.at(-1) ?? "");
        return bold(lines.join("\n").slice(2));
      },
      answer: (text: string) => cyan(behind(text)),
      defaultAnswer: (text: string) => dim(behind(`(${text})`)),
      disabled: (text: string) => dim(folded(text, columns)),
      // Not the mark of an answer and of the line at hand, as it would be by default.
      error: (text: string) => red(folded(`! ${text}`, columns)),
    },
  };
}

/** Questions for a terminal that cannot move its cursor: each is a line, lists are numbered, nothing is drawn anew. */
export function plainQuestions(terminal: Terminal, interrupted: AbortSignal): Questions {
  const columns = () => terminal.columns() ?? 80;
  const write = (lines: readonly string[]) => terminal.writeStderr(`${lines.join("\n")}\n`);
  const read = async (question: string, options: { hidden: boolean }): Promise<string> => {
    // Before the question appears: a secret that is typed early must not be shown.
    const typed = terminal.readLine(options);
    terminal.writeStderr(`${wrap(question, columns() - 1).join("\n")} `);
    const ended = Promise.withResolvers<undefined>();
    const end = () => ended.resolve(undefined);
    interrupted.addEventListener("abort", end, { once: true });
    const line = await Promise.race([typed, ended.promise]);
    interrupted.removeEventListener("abort", end);
    if (options.hidden || line === undefined) terminal.writeStderr("\n");
    if (line === undefined) throw terminalFailure("cancelled", {});
    return line;
  };
  const text: Questions["text"] = async (message, { fallback, validate }) => {
    for (;;) {
      const line = (await read(`${message}${fallback === "" ? "" : ` (${fallback})`}`, { hidden: false }))
        .trim();
      const answer = line === "" ? fallback : line;
      const verdict = validate(answer);
      if (verdict === true) return answer;
      write(hang("! ", verdict, columns()));
    }
  };
  return {
    secret: (message) => read(message, { hidden: true }),
    text,
    async choose(message, { choices, fallback }) {
      write(hang("", message, columns()));
      for (const [index, choice] of choices.entries()) {
        const lead = choice.disabled === undefined ? `  ${index + 1}) ` : "  -  ";
        write(hang(lead, textOf(choice), columns()));
      }
      const standard = choices.findIndex(({ value }) => value === fallback);
      const answer = await text("Number:", {
        fallback: standard < 0 ? "" : `${standard + 1}`,
        validate(answer) {
          const choice = /^\d+$/.test(answer) ? choices[Number(answer) - 1] : undefined;
          return choice !== undefined && choice.disabled === undefined || "Enter one of the numbers above";
        },
      });
      const choice = choices[Number(answer) - 1];
      if (choice === undefined) throw new RangeError(`Cannot take choice ${answer} of ${choices.length}`);
      return choice.value;
    },
    async confirm(message, { fallback }) {
      const answer = await text(`${message} ${fallback ? "(Y/n)" : "(y/N)"}`, {
        fallback: "",
        validate: (answer) => /^(?:y|yes|n|no|)$/i.test(answer) || "Enter y or n",
      });
      return answer === "" ? fallback : answer.toLowerCase().startsWith("y");
    },
  };
}
