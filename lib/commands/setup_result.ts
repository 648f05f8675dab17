import type { EnvFileUpdate } from "../env_file/write.ts";
import { assignmentsFor, type FileSettings, type RepositorySettings } from "../cli/settings.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import type { SignedIn } from "./sign_in.ts";
import type { AddedContent } from "../dataset/execute.ts";
import type { CommandResult } from "./context.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import type { SpaceResult } from "./space_step.ts";
import { envFileResult } from "./write_variables.ts";

interface SetupPlan {
  readonly files: FileSettings;
  readonly envFile: EnvFilePlan;
  readonly settings: RepositorySettings;
}

/**
 * What set-up hands to stdout.
 *
 * @param plan what was decided before the Hub was changed
 * @param facts what was done
 */
export function setupResult(
  plan: SetupPlan,
  facts: {
    signedIn: SignedIn;
    dataset: EnsuredDataset;
    /** `undefined` where no env file was written. */
    update: EnvFileUpdate | undefined;
    space: SpaceResult | null;
    completion: AddedContent | undefined;
    dryRun: boolean;
  },
): CommandResult {
  const { dataset, signedIn } = facts;
  const assignments = assignmentsFor(plan.files, dataset.id);
  return {
    id: dataset.id,
    assignments,
    json: {
      repository: dataset.id,
      url: dataset.url,
      outcome: dataset.outcome.replace(" ", "_"),
      verified: dataset.outcome !== "would create",
      visibility: dataset.visibility ?? null,
      template: plan.settings.templateFolder ?? plan.settings.template,
      firstRowWritten: facts.completion?.firstRow ?? false,
      filesAdded: facts.completion?.files ?? 0,
      user: signedIn.whoami.name,
      tokenSource: signedIn.source,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: envFileResult(plan.envFile.path, facts.update),
      space: facts.space,
      dryRun: facts.dryRun,
    },
  };
}
