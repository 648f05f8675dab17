import { spellOwner } from "../../account/owners.ts";
import type { Whoami } from "../../account/whoami.ts";
import { PROGRAM } from "../../cli/failure.ts";
import { parseRepositoryName, problemOfName } from "../../hub/repository_id.ts";
import { TRACKIO_SPACE_ID } from "../../env_file/variables.ts";
import type { FileSettings } from "../../cli/settings.ts";
import { checkName } from "../choose_dataset.ts";
import type { Context } from "../context.ts";
import type { EnvFilePlan } from "../env_file_plan.ts";

/** The name of a Space for which no other was given. */
const DEFAULT_SPACE_NAME = "trackio";

/** Which Space it is to be. */
export interface ChosenSpace {
  /** `owner/name`. */
  readonly id: string;
  /** Where it was named without being asked for; a placeholder there is not taken at its word. */
  readonly rememberedIn?: string;
  /** Whether the owner was named; it is the token's user otherwise. */
  readonly ownerNamed: boolean;
}

/**
 * Decides on the Space: the one on the command line, the one that the env file or the environment names, the answer to a
 * question, or `USERNAME/trackio`.
 *
 * @throws Failure `repository_name_invalid`, `cancelled`
 */
export async function chooseSpace(
  context: Context,
  known: { readonly whoami: Whoami; readonly envFile: EnvFilePlan; readonly files: FileSettings },
): Promise<ChosenSpace> {
  const { whoami, envFile, files } = known;
  const word = context.parsed.words[0];
  if (word !== undefined) return named(word, { context, whoami });
  const places = [
    [envFile.values.get(TRACKIO_SPACE_ID), files.path ?? ""],
    [context.environment.get(TRACKIO_SPACE_ID)?.trim(), "this shell"],
  ] as const;
  for (const [value, place] of places) {
    if (value === undefined || !isSpaceName(value)) continue;
    const space = named(value, { context, whoami });
    context.reporter.note(`Using ${space.id} from ${place}; to use another: ${PROGRAM} trackio OWNER/NAME`);
    return { ...space, rememberedIn: place };
  }
  return context.canAsk ? await askSpace(context, whoami) : ownSpace(whoami);
}

/** Asks for a Space, whatever is remembered. */
export async function askSpace(context: Context, whoami: Whoami): Promise<ChosenSpace> {
  const answer = await context.questions.text("Space (NAME or OWNER/NAME):", {
    fallback: ownSpace(whoami).id,
    judge: (text) => checkName(context, withoutAddress(text)),
  });
  return named(answer, { context, whoami });
}

/** @throws Failure `repository_name_invalid`, before anything is asked */
export function checkSpaceWord(word: string | undefined): void {
  if (word !== undefined) parseRepositoryName(withoutAddress(word));
}

/** The Space that is used where no other is named. */
export function ownSpace(whoami: Whoami): ChosenSpace {
  return { id: `${whoami.name}/${DEFAULT_SPACE_NAME}`, ownerNamed: false };
}

function named(text: string, { context, whoami }: { context: Context; whoami: Whoami }): ChosenSpace {
  const { owner, name } = parseRepositoryName(withoutAddress(text));
  if (owner === undefined) return { id: `${whoami.name}/${name}`, ownerNamed: false };
  const spelled = spellOwner(whoami, owner);
  if (spelled !== owner) context.reporter.note(`The Hub spells ${owner} as ${spelled}`);
  return { id: `${spelled}/${name}`, ownerNamed: true };
}

/** Spaces are pasted as addresses too. */
function withoutAddress(text: string): string {
  return text.trim().replace(/^https?:\/\/[^/]+\//, "").replace(/^spaces\//, "");
}

/** Trackio takes a name without an owner too. */
function isSpaceName(value: string): boolean {
  const parts = value.split("/");
  return parts.length <= 2 && parts.every((part) => problemOfName(part) === undefined);
}
