import { terminalFailure } from "../terminal/failures.ts";
import type { Context } from "./context.ts";
import { commandsFailure } from "./failures.ts";

/**
 * Asks for consent, which `--yes` gives in advance.
 *
 * @throws Failure `answer_needed` without a terminal, `cancelled` when the answer is no
 */
export async function confirm(
  context: Context,
  question: string,
  { fallback = false }: { fallback?: boolean } = {},
): Promise<void> {
  if (context.parsed.has("yes")) return;
  if (!context.canAsk) throw commandsFailure("answer_needed", { question, option: "--yes" });
  if (!await context.questions.confirm(question, { fallback })) throw terminalFailure("cancelled", {});
}
