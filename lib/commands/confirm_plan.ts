import { canWrite } from "../account/rights.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import type { TemplateName } from "../dataset/desired.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import type { Visibility } from "../hub/datasets.ts";
import { terminalFailure } from "../terminal/failures.ts";
import type { Context } from "./context.ts";
import type { SetupPlan, Wanted } from "./wanted.ts";
import { variablesPlanSentences } from "./write_variables.ts";

/** Asks who can see a new repository; `default` leaves it to the organization. */
export async function askVisibility(
  context: Context,
  { isOrganization, fallback }: { isOrganization: boolean; fallback: Visibility },
): Promise<Visibility | "default"> {
  return await context.questions.choose<Visibility | "default">("Visibility:", {
    choices: [
      { name: isOrganization ? "Private (only members)" : "Private (only you)", value: "private" },
      { name: "Public (anyone)", value: "public" },
      ...(isOrganization ? [{ name: "Organization default", value: "default" as const }] : []),
    ],
    fallback,
  });
}

/**
 * At a terminal, where questions led to the plan: says what will change, and asks for consent. Where nothing will change, or
 * what is planned will be refused, there is nothing to agree to.
 *
 * @throws Failure `cancelled`
 */
export async function confirmPlan(context: Context, wanted: Wanted, plan: SetupPlan): Promise<void> {
  const { reporter } = context;
  const { files, envFile, settings } = wanted;
  const { target: { id, asked }, present, space } = plan;
  if (!context.canAsk || context.parsed.has("dry-run") || present === undefined) return;
  if (!asked && settings.visibility !== undefined) return;
  const isSame = present !== null && files.variables.every((name) => envFile.values.get(name) === id);
  if (isSame && !files.saveToken && !await changesSpace(space, id)) return;
  if (isRefused(wanted, plan)) return;
  const sentences = [
    ...(present === null ? [creationSentence(wanted, plan)] : [
      `Use ${id}${present.visibility === undefined ? "" : ` (${present.visibility})`}, which exists`,
    ]),
    ...variablesPlanSentences("Set", { settings: files, plan: envFile, repository: id }),
    ...(files.space === undefined ? [] : [spaceSentence(files.space, files)]),
  ];
  // With --quiet too: the question would ask about nothing.
  reporter.note("This will:", { evenQuiet: true });
  for (const sentence of sentences) reporter.note(`  ${sentence}`, { evenQuiet: true });
  if (!await context.questions.confirm("Continue?", { fallback: true })) {
    throw terminalFailure("cancelled", { unchanged: true });
  }
}

async function changesSpace(space: SetupPlan["space"], id: string): Promise<boolean> {
  return space !== undefined && (await import("./later.ts")).changesOfSpace(space, id);
}

/** Whether an existing repository will be refused, as far as that is known already. */
function isRefused({ hubSettings, readOnly }: Wanted, { account, present, visibility }: SetupPlan): boolean {
  if (!present || readOnly === true) return false;
  const differs = visibility !== undefined && present.visibility !== undefined &&
    present.visibility !== visibility;
  const endpoint = hubSettings.endpoint.url;
  return differs || canWrite(account.whoami, { repository: present.id, endpoint }) instanceof Failure;
}

const CONTENT: Readonly<Record<TemplateName, string>> = {
  trackio: "a card and a first row",
  blank: "a card",
  folder: "the files of the template",
};

function creationSentence({ settings }: Wanted, { target: { id }, visibility }: SetupPlan): string {
  const { template, creation: { gated } } = settings;
  const gate = gated === undefined ? "" : ` and a gate (${gated})`;
  return `Create the dataset ${id} (${visibility ?? "organization default"}) with ${
    CONTENT[template]
  }${gate}`;
}

function spaceSentence(space: string, { saveToken }: { saveToken: boolean }): string {
  const token = saveToken ? ", with the token as its secret HF_TOKEN" : "";
  return `Set the variables on the Space ${space} too${token}; any change restarts the Space`;
}

/** What became of the repository. */
export function repositorySentence(dataset: Pick<EnsuredDataset, "id" | "outcome" | "visibility">): string {
  const { id, visibility } = dataset;
  const shown = visibility === undefined ? "" : ` (${visibility})`;
  switch (dataset.outcome) {
    case "created":
      return `Created ${id}${shown}`;
    case "exists":
      return `${id} already exists${shown}; using it unchanged`;
    case "confirmed":
      return `${id} exists${shown}; the Hub's reply was lost, so it may have existed before`;
    case "would create":
      return `Would create ${id} (${visibility ?? "default visibility"})`;
  }
}

/** Who can see a new repository whose visibility was left to the Hub, and how to change that. */
export function visibilityNote(id: string, visibility: Visibility): string {
  return visibility === "public"
    ? `Anyone can see ${id}; to make it private: ${PROGRAM} configure ${id} --private`
    : `Only you and your organization can see ${id}; to make it public: ${PROGRAM} configure ${id} --public`;
}
