import type { World } from "../ports/world.ts";
import type { Questions } from "./prompts.ts";

export type { Choice, Questions } from "./prompts.ts";

/**
 * Questions at the terminal, written to stderr so that stdout stays the result.
 *
 * What draws them is loaded with the first one: most runs ask nothing, and the start must stay as quick as an empty program.
 *
 * @param interrupted aborts the question that is open
 */
export function questionsAt(
  { terminal, interrupted, environment }: Pick<World, "terminal" | "interrupted" | "environment">,
): Questions {
  const load = async () => {
    if (environment.get("TERM") === "dumb") {
      return (await import("./plain_questions.ts")).plainQuestions(terminal, interrupted);
    }
    // The colors are the theme's. Asked for others, Deno 2.9 finds out what the terminal can by a dozen variables, each of
    // which would need a grant; told that there are none, it reads no further.
    environment.set("FORCE_COLOR", "0");
    return (await import("./prompts.ts")).promptQuestions(interrupted);
  };
  return {
    secret: async (message) => (await load()).secret(message),
    text: async (message, options) => (await load()).text(message, options),
    choose: async (message, options) => (await load()).choose(message, options),
    confirm: async (message, options) => (await load()).confirm(message, options),
  };
}
