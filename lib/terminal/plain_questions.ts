import { hang, wrap } from "./layout.ts";
import { terminalFailure } from "./failures.ts";
import type { Terminal } from "../ports/terminal.ts";
import type { Questions } from "./prompts.ts";

/**
 * Questions for a terminal that cannot move its cursor: each is a line, lists are numbered, and nothing is drawn anew.
 *
 * @param interrupted aborts the question that is open
 */
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
      for (const [index, { name, disabled }] of choices.entries()) {
        const text = disabled === undefined ? name : `${name} (${disabled})`;
        write(hang(disabled === undefined ? `  ${index + 1}) ` : "  -  ", text, columns()));
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
