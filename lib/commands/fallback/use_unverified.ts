import { assignmentsFor, type FileSettings, type HubSettings } from "../../options/settings.ts";
import { formatRepositoryId } from "../../repository/repository_id.ts";
import type { CommandResult, Context } from "../context.ts";
import { envFileResult, reportHandOff, writeVariables } from "../write_variables.ts";
import type { Unverified } from "./way.ts";

/**
 * Goes on with a repository that a person typed while the Hub could not be asked: the summary and the JSON result say that
 * nobody has checked it.
 */
export async function useUnverified(
  context: Context,
  typed: Unverified & { files: FileSettings; hubSettings: HubSettings },
): Promise<CommandResult> {
  const { reporter } = context;
  const { files, hubSettings } = typed;
  const repository = formatRepositoryId(typed.unverified);
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
