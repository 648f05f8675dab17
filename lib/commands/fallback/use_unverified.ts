import { assignmentsFor, type FileSettings, type HubSettings } from "../../cli/settings.ts";
import { checkSchemes } from "../check_schemes.ts";
import type { CommandResult, Context } from "../context.ts";
import type { EnvFilePlan } from "../env_file_plan.ts";
import { envFileResult, reportHandOff, writeVariables } from "../write_variables.ts";
import type { Unverified } from "./way.ts";

/**
 * Goes on with a repository that a person typed while the Hub could not be asked: the summary and the JSON result say that
 * nobody has checked it.
 *
 * @throws Failure `repository_in_both_schemes`, and those of the env file
 */
export async function useUnverified(
  context: Context,
  typed: Unverified & { files: FileSettings; envFile: EnvFilePlan; hubSettings: HubSettings },
): Promise<CommandResult> {
  const { reporter } = context;
  const { files, envFile, hubSettings } = typed;
  const repository = typed.unverified;
  // The one thing that can be checked without the Hub, and the one that costs data.
  checkSchemes(context, { settings: files, envFile, space: undefined, repository });
  reporter.step("Repository", `${repository}, as typed; NOT VERIFIED`);
  reporter.warn(`Whether ${repository} is there and may be written to was not verified: ${typed.why}`);
  if (files.saveToken) reporter.warn("The token was not saved, since the Hub could not be asked about it");
  if (files.space !== undefined) {
    reporter.warn(`The Space ${files.space} was not changed, since nothing was verified`);
  }
  const settings = { ...files, saveToken: false };
  const update = await writeVariables(context, { settings, repository, token: "" });
  reportHandOff(context, { settings, repository });
  return {
    id: repository,
    assignments: assignmentsFor(files, repository),
    json: {
      repository,
      url: `${hubSettings.endpoint.url}/datasets/${repository}`,
      outcome: "unverified",
      verified: false,
      visibility: null,
      firstRowWritten: false,
      user: null,
      tokenSource: null,
      variables: Object.fromEntries(
        assignmentsFor(files, repository).map(({ name, value }) => [name, value]),
      ),
      envFile: envFileResult(update?.path, update),
      space: null,
      dryRun: false,
    },
  };
}
