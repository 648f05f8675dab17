import type { EnsuredDataset } from "../dataset/ensure.ts";
import type { Visibility } from "../hub/datasets.ts";
import { isRepositoryId } from "../hub/repository_id.ts";
import type { TemplateName } from "../dataset/desired.ts";

/** How the repository came about, in one honest sentence (product.md, promise 3). */
export function repositorySentence(dataset: Pick<EnsuredDataset, "id" | "outcome" | "visibility">): string {
  const { id, visibility } = dataset;
  switch (dataset.outcome) {
    case "created":
      return `Created the dataset ${id}${visibility === undefined ? "" : `, ${visibility}`}`;
    case "exists":
      return `${id} is already there${
        visibility === undefined ? "" : ` and ${visibility}`
      }; it is used as it is`;
    case "confirmed":
      return `${id} is there${visibility === undefined ? "" : ` and ${visibility}`}; ` +
        "the answer to its creation was lost, so it may have been there before";
    case "would create":
      return `Would create the dataset ${id}, ${visibility ?? "visibility left to the Hub"}`;
  }
}

/** What a run is about to do to the Hub, for the summary before the question. */
export function creationPlanSentence(
  plan: {
    id: string;
    visibility: Visibility | undefined;
    template: TemplateName;
    gated?: "auto" | "manual" | undefined;
    there: Visibility | undefined | null;
  },
): string {
  if (plan.there !== null) {
    return `Use ${plan.id}, which is already there${plan.there === undefined ? "" : ` and ${plan.there}`}`;
  }
  const visibility = plan.visibility ?? "visibility left to the Hub";
  const gate = plan.gated === undefined ? "" : ` and a gate (${plan.gated})`;
  return `Create the dataset ${plan.id}, ${visibility}, with ${CONTENT[plan.template]}${gate}`;
}

/** What a run is about to do to a Space, for the summary before the question. */
export function spacePlanSentence(space: string, { saveToken }: { saveToken: boolean }): string {
  const token = saveToken ? ", and the token as its secret HF_TOKEN" : "";
  return `Set the variables on the Space ${space} too${token}; what changes there restarts it`;
}

const CONTENT: Readonly<Record<TemplateName, string>> = {
  trackio: "a card and a first row",
  blank: "a card",
  folder: "the files of the template",
};

/** A value of an env file as it may be shown: anything but a repository id or an empty value may be a secret. */
export function shownValue(value: string): string {
  if (value === "") return "empty";
  return isRepositoryId(value) && !value.includes("hf_") ? value : "another value, not shown";
}
