import { canWrite, refusedByHub } from "../account/rights.ts";
import { datasetFailure } from "../dataset/failures.ts";
import { assignmentsFor, readFileSettings, readHubSettings } from "../cli/settings.ts";
import type { DatasetInfo } from "../hub/datasets.ts";
import { type SignedIn, signIn } from "./sign_in.ts";
import type { CommandResult, Context } from "./context.ts";
import { checkSchemes } from "./check_trackio.ts";
import { changeSpace, inspectSpace, reportSpacePlan } from "./space_step.ts";
import { inspectEnvFile } from "./env_file_plan.ts";
import { findDataset, findRemembered, namedDataset } from "./choose_dataset.ts";
import { checkTokenToSave, keepToken } from "./keep_token.ts";
import { envFileResult, reportHandOff, reportVariablesPlan, writeVariables } from "./write_variables.ts";

/**
 * Points the env file at a repository that already exists, after checking that it is a dataset and may be written to.
 *
 * @throws Failure `repository_not_found`, those of the permissions table, of the file table and of the network
 */
export async function runUse(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const endpoint = hubSettings.endpoint.url;
  const files = readFileSettings(parsed);
  const envFile = await inspectEnvFile(context, files);
  const remembered = findRemembered(context, files.variables, { path: files.path, values: envFile.values });
  const named = namedDataset(context, remembered);
  const signedIn = await signIn(context, hubSettings);
  const { whoami, source, token } = signedIn;
  reporter.step("Account", whoami.name);
  checkTokenToSave(context, files, signedIn);

  const info = await findDataset(context, signedIn, { named, remembered, endpoint, isChanging: true });
  await checkWritable(signedIn, { info, endpoint });
  const visibility = info.visibility === undefined ? "" : `, ${info.visibility}`;
  reporter.step("Repository", `${info.id} exists${visibility}; this token can write to it`);
  const space = await inspectSpace(context, { signedIn, settings: files });
  checkSchemes(context, { settings: files, envFile, space, repository: info.id });
  const assignments = assignmentsFor(files, info.id);

  const result = {
    id: info.id,
    assignments,
    json: {
      repository: info.id,
      url: `${endpoint}/datasets/${info.id}`,
      visibility: info.visibility ?? null,
      user: whoami.name,
      tokenSource: source,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      dryRun: parsed.has("dry-run"),
    },
  };
  if (parsed.has("dry-run")) {
    reportVariablesPlan(context, { settings: files, plan: envFile, repository: info.id });
    const spaceResult = reportSpacePlan(context, space, info.id);
    reporter.note("Nothing was changed (--dry-run)");
    return {
      ...result,
      json: {
        ...result.json,
        envFile: envFileResult(envFile.path, undefined),
        space: spaceResult,
      },
    };
  }
  const update = await writeVariables(context, { settings: files, repository: info.id, token });
  const spaceResult = await changeSpace(context, space, info.id);
  reportHandOff(context, { settings: files, repository: info.id });
  await keepToken(context, files, { account: signedIn, update });
  return {
    ...result,
    json: {
      ...result.json,
      envFile: envFileResult(envFile.path, update),
      space: spaceResult,
    },
  };
}

/** Asked of the Hub even where whoami speaks for it: the one thing this command promises is that it was checked. */
async function checkWritable(
  { whoami, hub }: SignedIn,
  { info, endpoint }: { info: DatasetInfo; endpoint: string },
): Promise<void> {
  const writable = await hub.checkWrite(info.id);
  if (writable === true) return;
  const target = { repository: info.id, endpoint };
  if (canWrite(whoami, target) === "allowed") {
    throw datasetFailure("repository_not_writable", {
      repository: info.id,
      user: whoami.name,
      said: writable,
    });
  }
  throw refusedByHub(whoami, target, writable);
}
