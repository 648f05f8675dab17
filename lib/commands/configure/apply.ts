import { ownerOf } from "../../hub/repository_id.ts";
import { Failure } from "../../cli/failure.ts";
import { commandsFailure } from "../failures.ts";
import { HubAnswerError } from "../../hub/answer.ts";
import { failureOfRefusal } from "../../account/denial_failure.ts";
import type { SignedIn } from "../sign_in.ts";
import type { Context } from "../context.ts";
import { closes, type ConfigurationPlan } from "./plan.ts";

/** Where the plan is carried out. */
export interface ApplyFacts {
  readonly signedIn: SignedIn;
  readonly repository: string;
  /** The commit that the card was read from. */
  readonly revision: string | undefined;
  readonly endpoint: string;
}

/**
 * Carries a plan out, and makes sure that the Hub now says so.
 *
 * What closes the repository comes first, what opens it comes last: nothing is open for longer than was asked, even
 * where the card is refused in between.
 *
 * @throws Failure `repository_changed_meanwhile`, `change_*`, those of the permissions table and of the network
 */
export async function applyConfiguration(
  context: Context,
  plan: ConfigurationPlan,
  facts: ApplyFacts,
): Promise<void> {
  const steps = [() => changeCard(context, plan, facts), () => changeGroup(context, plan, facts)];
  const settings = () => changeSettings(context, plan, facts);
  try {
    for (const step of closes(plan) ? [settings, ...steps] : [...steps, settings]) await step();
  } catch (error) {
    throw explained(error, facts);
  }
}

async function changeSettings(context: Context, plan: ConfigurationPlan, facts: ApplyFacts): Promise<void> {
  const { settings } = plan;
  const names = Object.keys(settings);
  if (names.length === 0) return;
  const { hub } = facts.signedIn;
  const told = await hub.changeSettings(facts.repository, settings);
  const isTold = names.every((name) => told[name] !== undefined || name === "discussionsDisabled");
  const now = isTold ? undefined : await hub.readDataset(facts.repository);
  const present = new Map<string, unknown>([["visibility", now?.visibility], ["gated", now?.gated]]);
  for (const [name, value] of Object.entries(settings)) {
    const actual = told[name] ?? present.get(name);
    if (actual === undefined && name === "discussionsDisabled") {
      context.reporter.warn("The Hub took the setting of discussions and does not tell what it is now");
    } else if (actual !== value) {
      throw commandsFailure("change_unconfirmed", {
        repository: facts.repository,
        setting: SETTING_WORDS[name] ?? name,
      });
    }
  }
  const words = plan.changes.filter(({ setting }) => SETTING_NAMES.includes(setting))
    .map(({ setting, to }) => `${setting} ${to}`);
  context.reporter.change("Settings", `${facts.repository} now has: ${words.join(", ")}`);
}

const SETTING_WORDS: Readonly<Record<string, string>> = {
  visibility: "visibility",
  gated: "gate",
  discussionsDisabled: "discussions",
};

const SETTING_NAMES: readonly string[] = ["visibility", "gated", "discussions"];

async function changeCard(context: Context, plan: ConfigurationPlan, facts: ApplyFacts): Promise<void> {
  const { card } = plan;
  if (card === undefined) return;
  const keys = card.changes.map(({ key }) => key).join(", ");
  await facts.signedIn.hub.commitFiles(facts.repository, {
    title: `Edit the card: ${keys}`,
    files: [{ path: "README.md", content: new TextEncoder().encode(card.text) }],
    revision: facts.revision,
  });
  context.reporter.change("Card", `Changed in ${facts.repository}: ${keys}`);
}

async function changeGroup(context: Context, plan: ConfigurationPlan, facts: ApplyFacts): Promise<void> {
  const { group } = plan;
  if (group === undefined) return;
  const { hub } = facts.signedIn;
  await hub.putInResourceGroup(facts.repository, group);
  const now = await hub.readResourceGroup(facts.repository);
  if ((now?.id ?? null) !== group) {
    throw commandsFailure("change_unconfirmed", { repository: facts.repository, setting: "resource group" });
  }
  const where = group === null ? "in no resource group" : `in the resource group ${now?.name ?? group}`;
  context.reporter.change("Group", `${facts.repository} is ${where} now`);
}

/** A refusal for lack of rights is told with whose token it is and what it lacks. */
function explained(error: unknown, facts: ApplyFacts): unknown {
  if (!(error instanceof Failure) || !(error.cause instanceof HubAnswerError)) return error;
  if (error.cause.status !== 403 || error.cause.isStorage) return error;
  const { repository, endpoint, signedIn } = facts;
  const namespace = ownerOf(repository);
  const hubMessage = error.cause.hubMessage || "status 403";
  return failureOfRefusal(signedIn.whoami, { hubMessage, endpoint, namespace, repositoryId: repository }, {
    cause: error,
  });
}
