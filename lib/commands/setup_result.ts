import type { EnvFileUpdate } from "../env_file/write.ts";
import { assignmentsFor } from "../cli/settings.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import type { AddedContent } from "../dataset/execute.ts";
import { checkSchemes } from "./check_trackio.ts";
import type { CommandResult, Context } from "./context.ts";
import type { Unverified } from "./recover.ts";
import type { Wanted } from "./wanted.ts";
import type { SignedIn } from "./sign_in.ts";
import type { SpaceResult } from "./space_step.ts";
import { envFileResult, reportHandOff, writeVariables } from "./write_variables.ts";

/** What was done; what is left out was not done. */
export interface SetupFacts {
  readonly account: SignedIn;
  readonly dataset: EnsuredDataset;
  readonly update?: EnvFileUpdate | undefined;
  readonly space: SpaceResult | null;
  readonly added?: AddedContent;
  readonly dryRun: boolean;
}

/** The result of setup. */
export function setupResult(wanted: Wanted, facts: SetupFacts): CommandResult {
  const { account, dataset, added } = facts;
  const { settings, files, envFile } = wanted;
  const assignments = assignmentsFor(files, dataset.id);
  return {
    id: dataset.id,
    assignments,
    json: {
      repository: dataset.id,
      url: dataset.url,
      outcome: dataset.outcome.replace(" ", "_"),
      verified: dataset.outcome !== "would create",
      visibility: dataset.visibility ?? null,
      template: settings.templateFolder ?? settings.template,
      firstRowWritten: added?.firstRow ?? false,
      filesAdded: added?.files ?? 0,
      user: account.whoami.name,
      tokenSource: account.source,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: envFileResult(envFile.path, facts.update),
      space: facts.space,
      dryRun: facts.dryRun,
    },
  };
}

/**
 * Uses a repository that a person typed while the Hub could not be reached: the summary and the JSON result say that it was
 * not verified.
 *
 * @throws Failure `repository_in_both_schemes`, and those of the env file
 */
export async function unverifiedResult(
  context: Context,
  { files, envFile, hubSettings, settings: { template, templateFolder } }: Wanted,
  { unverified: repository, why }: Unverified,
): Promise<CommandResult> {
  const { reporter } = context;
  // The one thing that can be checked without the Hub, and the one that costs data.
  checkSchemes(context, { settings: files, envFile, space: undefined, repository });
  reporter.step("Repository", `${repository}, as entered; NOT VERIFIED`);
  reporter.warn(`Whether ${repository} exists and can be written to was not verified: ${why}`);
  if (files.saveToken) reporter.warn("The token was not saved, because the Hub could not be asked about it");
  if (files.space !== undefined) {
    reporter.warn(`The Space ${files.space} was not changed, because nothing was verified`);
  }
  const settings = { ...files, saveToken: false };
  const update = await writeVariables(context, { settings, repository, token: "" });
  reportHandOff(context, { settings, repository });
  const assignments = assignmentsFor(files, repository);
  return {
    id: repository,
    assignments,
    json: {
      repository,
      url: `${hubSettings.endpoint.url}/datasets/${repository}`,
      outcome: "unverified",
      verified: false,
      visibility: null,
      template: templateFolder ?? template,
      firstRowWritten: false,
      filesAdded: 0,
      user: null,
      tokenSource: null,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: envFileResult(update?.path, update),
      space: null,
      dryRun: false,
    },
  };
}
