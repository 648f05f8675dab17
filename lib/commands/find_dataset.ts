import { listDatasets } from "../hub/repositories.ts";
import { spellOwner } from "../account/whoami.ts";
import { canWrite, ownerRights, writesNowhere } from "../account/rights.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import { cliFailure } from "../cli/failures.ts";
import { readHubSettings } from "../cli/settings.ts";
import { DEFAULT_VARIABLE } from "../env_file/variables.ts";
import { type DatasetInfo, readDataset } from "../hub/datasets.ts";
import { hubFailure } from "../hub/failures.ts";
import { parseRepositoryName } from "../hub/addresses.ts";
import { checkName } from "./ask.ts";
import type { Context } from "./context.ts";
import { inspectEnvFile } from "./env_file.ts";
import { type SignedIn, signIn } from "./sign_in.ts";
import { findRemembered, type Remembered } from "./wanted.ts";

/** An existing dataset that a command is for, and whose token reads it. */
export interface OpenDataset {
  readonly info: DatasetInfo;
  readonly account: SignedIn;
}

/** Signs in, and reads the existing dataset that a command is for; `isChanging` as in {@linkcode findDataset}. */
export async function openDataset(
  context: Context,
  { isChanging }: { readonly isChanging: boolean },
): Promise<OpenDataset> {
  const settings = readHubSettings(context.parsed, context.environment);
  const remembered = await rememberedHere(context);
  const named = namedDataset(context, remembered);
  const account = await signIn(context, settings);
  context.reporter.step("Account", account.whoami.name);
  const info = await findDataset(context, account, { named, remembered, isChanging });
  context.reporter.step("Repository", info.id);
  return { info, account };
}

/** The repository that is already in use here, for a command that has no options for the env file. */
async function rememberedHere(context: Context): Promise<Remembered | undefined> {
  if (context.parsed.words[0] !== undefined) return undefined;
  const files = { path: ".env", variables: [DEFAULT_VARIABLE], saveToken: false };
  return findRemembered(context, await inspectEnvFile(context, files, { forWriting: false }));
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
  reporter.note(
    `Using ${remembered.id} from ${remembered.place}; to use another: ${PROGRAM} ${command} REPO`,
  );
  return remembered.id;
}

/**
 * Reads the existing dataset that a command is for.
 *
 * @param options `named`: from {@linkcode namedDataset}; without an owner, one of the token's user. `isChanging`: a token that
 * can write nowhere is refused before it is picked
 * @throws Failure `repository_not_found`, `cancelled`, those of the permissions table and of the network
 */
export async function findDataset(
  context: Context,
  account: SignedIn,
  { named, remembered, isChanging }: {
    readonly named: string | undefined;
    readonly remembered: Remembered | undefined;
    readonly isChanging: boolean;
  },
): Promise<DatasetInfo> {
  const { whoami, hub, endpoint } = account;
  if (named === undefined && isChanging && writesNowhere(whoami, account)) {
    const right = canWrite(whoami, { repository: remembered?.id ?? whoami.name, endpoint });
    if (right instanceof Failure) throw right;
  }
  const { owner, name } = parseRepositoryName(named ?? await pickDataset(context, account, remembered));
  const repository = `${spellOwner(whoami, owner ?? whoami.name)}/${name}`;
  const info = await readDataset(hub, repository);
  if (info === undefined) throw hubFailure("repository_not_found", { repository });
  return info;
}

/** A longer list is easier to type into than to scroll through. */
const MOST_PICKED = 100;

async function pickDataset(
  context: Context,
  account: SignedIn,
  remembered: Remembered | undefined,
): Promise<string> {
  const { questions } = context;
  const ids = await writableDatasets(account);
  if (ids.length === 0 || ids.length > MOST_PICKED) {
    return await questions.text("Dataset (NAME or OWNER/NAME):", {
      fallback: remembered?.id ?? "",
      validate: (answer) => checkName(context, answer),
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

async function writableDatasets({ whoami, hub, endpoint }: SignedIn): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { owner } of ownerRights(whoami, { endpoint })) {
    if (canWrite(whoami, { repository: `${owner}/any`, endpoint }) instanceof Failure) continue;
    for await (const page of listDatasets(hub, owner)) {
      found.push(...page.map(({ id }) => id));
      if (found.length > MOST_PICKED) return found;
    }
  }
  return found.filter((id) => !(canWrite(whoami, { repository: id, endpoint }) instanceof Failure));
}
