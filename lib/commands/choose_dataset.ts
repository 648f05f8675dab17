import { DEFAULT_VARIABLE } from "../env_file/variables.ts";
import { inspectEnvFile } from "./env_file_plan.ts";
import { spellOwner } from "../account/owners.ts";
import { canWrite, type OwnerRight, ownerRights, writesNowhere } from "../account/rights.ts";
import type { Whoami } from "../account/whoami.ts";
import { cliFailure } from "../cli/failures.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import { DEFAULT_NAME, readHubSettings, type RepositorySettings } from "../cli/settings.ts";
import type { DatasetTools } from "../dataset/desired.ts";
import type { DatasetInfo } from "../hub/datasets.ts";
import { hubFailure } from "../hub/failures.ts";
import { isRepositoryId, nameOf, ownerOf, parseRepositoryName } from "../hub/repository_id.ts";
import type { Choice } from "../terminal/questions.ts";
import type { Context } from "./context.ts";
import { datasetTools, type SignedIn, signIn } from "./sign_in.ts";

/** A repository that an earlier run, or a person, named for the programs that read it. */
export interface Remembered {
  readonly id: string;
  /** Where it is named. */
  readonly place: string;
}

/**
 * Finds the repository that is already in use here: running twice must not move anything to another one.
 *
 * @param variables what names it, in the order of their rank
 * @param envFile the values that the env file gives them, and its path as it was given
 */
export function findRemembered(
  { environment }: Pick<Context, "environment">,
  variables: readonly string[],
  envFile: { readonly path: string | undefined; readonly values: ReadonlyMap<string, string | undefined> },
): Remembered | undefined {
  for (const name of variables) {
    const id = repositoryIn(envFile.values.get(name));
    if (id !== undefined) return { id, place: envFile.path ?? name };
  }
  for (const name of variables) {
    const id = repositoryIn(environment.get(name));
    if (id !== undefined) return { id, place: name };
  }
  return undefined;
}

/** The repository id in a value, also where it was pasted as the URL of a dataset. */
function repositoryIn(value: string | undefined): string | undefined {
  const id = value?.trim().replace(/^https?:\/\/[^/]+\/datasets\//, "").replace(/\/$/, "");
  return isRepositoryId(id) ? id : undefined;
}

/** The same for a command that has no options for the env file. */
async function rememberedHere(context: Context): Promise<Remembered | undefined> {
  if (context.parsed.words[0] !== undefined) return undefined;
  const files = { path: ".env", variables: [DEFAULT_VARIABLE], saveToken: false };
  const { values } = await inspectEnvFile(context, files, { forWriting: false });
  return findRemembered(context, files.variables, { path: files.path, values });
}

/** Where the repository is to be. */
export interface Target {
  readonly id: string;
  /** Whether a question was answered for it. */
  readonly asked: boolean;
  /** Whether it is the one that is already in use here. */
  readonly remembered: boolean;
}

/** What was answered; it is not asked again when an attempt fails. */
export interface Answers {
  name?: string;
  /** The owner that was chosen, for the user whose owners those were. */
  owner?: { readonly of: string; readonly owner: string };
}

/**
 * Decides on the repository: from the options, the one already in use, by asking at a terminal, or USERNAME's default.
 *
 * @throws Failure `cancelled`
 */
export async function chooseDataset(
  context: Context,
  known: {
    readonly whoami: Whoami;
    readonly settings: RepositorySettings;
    readonly endpoint: string;
    readonly remembered: Remembered | undefined;
    /** The owner where none is named. */
    readonly defaultOwner: string | undefined;
    readonly answers: Answers;
  },
): Promise<Target> {
  const { whoami, settings, remembered, defaultOwner, answers } = known;
  const isOpen = settings.name === undefined && settings.namespace === undefined;
  if (!context.canAsk) {
    if (isOpen && remembered !== undefined) {
      context.reporter.note(`Using ${remembered.id} from ${remembered.place} (--name to choose another)`);
      return { id: spelled(context, whoami, remembered.id), asked: false, remembered: true };
    }
    if (settings.namespace === undefined && defaultOwner !== undefined) {
      context.reporter.note(`Using the owner ${defaultOwner} from HF_DATASET_SETUP_ORG`);
    }
    const id = `${settings.namespace ?? defaultOwner ?? whoami.name}/${settings.name ?? DEFAULT_NAME}`;
    return { id: spelled(context, whoami, id), asked: false, remembered: false };
  }
  if (settings.name === undefined) {
    answers.name ??= await askName(context, isOpen ? remembered : undefined);
  }
  const named = parseRepositoryName(settings.name ?? answers.name ?? DEFAULT_NAME);
  const asked = settings.name === undefined;
  const owner = named.owner ?? settings.namespace;
  if (owner !== undefined) {
    const id = `${owner}/${named.name}`;
    return { id: spelled(context, whoami, id), asked, remembered: isOpen && id === remembered?.id };
  }
  const chosen = await chooseOwner(context, known);
  return { id: `${chosen.owner}/${named.name}`, asked: asked || chosen.asked, remembered: false };
}

function spelled(context: Context, whoami: Whoami, id: string): string {
  const owner = spellOwner(whoami, ownerOf(id));
  if (owner !== ownerOf(id)) context.reporter.note(`The Hub spells ${ownerOf(id)} as ${owner}`);
  return `${owner}/${nameOf(id)}`;
}

async function askName(context: Context, remembered: Remembered | undefined): Promise<string> {
  const place = remembered === undefined ? "" : `, now in ${remembered.place}`;
  return await context.questions.text(`Dataset repository (NAME or OWNER/NAME${place}):`, {
    fallback: remembered?.id ?? DEFAULT_NAME,
    judge: (answer) => checkName(context, answer),
  });
}

/** Whether an answer names a repository, or what is wrong with it: a token would be published as the name. */
export function checkName({ redactor }: Pick<Context, "redactor">, answer: string): true | string {
  if (redactor.holdsToken(answer)) {
    return "This is a token, not a name; nothing was sent";
  }
  try {
    parseRepositoryName(answer);
    return true;
  } catch (error) {
    if (error instanceof Failure) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

async function chooseOwner(
  context: Context,
  known: {
    readonly whoami: Whoami;
    readonly endpoint: string;
    readonly defaultOwner: string | undefined;
    readonly answers: Answers;
  },
): Promise<{ owner: string; asked: boolean }> {
  const { whoami, endpoint, defaultOwner, answers } = known;
  if (answers.owner?.of === whoami.name) return { owner: answers.owner.owner, asked: true };
  const rights = ownerRights(whoami, { endpoint });
  const possible = rights.filter(({ right }) => !(right instanceof Failure));
  const [first, second] = possible;
  if (second === undefined) {
    // Where nothing can be created, the user's own repository is tried all the same: it may exist.
    const owner = first?.owner ?? whoami.name;
    if (first !== undefined && rights.length > 1) {
      context.reporter.note(`${owner} is the only owner under which this token can create datasets`);
    }
    return { owner, asked: false };
  }
  const owner = await context.questions.choose("Owner:", {
    choices: ownerChoices(rights),
    fallback: possible.find(({ owner }) => owner === defaultOwner)?.owner ?? first?.owner ?? whoami.name,
  });
  answers.owner = { of: whoami.name, owner };
  return { owner, asked: true };
}

/** Owners under which nothing can be created are shown with the reason, and cannot be chosen. */
function ownerChoices(rights: readonly OwnerRight[]): readonly Choice<string>[] {
  return rights.map(({ owner, right }) => ({
    name: owner,
    value: owner,
    ...(right instanceof Failure ? { disabled: `(${right.brief})` } : {}),
  }));
}

/** An existing dataset that a command is for, and what the work on it needs. */
export interface OpenDataset {
  readonly info: DatasetInfo;
  readonly tools: DatasetTools;
  /** Where the token came from, for the output. */
  readonly source: string;
}

/** Signs in, and reads the existing dataset that a command is for; `isChanging` as in {@linkcode findDataset}. */
export async function openDataset(
  context: Context,
  { isChanging }: { readonly isChanging: boolean },
): Promise<OpenDataset> {
  const settings = readHubSettings(context.parsed, context.environment);
  const remembered = await rememberedHere(context);
  const named = namedDataset(context, remembered);
  const signedIn = await signIn(context, settings);
  context.reporter.step("Account", signedIn.whoami.name);
  const endpoint = settings.endpoint.url;
  const info = await findDataset(context, signedIn, { named, remembered, endpoint, isChanging });
  context.reporter.step("Repository", info.id);
  return { info, tools: datasetTools(context, signedIn, settings), source: signedIn.source };
}

/**
 * The existing dataset that a command is for, before anything is asked of the Hub: the one that was named, elsewhere than at
 * a terminal the one already in use here; undefined where it is to be picked.
 *
 * @throws Failure `argument_missing`, `repository_name_invalid`
 */
export function namedDataset(context: Context, remembered: Remembered | undefined): string | undefined {
  const { reporter, parsed: { command, words: [word] } } = context;
  if (word !== undefined) {
    parseRepositoryName(word);
    return word;
  }
  if (context.canAsk) return undefined;
  if (remembered === undefined) throw cliFailure("argument_missing", { argument: "REPO", command });
  reporter.note(`Using ${remembered.id} from ${remembered.place} (for another: ${PROGRAM} ${command} REPO)`);
  return remembered.id;
}

/**
 * Reads the existing dataset that a command is for.
 *
 * @param signedIn whose token it is, and the Hub
 * @param known `named`: from {@linkcode namedDataset}; without an owner, one of the token's user. `isChanging`: a token that
 * can write nowhere is refused before it is picked
 * @throws Failure `repository_not_found`, `cancelled`, those of the permissions table and of the network
 */
export async function findDataset(
  context: Context,
  signedIn: Pick<SignedIn, "whoami" | "hub">,
  known: {
    readonly named: string | undefined;
    readonly remembered: Remembered | undefined;
    readonly endpoint: string;
    readonly isChanging: boolean;
  },
): Promise<DatasetInfo> {
  const { whoami, hub } = signedIn;
  if (known.named === undefined && known.isChanging && writesNowhere(whoami, known)) {
    const right = canWrite(whoami, { ...known, repository: known.remembered?.id ?? whoami.name });
    if (right instanceof Failure) throw right;
  }
  const { owner, name } = parseRepositoryName(known.named ?? await pickDataset(context, signedIn, known));
  const repository = `${spellOwner(whoami, owner ?? whoami.name)}/${name}`;
  const info = await hub.readDataset(repository);
  if (info === undefined) throw hubFailure("repository_not_found", { repository });
  return info;
}

/** A longer list is easier to type into than to scroll through. */
const MOST_PICKED = 100;

async function pickDataset(
  context: Context,
  signedIn: Pick<SignedIn, "whoami" | "hub">,
  { remembered, endpoint }: { readonly remembered: Remembered | undefined; readonly endpoint: string },
): Promise<string> {
  const { questions } = context;
  const ids = await writableDatasets(signedIn, endpoint);
  if (ids.length === 0 || ids.length > MOST_PICKED) {
    return await questions.text("Dataset (NAME or OWNER/NAME):", {
      fallback: remembered?.id ?? "",
      judge: (answer) => checkName(context, answer),
    });
  }
  return await questions.choose("Dataset:", {
    choices: ids.map((id) => ({
      name: id === remembered?.id ? `${id} (now in ${remembered.place})` : id,
      value: id,
    })),
    fallback: ids.find((id) => id === remembered?.id) ?? ids[0] ?? "",
  });
}

async function writableDatasets(
  { whoami, hub }: Pick<SignedIn, "whoami" | "hub">,
  endpoint: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { owner } of ownerRights(whoami, { endpoint })) {
    if (canWrite(whoami, { repository: `${owner}/any`, endpoint }) instanceof Failure) continue;
    for await (const page of hub.listDatasets(owner)) {
      found.push(...page.map(({ id }) => id));
      if (found.length > MOST_PICKED) return found;
    }
  }
  return found.filter((id) => !(canWrite(whoami, { repository: id, endpoint }) instanceof Failure));
}
