import { accountFailure } from "./failures.ts";
import type { Redactor } from "../terminal/redactor.ts";
import { normalizeToken } from "./normalize_token.ts";

/** A rejected text from this length on is masked: it may be a secret of another kind, a shorter one is a word. */
const SHORTEST_SECRET = 16;

/**
 * Frees a token from what is around it, and makes it known to the redactor before anything is said about it.
 *
 * @param found the raw text and how its source is called
 * @param options the redactor, and the Hub without a slash at the end
 * @returns the token, with notes on what was mended
 * @throws Failure `token_empty`, `token_wrong_kind`, `token_malformed`
 */
export function judgeToken(
  found: { readonly source: string; readonly raw: string },
  options: { readonly redactor: Redactor; readonly endpoint: string },
): { readonly token: string; readonly notes: readonly string[] } {
  const { source } = found;
  const { redactor, endpoint } = options;
  const raw = found.raw.trim();
  const judged = normalizeToken(raw);
  if (judged.kind === "token") {
    redactor.addToken(judged.token);
    if (raw !== judged.token) redactor.add(raw);
    return judged;
  }
  if (raw.length >= SHORTEST_SECRET) redactor.add(raw);
  switch (judged.kind) {
    case "empty":
      throw accountFailure("token_empty", { source, endpoint });
    case "organization":
      throw accountFailure("token_wrong_kind", { source, endpoint });
    case "malformed":
      throw accountFailure("token_malformed", { source, endpoint, problem: judged.problem });
  }
}
