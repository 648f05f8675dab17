import { terminalFailure } from "../terminal/failures.ts";
import type { FileSettings, RepositorySettings } from "../cli/settings.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import type { Target } from "./choose_target.ts";
import type { Context } from "./context.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import { creationPlanSentence, spacePlanSentence } from "./sentences.ts";
import { variablesPlanSentences } from "./write_variables.ts";

/** Asks what a new repository is to be; `undefined` leaves it to the Hub. */
export async function askVisibility(context: Context): Promise<Visibility | undefined> {
  return await context.questions.choose<Visibility | undefined>("Who may see it?", {
    choices: [
      { name: "The Hub's default (public, unless the organization decides otherwise)", value: undefined },
      { name: "Private: only you, or the members of the organization", value: "private" },
      { name: "Public: everybody", value: "public" },
    ],
    fallback: undefined,
  });
}

/**
 * Says everything that set-up is about to change, and asks for consent.
 *
 * @param plan what was decided; `known` is the repository where it is there, else `null`
 * @throws Failure `cancelled`
 */
export async function confirmPlan(
  context: Context,
  plan: {
    readonly target: Target;
    readonly settings: RepositorySettings;
    readonly visibility: Visibility | undefined;
    readonly known: DatasetInfo | null;
    readonly files: FileSettings;
    readonly envFile: EnvFilePlan;
  },
): Promise<void> {
  const { reporter } = context;
  const { settings, visibility, known, files, envFile } = plan;
  const { id } = plan.target;
  const { template, creation: { gated } } = settings;
  const there = known === null ? null : known.visibility;
  const sentences = [
    creationPlanSentence({ id, visibility, template, gated, there }),
    ...variablesPlanSentences("Set", { settings: files, plan: envFile, repository: id }),
    ...(files.space === undefined ? [] : [spacePlanSentence(files.space, files)]),
  ];
  // With --quiet too: the question would ask about nothing.
  reporter.note("This is what will happen:", { evenQuiet: true });
  for (const sentence of sentences) reporter.note(`  ${sentence}`, { evenQuiet: true });
  if (!await context.questions.confirm("Go on?", { fallback: true })) throw terminalFailure("cancelled", {});
}
