import { ownerOf } from "../../hub/repository_id.ts";
import { Failure } from "../../cli/failure.ts";
import { hubFailure } from "../../hub/failures.ts";
import type { CreationSettings } from "../../cli/creation_settings.ts";
import { assessCreate, assessWrite } from "../../account/assess.ts";
import { failureOfRefusal } from "../../account/denial_failure.ts";
import { ensureDataset } from "../../dataset/ensure.ts";
import { completeRepository } from "../complete_repository.ts";
import { applyConfiguration } from "../configure/apply.ts";
import { makePlan } from "../configure/run.ts";
import type { Context } from "../context.ts";
import { checkCardAtHub } from "../start_content.ts";
import { type ApplyTools, groupIdOf, startOf } from "./inspect.ts";
import type { PlannedAction } from "./state.ts";

/** Template folders whose card the Hub has judged: one judgement for all repositories that start from one folder. */
export type JudgedFolders = Map<string, Promise<void>>;

/**
 * Brings one repository of a plan about.
 *
 * Each step is one that set-up or configure takes; interrupted after any of them, the next run finds what is left to do.
 *
 * @param context with a reporter that is quiet about the steps
 * @throws Failure those of set-up and configure
 */
export async function carryOut(
  context: Context,
  { planned, id, action }: PlannedAction,
  tools: ApplyTools & { readonly judged: JudgedFolders },
): Promise<void> {
  switch (action.kind) {
    case "none":
      return;
    case "blocked":
      throw action.failure;
    case "create":
      return await create(context, { planned, id }, tools);
    case "change": {
      const { signedIn, endpoint } = tools;
      const { info, configuration } = action;
      if (action.isContentDue) {
        const start = await startOf(context, planned, { id, tools });
        const url = `${endpoint}/datasets/${id}`;
        const completion = await completeRepository(context, {
          hub: signedIn.hub,
          dataset: { id, url, outcome: "exists", visibility: info.visibility, info },
          start,
          creation: { ...NOTHING_ELSE, gated: planned.creation.gated },
        });
        if (completion instanceof Failure) throw completion;
        // The commit has moved the branch on, and the card must follow the newest one.
        if (configuration.changes.length > 0) return await configureAnew(context, { planned, id }, tools);
        return;
      }
      await applyConfiguration(context, configuration, {
        signedIn,
        repository: id,
        revision: info.revision,
        endpoint,
      });
    }
  }
}

/** What else a plan says of a repository that is there is compared with it and changed, not warned of. */
const NOTHING_ELSE: Omit<CreationSettings, "gated"> = {
  license: undefined,
  tags: [],
  prettyName: undefined,
  region: undefined,
  resourceGroup: undefined,
};

type Target = Pick<PlannedAction, "planned" | "id">;

async function create(
  context: Context,
  target: Target,
  tools: ApplyTools & { readonly judged: JudgedFolders },
): Promise<void> {
  const { planned, id } = target;
  const { signedIn: { whoami, hub }, endpoint, judged } = tools;
  const namespace = ownerOf(id);
  const start = await startOf(context, planned, { id, tools });
  const resourceGroupId = groupIdOf(planned, { namespace, tools });
  const mayCreate = assessCreate(whoami, { namespace, endpoint, resourceGroup: resourceGroupId });
  const dataset = await ensureDataset({
    id,
    visibility: planned.visibility,
    template: planned.template,
    card: start.card,
    region: planned.creation.region,
    resourceGroupId,
    expected: false,
    user: whoami.name,
    mayCreate,
    refusal: (said) => failureOfRefusal(whoami, { hubMessage: said, endpoint, namespace }),
    // Looked for a moment ago.
    known: null,
    async beforeCreation() {
      const { templateFolder } = planned;
      const folder = templateFolder === undefined ? undefined : tools.files.folders.get(templateFolder);
      if (templateFolder === undefined || folder === undefined) return;
      const judgement = judged.get(templateFolder) ?? checkCardAtHub(context, { hub, start, folder });
      judged.set(templateFolder, judgement);
      await judgement;
    },
    mayWrite: (repositoryId) => assessWrite(whoami, { repositoryId, endpoint }),
    endpoint,
  }, {
    hub,
    clock: context.clock,
    interrupted: context.interrupted,
    retries: tools.retries,
    dryRun: false,
  });
  const completion = await completeRepository(context, { hub, dataset, start, creation: planned.creation });
  if (completion instanceof Failure) throw completion;
  if (planned.discussions !== undefined || planned.cardPath !== undefined) {
    await configureAnew(context, target, tools);
  }
}

async function configureAnew(context: Context, { planned, id }: Target, tools: ApplyTools): Promise<void> {
  const { signedIn, endpoint, files } = tools;
  const info = await signedIn.hub.readDataset(id);
  if (info === undefined) {
    throw hubFailure("repository_not_found", { repository: id, user: signedIn.whoami.name });
  }
  const { creation } = planned;
  const configuration = await makePlan({
    signedIn,
    asked: {
      visibility: planned.visibility,
      gated: planned.ungated ? false : creation.gated,
      discussions: planned.discussions,
      resourceGroup: undefined,
      license: creation.license,
      tags: creation.tags,
      removedTags: planned.removedTags,
      prettyName: creation.prettyName,
      cardPath: planned.cardPath,
    },
    info,
    newCard: planned.cardPath === undefined ? undefined : files.cards.get(planned.cardPath),
  });
  await applyConfiguration(context, configuration, {
    signedIn,
    repository: id,
    revision: info.revision,
    endpoint,
  });
}
