import { ownerOf } from "../../hub/repository_id.ts";
import { Failure } from "../../cli/failure.ts";
import { assessCreate, assessWrite } from "../../account/assess.ts";
import { failureOfDenial } from "../../account/denial_failure.ts";
import { resolveResourceGroup } from "../../account/resource_group.ts";
import { spellNamespace } from "../../account/spelling.ts";
import type { PlannedRepository } from "../../dataset/plan/plan.ts";
import type { DatasetInfo } from "../../hub/dataset_info.ts";
import { makeStart, type Start } from "../../dataset/template/start.ts";
import type { SignedIn } from "../sign_in.ts";
import { isContentDue } from "../complete_repository.ts";
import type { AskedConfiguration } from "../configure/asked.ts";
import { makePlan } from "../configure/run.ts";
import type { Context } from "../context.ts";
import { idOf } from "./contradictions.ts";
import type { LocalFiles } from "./local_files.ts";
import type { PlannedAction } from "./state.ts";

/** What the work on each repository needs. */
export interface ApplyTools {
  readonly signedIn: SignedIn;
  readonly endpoint: string;
  readonly retries: number;
  readonly files: LocalFiles;
}

/**
 * Compares one repository of a plan with what is at the Hub: one request, and more only for what that one does not tell (a
 * resource group, a card that is to change).
 *
 * @returns what is to be done; what forbids it is in the result
 */
export async function inspectRepository(
  context: Context,
  planned: PlannedRepository,
  tools: ApplyTools,
): Promise<PlannedAction> {
  const { whoami, hub } = tools.signedIn;
  const asked = idOf(planned, whoami.name);
  const typed = ownerOf(asked);
  const namespace = spellNamespace(whoami, typed)?.namespace ?? typed;
  const id = `${namespace}/${planned.name}`;
  try {
    const info = await hub.readDataset(id);
    const action = info === undefined
      ? checkCreation(planned, { id, tools })
      : await compare(context, planned, { info, tools });
    return { planned, id: info?.id ?? id, action };
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    return { planned, id, action: { kind: "blocked", failure: error } };
  }
}

function checkCreation(
  planned: PlannedRepository,
  { id, tools }: { id: string; tools: ApplyTools },
): PlannedAction["action"] {
  const { signedIn: { whoami }, endpoint } = tools;
  const namespace = ownerOf(id);
  const resourceGroup = groupIdOf(planned, { namespace, tools });
  const verdict = assessCreate(whoami, { namespace, endpoint, resourceGroup });
  if (verdict.verdict === "denied") return { kind: "blocked", failure: failureOfDenial(verdict) };
  return { kind: "create" };
}

async function compare(
  context: Context,
  planned: PlannedRepository,
  { info, tools }: { info: DatasetInfo; tools: ApplyTools },
): Promise<PlannedAction["action"]> {
  const { signedIn, endpoint } = tools;
  const configuration = await makePlan({
    signedIn,
    asked: askedOf(planned, info),
    info,
    newCard: planned.cardPath === undefined ? undefined : tools.files.cards.get(planned.cardPath),
  });
  const start = await startOf(context, planned, { id: info.id, tools });
  const dataset = {
    id: info.id,
    url: `${endpoint}/datasets/${info.id}`,
    outcome: "exists" as const,
    visibility: info.visibility,
    info,
  };
  const due = await isContentDue({ hub: signedIn.hub, dataset, start, creation: planned.creation });
  if (configuration.changes.length === 0 && !due) return { kind: "none" };
  const verdict = assessWrite(signedIn.whoami, { repositoryId: info.id, endpoint });
  if (verdict.verdict === "denied") return { kind: "blocked", failure: failureOfDenial(verdict) };
  return {
    kind: "change",
    configuration,
    info: { ...info, files: due ? info.files : undefined },
    isContentDue: due,
  };
}

/**
 * What `configure` would be asked for; what one look at the repository shows to be so is left out, so that its card is not
 * read for nothing.
 */
function askedOf(planned: PlannedRepository, info: DatasetInfo): AskedConfiguration {
  const { creation, ungated } = planned;
  const { license, prettyName } = creation;
  return {
    visibility: planned.visibility,
    gated: ungated ? false : creation.gated,
    // The Hub does not tell what it is (hub-api 5): set at creation only, or every run would change something.
    discussions: undefined,
    resourceGroup: creation.resourceGroup === "none" ? null : creation.resourceGroup,
    license: license !== undefined && info.tags.includes(`license:${license}`) ? undefined : license,
    tags: creation.tags.filter((tag) => !info.tags.includes(tag)),
    removedTags: planned.removedTags.filter((tag) => info.tags.includes(tag)),
    prettyName: prettyName === info.prettyName ? undefined : prettyName,
    cardPath: planned.cardPath,
  };
}

/** The id of the resource group that a new repository is to be in. */
export function groupIdOf(
  planned: PlannedRepository,
  { namespace, tools }: { namespace: string; tools: ApplyTools },
): string | undefined {
  const { resourceGroup } = planned.creation;
  if (resourceGroup === undefined || resourceGroup === "none") return undefined;
  return resolveResourceGroup(tools.signedIn.whoami, { namespace, asked: resourceGroup });
}

/** What the repository starts with. */
export async function startOf(
  context: Context,
  planned: PlannedRepository,
  { id, tools }: { id: string; tools: ApplyTools },
): Promise<Start> {
  const { templateFolder } = planned;
  return await makeStart({
    repository: id,
    visibility: planned.visibility,
    template: planned.template,
    folder: templateFolder === undefined ? undefined : tools.files.folders.get(templateFolder),
    settings: planned.creation,
    now: context.clock.now(),
  });
}
