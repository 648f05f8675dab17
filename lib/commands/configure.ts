import { readCardSettings, readGate, readResourceGroup, readTags } from "../cli/creation_settings.ts";
import { cliFailure } from "../cli/failures.ts";
import type { ParsedArguments } from "../cli/parser.ts";
import { readVisibility } from "../cli/settings.ts";
import { canWrite } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { readCardFile } from "../dataset/card.ts";
import type { DesiredDataset } from "../dataset/desired.ts";
import { executePlan } from "../dataset/execute.ts";
import { type DatasetPlan, planDataset } from "../dataset/plan.ts";
import { confirm, unsaidFailure } from "./ask.ts";
import type { CommandResult, Context } from "./context.ts";
import { openDataset } from "./find_dataset.ts";

/**
 * Changes the settings and the card of an existing repository, after showing old and new: only what was asked, and nothing
 * that is so already.
 *
 * @throws Failure `nothing_to_configure`, `repository_not_found`, `repository_changed_meanwhile`, `answer_needed`, those of
 * the dataset, the account and the network
 */
export async function runConfigure(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const asked = readDesired(parsed);
  const cardPath = parsed.value("card");
  const card = cardPath === undefined ? undefined : await readCardFile(context.files, cardPath);
  const { info, account } = await openDataset(context, { isChanging: true });
  const { whoami, endpoint, source } = account;
  reporter.step("Repository", info.id);
  const right = canWrite(whoami, { repository: info.id, endpoint });
  if (right instanceof Failure) throw right;

  const plan = await planDataset(account, info, { ...asked, card });
  for (const { label, from, to } of plan.changes) reporter.step(label, `${from} -> ${to}`);
  const isDry = parsed.has("dry-run");
  if (plan.changes.length === 0) reporter.note(`${info.id} already has these settings; nothing changed`);
  else if (isDry) reporter.note("Nothing was changed (--dry-run)");
  else {
    if (plan.settings.visibility === "public") {
      await confirm(context, `Make ${info.id} public?`, {
        consequence: `Anyone will be able to see ${info.id}`,
      });
    }
    await executePlan(account, plan);
  }
  return {
    id: info.id,
    json: {
      repository: info.id,
      url: `${endpoint}/datasets/${info.id}`,
      configuration: changesResult(plan),
      changed: plan.changes.length > 0 && !isDry,
      user: whoami.name,
      tokenSource: source,
      dryRun: isDry,
    },
  };
}

/** The changes of a plan in JSON. */
export function changesResult(
  { changes }: DatasetPlan,
): readonly { readonly setting: string; readonly from: string; readonly to: string }[] {
  return changes.map(({ setting, from, to }) => ({ setting, from, to }));
}

function readDesired(parsed: ParsedArguments): DesiredDataset {
  const visibility = readVisibility(parsed);
  const discussions = parsed.value("discussions");
  const group = readResourceGroup(parsed);
  const card = readCardSettings(parsed);
  const removedTags = readTags(parsed, "remove-tag");
  const both = card.tags?.find((tag) => removedTags.includes(tag));
  if (both !== undefined) {
    throw cliFailure("options_conflict", { first: `--tag ${both}`, second: `--remove-tag ${both}` });
  }
  const desired: DesiredDataset = {
    ...card,
    visibility,
    gated: readGate(parsed),
    discussions: discussions === undefined ? undefined : discussions === "on",
    resourceGroup: group === "none" ? null : group,
    removedTags,
  };
  const isNothing = Object.values(desired).every((value) =>
    value === undefined || (Array.isArray(value) && value.length === 0)
  );
  if (isNothing && parsed.value("card") === undefined) {
    throw unsaidFailure("nothing_to_configure", { repository: parsed.words[0] });
  }
  return desired;
}
