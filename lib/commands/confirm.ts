import { terminalFailure } from "../terminal/failures.ts";
import type { Context } from "./context.ts";
import { commandsFailure } from "./failures.ts";

/**
 * Asks for consent, which `--yes` gives in advance.
 *
 * @param options `consequence`: what a yes leads to, shown above the question
 * @throws Failure `answer_needed` without a terminal, `cancelled` when the answer is no
 */
export async function confirm(
  context: Context,
  question: string,
  { fallback = false, consequence }: { fallback?: boolean; consequence?: string } = {},
): Promise<void> {
  if (context.parsed.has("yes")) return;
  // A line of its own: a question is not wrapped.
  if (consequence !== undefined) context.reporter.note(consequence, { evenQuiet: true });
  if (!context.canAsk) throw commandsFailure("answer_needed", { question, option: "--yes" });
  if (!await context.questions.confirm(question, { fallback })) throw terminalFailure("cancelled", {});
}
