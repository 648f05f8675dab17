import { checkWrite } from "../hub/datasets.ts";
import { canWrite, refusedByHub } from "../account/rights.ts";
import { datasetFailure } from "../dataset/failures.ts";
import { assignmentsFor, readFileSettings, readHubSettings } from "../cli/settings.ts";
import { type SignedIn, signIn } from "./sign_in.ts";
import type { CommandResult, Context } from "./context.ts";
import { checkSchemes } from "./check_trackio.ts";
import { changeSpace, inspectSpace } from "./space.ts";
import { envFileResult, inspectEnvFile, reportLineToLoad, writeEnvFile } from "./env_file.ts";
import { reportEnvFilePlan } from "./ask.ts";
import { findDataset, namedDataset } from "./find_dataset.ts";
import { checkTokenToSave, keepToken } from "./typed_token.ts";
import { findRemembered } from "./wanted.ts";

/**
 * Points the env file at a repository that already exists, after checking that it is a dataset and may be written to.
 */
export async function runUse(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const files = readFileSettings(parsed);
  const envFile = await inspectEnvFile(context, files);
  const remembered = findRemembered(context, envFile);
  const named = namedDataset(context, remembered);
  const signedIn = await signIn(context, hubSettings);
  const { whoami, source, token, endpoint } = signedIn;
  reporter.step("Account", whoami.name);
  checkTokenToSave(context, files, signedIn);

  const { id, visibility } = await findDataset(context, signedIn, {
    named,
    remembered,
    isChanging: true,
  });
  await checkWritable(signedIn, id);
  const shown = visibility === undefined ? "" : `, ${visibility}`;
  reporter.step("Repository", `${id} exists${shown}; this token can write to it`);
  const space = await inspectSpace(context, signedIn, files);
  checkSchemes(context, { envFile, space, repository: id });

  const dryRun = parsed.has("dry-run");
  if (dryRun) reportEnvFilePlan(context, envFile, id);
  const update = dryRun ? undefined : await writeEnvFile(context, files, { repository: id, token });
  const spaceResult = await changeSpace(context, space, id);
  if (dryRun) reporter.note("Nothing was changed (--dry-run)");
  else {
    await reportLineToLoad(context, files, id);
    await keepToken(context, files, { account: signedIn, update });
  }
  const assignments = assignmentsFor(files, id);
  return {
    id,
    assignments,
    json: {
      repository: id,
      url: `${endpoint}/datasets/${id}`,
      visibility: visibility ?? null,
      user: whoami.name,
      tokenSource: source,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      dryRun,
      envFile: envFileResult(envFile.path, update),
      space: spaceResult,
    },
  };
}

/** Asked of the Hub even where whoami speaks for it: the one thing this command promises is that it was checked. */
async function checkWritable(
  { whoami, hub, endpoint }: SignedIn,
  repository: string,
): Promise<void> {
  const target = { repository, endpoint };
  const said = await checkWrite(hub, repository);
  if (said === true) return;
  if (canWrite(whoami, target) === "allowed") {
    throw datasetFailure("repository_not_writable", { repository, user: whoami.name, said });
  }
  throw refusedByHub(whoami, target, said);
}
