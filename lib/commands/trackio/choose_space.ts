import { ownerNames, type Whoami } from "../../account/whoami.ts";
import { canCreate, failureOfSpacePlan, ownerRights } from "../../account/rights.ts";
import { singleRepositories } from "../../account/obstacles.ts";
import { Failure, PROGRAM } from "../../cli/failure.ts";
import { TRACKIO_SPACE_ID } from "../../env_file/variables.ts";
import { ownerOf, parseRepositoryName, problemOfName } from "../../hub/addresses.ts";
import { checkName } from "../ask.ts";
import type { Context, SignedIn } from "../context.ts";
import type { EnvFilePlan } from "../env_file.ts";
import { spellId } from "../sign_in.ts";
import { type Present, readPresent } from "./plan.ts";

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
 * @throws Failure `repository_name_invalid`, `cancelled`, those of the permissions table
 */
export async function chooseSpace(
  context: Context,
  account: SignedIn,
  envFile: EnvFilePlan,
): Promise<ChosenSpace> {
  const { whoami, endpoint } = account;
  const word = context.parsed.words[0];
  if (word !== undefined) return named(context, whoami, word);
  const places = [
    [envFile.values.get(TRACKIO_SPACE_ID), envFile.settings.path ?? ""],
    [context.environment.get(TRACKIO_SPACE_ID)?.trim(), "this shell"],
  ] as const;
  for (const [value, place] of places) {
    // Trackio takes a name without an owner too.
    const parts = value?.split("/") ?? [];
    if (value === undefined || parts.length > 2 || parts.some((part) => problemOfName(part))) continue;
    const space = named(context, whoami, value);
    context.reporter.note(`Using ${space.id} from ${place}; to use another: ${PROGRAM} trackio OWNER/NAME`);
    return { ...space, rememberedIn: place };
  }
  if (!context.canAsk) return ownSpace(whoami);
  // What cannot work, whatever is answered, is said before anything is asked.
  const isPossible = ownerRights(whoami, account).some(({ right }) => !(right instanceof Failure));
  if (!isPossible && singleRepositories(whoami) === undefined) {
    const right = canCreate(whoami, { owner: whoami.name, endpoint, what: "a Space" });
    if (right instanceof Failure) throw right;
  }
  return await askSpace(context, whoami);
}

/** Asks for a Space, whatever is remembered; the one that it is to be `instead` of is not proposed again. */
export async function askSpace(
  context: Context,
  whoami: Whoami,
  instead?: ChosenSpace,
): Promise<ChosenSpace> {
  const own = ownSpace(whoami).id;
  const answer = await context.questions.text("Space (NAME or OWNER/NAME):", {
    fallback: own === instead?.id ? "" : own,
    validate: (text) => checkName(context, withoutAddress(text)),
  });
  return named(context, whoami, answer);
}

/** The Space that is used where no other is named. */
function ownSpace(whoami: Whoami): ChosenSpace {
  return { id: `${whoami.name}/trackio`, ownerNamed: false };
}

function named(context: Context, whoami: Whoami, text: string): ChosenSpace {
  const { owner, name } = parseRepositoryName(withoutAddress(text));
  return { id: spellId(context, whoami, `${owner ?? whoami.name}/${name}`), ownerNamed: owner !== undefined };
}

/**
 * Reads what exists, and throws what cannot be created before anything is tried. A Space that was only remembered, and that
 * no one with this token could create, is a placeholder of an example file: the user's own is used in its place.
 */
export async function readSpaceOrOwn(
  context: Pick<Context, "reporter">,
  account: SignedIn,
  { id, rememberedIn }: ChosenSpace,
): Promise<Present> {
  const { hub, whoami, endpoint } = account;
  const owner = ownerOf(id);
  const present = await readPresent(hub, id);
  const { space, bucket } = present;
  if (space === undefined && rememberedIn !== undefined && !ownerNames(whoami).includes(owner)) {
    const own = ownSpace(whoami);
    const instead = `does not exist, or this token cannot see it; using ${own.id}`;
    context.reporter.note(`${id} from ${rememberedIn} ${instead}`);
    return await readSpaceOrOwn(context, account, own);
  }
  const missing = space === undefined ? "a Space" : bucket === undefined ? "a Bucket" : undefined;
  if (missing !== undefined) {
    const right = canCreate(whoami, { owner, endpoint, what: missing });
    if (right instanceof Failure) throw right;
  }
  const unpaid = space === undefined ? failureOfSpacePlan(whoami, id) : undefined;
  if (unpaid !== undefined) throw unpaid;
  return present;
}

/** Spaces are pasted as addresses too. */
export function withoutAddress(text: string): string {
  return text.trim().replace(/^https?:\/\/[^/]+\//, "").replace(/^spaces\//, "");
}
