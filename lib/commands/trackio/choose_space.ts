import { ownerNames, spellOwner, type Whoami } from "../../account/whoami.ts";
import { canCreate, failureOfSpacePlan, ownerRights } from "../../account/rights.ts";
import { singleRepositories } from "../../account/obstacles.ts";
import { Failure, PROGRAM } from "../../cli/failure.ts";
import { TRACKIO_SPACE_ID } from "../../env_file/variables.ts";
import { ownerOf, parseRepositoryName, problemOfName } from "../../hub/addresses.ts";
import { checkName } from "../ask.ts";
import type { Context } from "../context.ts";
import type { EnvFilePlan } from "../env_file.ts";
import type { SignedIn } from "../sign_in.ts";
import { type Present, readPresent } from "./plan.ts";

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
 * @throws Failure `repository_name_invalid`, `cancelled`, those of the permissions table
 */
export async function chooseSpace(
  context: Context,
  account: SignedIn,
  envFile: EnvFilePlan,
): Promise<ChosenSpace> {
  const { whoami } = account;
  const word = context.parsed.words[0];
  if (word !== undefined) return named(word, { context, whoami });
  const places = [
    [envFile.values.get(TRACKIO_SPACE_ID), envFile.settings.path ?? ""],
    [context.environment.get(TRACKIO_SPACE_ID)?.trim(), "this shell"],
  ] as const;
  for (const [value, place] of places) {
    if (value === undefined || !isSpaceName(value)) continue;
    const space = named(value, { context, whoami });
    context.reporter.note(`Using ${space.id} from ${place}; to use another: ${PROGRAM} trackio OWNER/NAME`);
    return { ...space, rememberedIn: place };
  }
  if (!context.canAsk) return ownSpace(whoami);
  refuseWithoutRights(account);
  return await askSpace(context, whoami);
}

/** What cannot work, whatever is answered, is said before anything is asked. */
function refuseWithoutRights({ whoami, endpoint }: SignedIn): void {
  if (ownerRights(whoami, { endpoint }).some(({ right }) => !(right instanceof Failure))) return;
  if (singleRepositories(whoami) !== undefined) return;
  const right = canCreate(whoami, { owner: whoami.name, endpoint, what: "a Space" });
  if (right instanceof Failure) throw right;
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
  return named(answer, { context, whoami });
}

/** @throws Failure `repository_name_invalid`, before anything is asked */
export function checkSpaceWord(word: string | undefined): void {
  if (word !== undefined) parseRepositoryName(withoutAddress(word));
}

/** The Space that is used where no other is named. */
function ownSpace(whoami: Whoami): ChosenSpace {
  return { id: `${whoami.name}/${DEFAULT_SPACE_NAME}`, ownerNamed: false };
}

function named(text: string, { context, whoami }: { context: Context; whoami: Whoami }): ChosenSpace {
  const { owner, name } = parseRepositoryName(withoutAddress(text));
  if (owner === undefined) return { id: `${whoami.name}/${name}`, ownerNamed: false };
  const spelled = spellOwner(whoami, owner);
  if (spelled !== owner) context.reporter.note(`The Hub spells ${owner} as ${spelled}`);
  return { id: `${spelled}/${name}`, ownerNamed: true };
}

/**
 * Reads what exists, and says what cannot be created before anything is tried.
 *
 * A Space that was only remembered, and that no one with this token could create, is a placeholder of an example file:
 * the user's own is used in its place.
 *
 * @throws Failure of the permissions table, `space_needs_plan`, `space_not_writable`, and those of the network
 */
export async function readSpaceOrOwn(
  context: Pick<Context, "reporter">,
  account: SignedIn,
  { id, rememberedIn }: ChosenSpace,
): Promise<{ readonly spaceId: string; readonly present: Present }> {
  const { hub, whoami, endpoint } = account;
  const owner = ownerOf(id);
  const present = await readPresent(hub, id);
  const { space, bucket } = present;
  if (space === undefined && rememberedIn !== undefined && !ownerNames(whoami).includes(owner)) {
    const own = ownSpace(whoami);
    context.reporter.note(
      `${id} from ${rememberedIn} does not exist, or this token cannot see it; using ${own.id}`,
    );
    return await readSpaceOrOwn(context, account, own);
  }
  const missing = space === undefined ? "a Space" : bucket === undefined ? "a Bucket" : undefined;
  if (missing !== undefined) {
    const right = canCreate(whoami, { owner, endpoint, what: missing });
    if (right instanceof Failure) throw right;
  }
  const unpaid = space === undefined ? failureOfSpacePlan(whoami, id) : undefined;
  if (unpaid !== undefined) throw unpaid;
  return { spaceId: space?.info.id ?? id, present };
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
