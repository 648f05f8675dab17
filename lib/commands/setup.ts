import { failureOfDenial, failureOfRefusal } from "../permissions/failure.ts";
import { assessCreate, assessWrite } from "../permissions/assess.ts";
import { Failure } from "../errors/failure.ts";
import { failure } from "../errors/table.ts";
import {
  type FileSettings,
  type HubSettings,
  readFileSettings,
  readHubSettings,
  readRepositorySettings,
  type RepositorySettings,
} from "../options/settings.ts";
import type { DatasetInfo, Visibility } from "../repository/dataset_info.ts";
import { ensureDataset, type EnsuredDataset } from "../repository/ensure.ts";
import { formatRepositoryId } from "../repository/repository_id.ts";
import { cardText } from "../template/card.ts";
import { needsFirstRow } from "../template/first_row.ts";
import { FIRST_ROW_PATH, firstRow, rowAsParquet } from "../template/trackio_row.ts";
import { type SignedIn, signIn } from "../token/sign_in.ts";
import { announceEndpoint } from "./announce_endpoint.ts";
import { chooseTarget, type Target } from "./choose_target.ts";
import type { CommandResult, Context } from "./context.ts";
import { type EnvFilePlan, inspectEnvFile } from "./env_file_plan.ts";
import { creationPlanSentence, repositorySentence } from "./sentences.ts";
import { orFallBack } from "./fallback/fall_back.ts";
import { useUnverified } from "./fallback/use_unverified.ts";
import { reportHandOff, reportVariablesPlan, writeVariables } from "./write_variables.ts";

/** Everything that is decided before the Hub is changed. */
interface Plan {
  readonly hubSettings: HubSettings;
  readonly files: FileSettings;
  readonly envFile: EnvFilePlan;
  readonly target: Target;
  readonly settings: RepositorySettings;
  readonly visibility: Visibility | undefined;
  /** The repository where it was read for the summary; `null` when it is not there. */
  readonly known: DatasetInfo | null | undefined;
}

/**
 * The main job: from the token to a repository that is there, may be written to, and is named in the env file.
 *
 * @returns the repository's id, the variables and what was done
 * @throws Failure with the exit codes of product.md
 */
export async function runSetup(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const files = readFileSettings(parsed);
  const settings = readRepositorySettings(parsed);
  const envFile = await inspectEnvFile(context, files);
  await announceEndpoint(context, hubSettings.endpoint);
  const made = await orFallBack(context, { hubSettings, settings }, async (way) => {
    const signedIn = way.signedIn ??= await signIn(context, hubSettings);
    reporter.step("Account", signedIn.whoami.name);
    const target = way.target ??= await chooseTarget(context, {
      whoami: signedIn.whoami,
      settings,
      endpoint: hubSettings.endpoint.url,
    });
    const plan = await completePlan(context, signedIn, {
      hubSettings,
      files,
      envFile,
      target,
      settings,
      found: way.known,
    });
    return { signedIn, plan, dataset: await ensure(context, signedIn, plan) };
  });
  if ("unverified" in made) return await useUnverified(context, { ...made, files, hubSettings });
  const { signedIn, plan, dataset } = made;
  const sentence = repositorySentence(dataset);
  if (dataset.outcome === "created") reporter.change("Repository", sentence);
  else reporter.step("Repository", sentence);
  if (parsed.has("dry-run")) {
    reportVariablesPlan(context, { settings: files, plan: envFile, repository: dataset.id });
    reporter.note("Nothing was changed (--dry-run)");
    return resultOf(plan, { signedIn, dataset, envFileAction: null, row: false, dryRun: true });
  }

  // The file is written even where the row fails: the repository is there, and running again completes it.
  const row = await writeFirstRow(context, signedIn, { template: settings.template, dataset });
  const update = await writeVariables(context, {
    settings: files,
    repository: dataset.id,
    token: signedIn.token,
  });
  if (row instanceof Failure) throw row;
  reporter.step("Page", dataset.url);
  reportHandOff(context, { settings: files, repository: dataset.id });
  const envFileAction = update === undefined
    ? null
    : update.created
    ? "created"
    : update.written
    ? "changed"
    : "kept";
  return resultOf(plan, { signedIn, dataset, envFileAction, row, dryRun: false });
}

async function completePlan(
  context: Context,
  signedIn: SignedIn,
  draft: Omit<Plan, "visibility" | "known"> & { readonly found: DatasetInfo | undefined },
): Promise<Plan> {
  const { settings, target } = draft;
  const id = formatRepositoryId(target.id);
  // Found a moment ago: there is nothing left to choose.
  if (draft.found !== undefined) return { ...draft, visibility: settings.visibility, known: draft.found };
  if (!context.canAsk) return { ...draft, visibility: settings.visibility, known: undefined };
  if (!target.asked && settings.visibility !== undefined) {
    return { ...draft, visibility: settings.visibility, known: undefined };
  }
  // Looked at before asking: whoever has the repository already need not choose what it should be like.
  const known = await signedIn.hub.readDataset(id) ?? null;
  const verdict = assessCreate(signedIn.whoami, {
    namespace: target.id.namespace,
    endpoint: draft.hubSettings.endpoint.url,
  });
  if (known === null && verdict.verdict === "denied") throw failureOfDenial(verdict);
  const ask = settings.visibility === undefined && known === null;
  const visibility = ask ? await askVisibility(context) : settings.visibility;
  const there = known === null ? null : known.visibility;
  context.reporter.note("This is what will happen:");
  context.reporter.note(`  ${creationPlanSentence({ id, visibility, template: settings.template, there })}`);
  if (draft.envFile.path !== undefined) {
    context.reporter.note(`  Set ${draft.files.variables.join(", ")} to ${id} in ${draft.envFile.path}`);
  }
  if (!await context.questions.confirm("Go on?", { fallback: true })) throw failure("cancelled", {});
  return { ...draft, visibility, known };
}

async function askVisibility(context: Context): Promise<Visibility | undefined> {
  return await context.questions.choose<Visibility | undefined>("Who may see it?", {
    choices: [
      { name: "The Hub's default (public, unless the organisation decides otherwise)", value: undefined },
      { name: "Private: only you, or the members of the organisation", value: "private" },
      { name: "Public: everybody", value: "public" },
    ],
    fallback: undefined,
  });
}

async function ensure(context: Context, signedIn: SignedIn, plan: Plan): Promise<EnsuredDataset> {
  const { whoami } = signedIn;
  const { id } = plan.target;
  const { url: endpoint } = plan.hubSettings.endpoint;
  const name = formatRepositoryId(id);
  const mayCreate = assessCreate(whoami, {
    namespace: id.namespace,
    endpoint,
    asOrganisation: context.parsed.value("org") !== undefined,
  });
  const named = [
    ...plan.envFile.values.values(),
    ...plan.files.variables.map((variable) => context.environment.get(variable)),
  ];
  return await ensureDataset({
    id,
    visibility: plan.visibility,
    template: plan.settings.template,
    card: cardText({ repository: id, template: plan.settings.template, visibility: plan.visibility }),
    expected: named.includes(name),
    user: whoami.name,
    mayCreate,
    denial() {
      if (mayCreate.verdict !== "denied") {
        throw new TypeError("Cannot explain a denial: creation is not denied");
      }
      return failureOfDenial(mayCreate);
    },
    refusal: (said) => failureOfRefusal(whoami, { hubMessage: said, endpoint, namespace: id.namespace }),
    ...(plan.known === undefined ? {} : { known: plan.known }),
    mayWrite: (repositoryId) => assessWrite(whoami, { repositoryId, endpoint }),
    endpoint,
  }, {
    hub: signedIn.hub,
    clock: context.clock,
    interrupted: context.interrupted,
    retries: plan.hubSettings.retries,
    dryRun: context.parsed.has("dry-run"),
  });
}

/** Writes the first row where one is due; a failure is returned, not thrown, so that the env file is still written. */
async function writeFirstRow(
  context: Context,
  signedIn: SignedIn,
  facts: { template: RepositorySettings["template"]; dataset: EnsuredDataset },
): Promise<boolean | Failure> {
  const { dataset } = facts;
  if (!needsFirstRow(facts.template, dataset)) return false;
  const row = firstRow({ now: context.clock.now(), version: context.version });
  try {
    await signedIn.hub.commitFile(dataset.id, {
      path: FIRST_ROW_PATH,
      content: await rowAsParquet(row),
      title: "Add the first row, so that readers find the columns",
      revision: dataset.info?.revision,
    });
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    return failure("first_row_missing", { repository: dataset.id, problem: error.message }, { cause: error });
  }
  context.reporter.change("First row", `Written to ${FIRST_ROW_PATH} of ${dataset.id}`);
  return true;
}

function resultOf(
  plan: Plan,
  facts: {
    signedIn: SignedIn;
    dataset: EnsuredDataset;
    envFileAction: "created" | "changed" | "kept" | null;
    row: boolean;
    dryRun: boolean;
  },
): CommandResult {
  const { dataset, signedIn } = facts;
  const assignments = plan.files.variables.map((name) => ({ name, value: dataset.id }));
  return {
    id: dataset.id,
    assignments,
    json: {
      repository: dataset.id,
      url: dataset.url,
      outcome: dataset.outcome.replace(" ", "_"),
      verified: true,
      visibility: dataset.visibility ?? null,
      firstRowWritten: facts.row,
      user: signedIn.whoami.name,
      tokenSource: signedIn.source,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: plan.envFile.path === undefined
        ? null
        : { path: plan.envFile.path, action: facts.envFileAction },
      dryRun: facts.dryRun,
    },
  };
}
