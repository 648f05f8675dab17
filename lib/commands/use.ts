import { checkWrite } from "../hub/datasets.ts";
import { canWrite, refusedByHub } from "../account/rights.ts";
import { datasetFailure } from "../dataset/failures.ts";
import { readFileSettings, readHubSettings } from "../cli/settings.ts";
import type { CommandResult, Context, SignedIn } from "./context.ts";
import { checkSchemes } from "./check_trackio.ts";
import { changeSpace, inspectSpace } from "./space.ts";
import { inspectEnvFile, namingResult, reportLineToLoad, writeEnvFile } from "./env_file.ts";
import { reportEnvFilePlan } from "./ask.ts";
import { openDataset } from "./find_dataset.ts";
import { keepToken } from "./saved_token.ts";

/** Points the env file at a repository that already exists, after checking that it is a dataset and may be written to. */
export async function runUse(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const settings = readHubSettings(parsed, context.environment);
  const files = readFileSettings(parsed);
  const envFile = await inspectEnvFile(context, files);
  const { info: { id, visibility }, account } = await openDataset(context, {
    isChanging: true,
    envFile,
    settings,
  });
  await checkWritable(account, id);
  const shown = visibility === undefined ? "" : `, ${visibility}`;
  reporter.step("Repository", `${id} exists${shown}; this token can write to it`);
  const space = await inspectSpace(context, account, files);
  checkSchemes(context, { envFile, space, repository: id });

  const dryRun = parsed.has("dry-run");
  if (dryRun) reportEnvFilePlan(context, envFile, id);
  const update = dryRun
    ? undefined
    : await writeEnvFile(context, files, { repository: id, token: account.token });
  const spaceResult = await changeSpace(context, space, id);
  if (dryRun) reporter.note("Nothing was changed (--dry-run)");
  else {
    await reportLineToLoad(context, files, id);
    await keepToken(context, files, { account, update });
  }
  const named = namingResult(context, envFile, { id, account, update });
  const url = `${account.endpoint}/datasets/${id}`;
  return {
    ...named,
    json: { repository: id, url, visibility: visibility ?? null, ...named.json, space: spaceResult },
  };
}

/** Asked of the Hub even where whoami speaks for it: the one thing this command promises is that it was checked. */
async function checkWritable({ whoami, hub, endpoint }: SignedIn, repository: string): Promise<void> {
  const target = { repository, endpoint };
  const said = await checkWrite(hub, repository);
  if (said === true) return;
  if (canWrite(whoami, target) === "allowed") {
    throw datasetFailure("repository_not_writable", { repository, user: whoami.name, said });
  }
  throw refusedByHub(whoami, target, said);
}
