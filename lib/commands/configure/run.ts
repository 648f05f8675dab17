import { checkCard } from "../../dataset/card/check_card.ts";
import { editCard, type EditedCard } from "../../dataset/card/edit_card.ts";
import { commandsFailure } from "../failures.ts";
import { datasetFailure } from "../../dataset/failures.ts";
import { terminalFailure } from "../../terminal/failures.ts";
import { readHubSettings } from "../../cli/settings.ts";
import { assessWrite } from "../../account/assess.ts";
import { failureOfDenial } from "../../account/denial_failure.ts";
import { resolveResourceGroup } from "../../account/resource_group.ts";
import { readingProblem } from "../../ports/files.ts";
import type { DatasetInfo } from "../../hub/dataset_info.ts";
import { ownerOf, parseRepositoryName } from "../../hub/repository_id.ts";
import { textOfFile } from "../../dataset/template/text_file.ts";
import { lineOfToken } from "../../account/line_of_token.ts";
import { type SignedIn, signIn } from "../sign_in.ts";
import type { CommandResult, Context } from "../context.ts";
import { findDataset } from "../find_dataset.ts";
import { applyConfiguration } from "./apply.ts";
import { type AskedConfiguration, concernsCard, readAskedConfiguration } from "./asked.ts";
import { type ConfigurationPlan, planConfiguration } from "./plan.ts";

/** No card is longer. */
const LONGEST_CARD = 1_000_000;

/**
 * Changes what a repository is like, after showing old and new: only what was asked, and nothing that is so already.
 *
 * @throws Failure `repository_not_found`, `repository_changed_meanwhile`, `answer_needed`, those of the configure, card
 * and permissions tables and of the network
 */
export async function runConfigure(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const endpoint = hubSettings.endpoint.url;
  const named = parseRepositoryName(parsed.words[0] ?? "");
  const asked = readAskedConfiguration(parsed);
  const newCard = asked.cardPath === undefined ? undefined : await readCardFile(context, asked.cardPath);
  const signedIn = await signIn(context, hubSettings);
  const { whoami } = signedIn;
  reporter.step("Account", whoami.name);
  const info = await findDataset(signedIn, named);
  reporter.step("Repository", info.id);
  const verdict = assessWrite(whoami, { repositoryId: info.id, endpoint });
  if (verdict.verdict === "denied") throw failureOfDenial(verdict);

  const plan = await makePlan({ signedIn, asked, info, newCard });
  for (const { label, from, to } of plan.changes) reporter.step(label, `${from} -> ${to}`);
  const isDry = parsed.has("dry-run");
  const result = resultOf({ info, endpoint, plan, user: whoami.name, source: signedIn.source, isDry });
  if (plan.changes.length === 0) {
    reporter.note(`${info.id} is already as asked; nothing was changed`);
    return result;
  }
  if (isDry) {
    reporter.note("Nothing was changed (--dry-run)");
    return result;
  }
  if (plan.settings.visibility === "public") await confirmPublic(context, info.id);
  await applyConfiguration(context, plan, {
    signedIn,
    repository: info.id,
    revision: info.revision,
    endpoint,
  });
  return result;
}

/**
 * Compares what is asked with what is at the Hub.
 *
 * @throws Failure of the configure and card tables, and of the network
 */
export async function makePlan(facts: {
  signedIn: SignedIn;
  asked: AskedConfiguration;
  info: DatasetInfo;
  newCard: string | undefined;
}): Promise<ConfigurationPlan> {
  const { signedIn: { hub, whoami }, asked, info } = facts;
  const namespace = ownerOf(info.id);
  const group = typeof asked.resourceGroup === "string"
    ? resolveResourceGroup(whoami, { namespace, asked: asked.resourceGroup })
    : asked.resourceGroup;
  const present = group === undefined ? undefined : await hub.readResourceGroup(info.id);
  const card = concernsCard(asked) ? await editPresentCard(facts) : undefined;
  return planConfiguration(asked, { info, group: present }, { card, group });
}

/** The card is read at the very commit that its successor must follow. */
async function editPresentCard(facts: {
  signedIn: SignedIn;
  asked: AskedConfiguration;
  info: DatasetInfo;
  newCard: string | undefined;
}): Promise<EditedCard> {
  const { signedIn: { hub }, asked, info } = facts;
  const { revision } = info;
  if (revision === undefined) throw commandsFailure("repository_unread", { repository: info.id });
  const card = `README.md of ${info.id}`;
  const bytes = await hub.readFile(info.id, { path: "README.md", revision });
  const text = bytes === undefined ? "" : textOfFile(bytes);
  if (text === undefined) throw datasetFailure("card_not_text", { card });
  return await editCard(text, {
    license: asked.license,
    prettyName: asked.prettyName,
    addTags: asked.tags,
    removeTags: asked.removedTags,
    from: facts.newCard,
  }, { card });
}

/**
 * Reads and checks the file whose text a card is to have.
 *
 * @throws Failure `card_*`
 */
export async function readCardFile(context: Context, path: string): Promise<string> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await context.files.read(path, { limit: LONGEST_CARD });
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === "") throw error;
    throw commandsFailure("card_file_unreadable", { path, problem }, { cause: error });
  }
  if (bytes === undefined) {
    throw commandsFailure("card_file_unreadable", { path, problem: "it is larger than 1 MB" });
  }
  const text = textOfFile(bytes);
  if (text === undefined) throw datasetFailure("card_not_text", { card: `"${path}"` });
  const line = lineOfToken(bytes);
  if (line !== undefined) throw datasetFailure("card_holds_token", { card: `"${path}"`, line });
  await checkCard(text, { card: `"${path}"` });
  return text;
}

async function confirmPublic(context: Context, repository: string): Promise<void> {
  if (context.parsed.has("yes")) return;
  const question = `Make ${repository} public, so that everybody can see it?`;
  if (!context.canAsk) throw commandsFailure("answer_needed", { question, option: "--yes" });
  if (!await context.questions.confirm(question, { fallback: false })) throw terminalFailure("cancelled", {});
}

function resultOf(facts: {
  info: DatasetInfo;
  endpoint: string;
  plan: ConfigurationPlan;
  user: string;
  source: string;
  isDry: boolean;
}): CommandResult {
  const { info, plan } = facts;
  return {
    id: info.id,
    assignments: undefined,
    json: {
      repository: info.id,
      url: `${facts.endpoint}/datasets/${info.id}`,
      configuration: plan.changes.map(({ setting, from, to }) => ({ setting, from, to })),
      changed: plan.changes.length > 0 && !facts.isDry,
      user: facts.user,
      tokenSource: facts.source,
      dryRun: facts.isDry,
    },
  };
}
