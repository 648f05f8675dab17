import { listDatasets } from "../hub/repositories.ts";
import { spellOwner } from "../account/whoami.ts";
import { canWrite, ownerRights, writesNowhere } from "../account/rights.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import { cliFailure } from "../cli/failures.ts";
import { type HubSettings, readFileSettings, readHubSettings } from "../cli/settings.ts";
import { type DatasetInfo, readDataset } from "../hub/datasets.ts";
import { hubFailure } from "../hub/failures.ts";
import { parseRepositoryName } from "../hub/addresses.ts";
import { checkName } from "./ask.ts";
import type { Context, SignedIn } from "./context.ts";
import { type EnvFilePlan, inspectEnvFile, type Remembered } from "./env_file.ts";
import { checkTokenToSave } from "./saved_token.ts";
import { signIn } from "./sign_in.ts";

/** An existing dataset that a command is for, and whose token reads it. */
export interface OpenDataset {
  readonly info: DatasetInfo;
  readonly account: SignedIn;
}

/**
 * Signs in, and reads the existing dataset that a command is for: the one that was named; elsewhere than at a terminal the
 * one already in use here; else one that is picked.
 *
 * @param options `isChanging`: a token that can write nowhere is refused before one is picked; `envFile`: the one that the
 * command writes; `settings`: the command line's, where they were read before that file
 * @throws Failure `argument_missing`, `repository_name_invalid`, `repository_not_found`, `cancelled`, those of the token, the
 * permissions table and the network
 */
export async function openDataset(
  context: Context,
  { isChanging, envFile, settings = readHubSettings(context.parsed, context.environment) }: {
    readonly isChanging: boolean;
    readonly envFile?: EnvFilePlan;
    readonly settings?: HubSettings;
  },
): Promise<OpenDataset> {
  const { parsed, reporter } = context;
  const { command, words: [word] } = parsed;
  let named = word;
  let remembered: Remembered | undefined;
  if (word !== undefined) {
    parseRepositoryName(word);
  } else {
    const files = readFileSettings(parsed);
    ({ remembered } = envFile ?? await inspectEnvFile(context, files, { forWriting: false }));
    if (!context.canAsk) {
      if (remembered === undefined) throw cliFailure("argument_missing", { argument: "REPO", command });
      const { id, place } = remembered;
      reporter.note(`Using ${id} from ${place}; to use another: ${PROGRAM} ${command} REPO`);
      named = id;
    }
  }
  const account = await signIn(context, settings);
  const { whoami, hub, endpoint } = account;
  if (envFile !== undefined) checkTokenToSave(context, envFile.settings, account);
  if (named === undefined && isChanging && writesNowhere(whoami, account)) {
    const right = canWrite(whoami, { repository: remembered?.id ?? whoami.name, endpoint });
    if (right instanceof Failure) throw right;
  }
  const { owner, name } = parseRepositoryName(named ?? await pickDataset(context, account, remembered));
  const repository = `${spellOwner(whoami, owner ?? whoami.name)}/${name}`;
  const info = await readDataset(hub, repository);
  if (info === undefined) throw hubFailure("repository_not_found", { repository });
  return { info, account };
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
