import { type OwnerRight, ownerRights } from "../account/rights.ts";
import { spellOwner } from "../account/owners.ts";
import { DEFAULT_NAME, type RepositorySettings } from "../cli/settings.ts";
import { parseRepositoryName } from "../hub/repository_id.ts";
import { Failure } from "../cli/failure.ts";
import type { Choice } from "../terminal/questions.ts";
import type { Whoami } from "../account/whoami.ts";
import type { Context } from "./context.ts";

/** Where the repository is to be, and whether somebody was asked for it. */
export interface Target {
  /** `owner/name`. */
  readonly id: string;
  readonly asked: boolean;
  /** Whether the namespace was named; else it is one of those of the token. */
  readonly said: boolean;
}

/**
 * Decides on namespace and name: from the options, by asking where somebody can answer, else by default.
 *
 * @throws Failure `cancelled`
 */
export async function chooseTarget(
  context: Context,
  known: { whoami: Whoami; settings: RepositorySettings; endpoint: string },
): Promise<Target> {
  const { whoami, settings } = known;
  const named = settings.name !== undefined
    ? { name: settings.name, owner: undefined, asked: false }
    : context.canAsk
    ? { ...parseRepositoryName(await askName(context)), asked: true }
    : { name: DEFAULT_NAME, owner: undefined, asked: false };
  const namespace = named.owner ?? settings.namespace;
  if (namespace !== undefined) {
    const spelled = spellOwner(whoami, namespace);
    if (spelled !== namespace) context.reporter.note(`The Hub spells ${namespace} as ${spelled}`);
    const id = `${spelled}/${named.name}`;
    return { id, asked: named.asked, said: true };
  }
  if (!context.canAsk) return { id: `${whoami.name}/${named.name}`, asked: false, said: false };
  const chosen = await chooseNamespace(context, known);
  const id = `${chosen.namespace}/${named.name}`;
  return { id, asked: named.asked || chosen.asked, said: false };
}

async function askName(context: Context): Promise<string> {
  return await context.questions.text("Name of the dataset repository:", {
    fallback: DEFAULT_NAME,
    judge: (answer) => judgeName(context, answer),
  });
}

/** Whether an answer names a repository, or what is wrong with it: a token would be published as the name. */
export function judgeName({ redactor }: Pick<Context, "redactor">, answer: string): true | string {
  if (redactor.holdsToken(answer)) {
    return "This is a token, not a name; nothing was sent. Press Ctrl-C, or type the name";
  }
  try {
    parseRepositoryName(answer);
    return true;
  } catch (error) {
    if (error instanceof Failure) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/** The namespaces as lines of a question; those where the token may not create cannot be chosen. */
export function namespaceChoices(rights: readonly OwnerRight[]): readonly Choice<string>[] {
  return rights.map(({ owner, right }) => ({
    name: owner,
    value: owner,
    ...(right instanceof Failure ? { disabled: `(${right.brief})` } : {}),
  }));
}

async function chooseNamespace(
  context: Context,
  known: { whoami: Whoami; endpoint: string },
): Promise<{ namespace: string; asked: boolean }> {
  const rights = ownerRights(known.whoami, { endpoint: known.endpoint });
  const usable = rights.filter((right) => !(right.right instanceof Failure));
  const [only, second] = usable;
  if (second === undefined) {
    // With nowhere to create, the user's own namespace is tried all the same: the repository may exist already.
    const namespace = only?.owner ?? known.whoami.name;
    if (only !== undefined && rights.length > 1) {
      context.reporter.note(`"${namespace}" is the only namespace where this token may create datasets`);
    }
    return { namespace, asked: false };
  }
  const namespace = await context.questions.choose("Where should it be?", {
    choices: namespaceChoices(rights),
    fallback: only?.owner ?? known.whoami.name,
  });
  return { namespace, asked: true };
}
