import type { Failure } from "../../cli/failure.ts";
import type { PlannedRepository } from "../../dataset/plan/plan.ts";
import type { DatasetInfo } from "../../hub/dataset_info.ts";
import type { ConfigurationPlan } from "../configure/plan.ts";

/** What is to be done about one repository of a plan. */
export type Action =
  | { readonly kind: "create" }
  | {
    readonly kind: "change";
    readonly configuration: ConfigurationPlan;
    /** Without its files, unless what it starts with is missing: a plan holds no file lists of thousands. */
    readonly info: DatasetInfo;
    /** Whether what it starts with is missing. */
    readonly isContentDue: boolean;
  }
  | { readonly kind: "none" }
  | { readonly kind: "blocked"; readonly failure: Failure };

/** One repository of a plan, and what is to be done about it. */
export interface PlannedAction {
  readonly planned: PlannedRepository;
  /** `namespace/name`, in the Hub's spelling where it is there. */
  readonly id: string;
  readonly action: Action;
}

/** Whether an action lets more people see or read the repository than before. */
export function opensUp({ action }: PlannedAction): boolean {
  if (action.kind !== "change") return false;
  const { visibility, gated } = action.configuration.settings;
  return visibility === "public" || gated === false;
}

/** What will happen, in a few words. */
export function actionText({ planned, action }: PlannedAction): string {
  switch (action.kind) {
    case "create": {
      const { creation, visibility, template, templateFolder } = planned;
      return [
        visibility ?? "visibility left to the Hub",
        `template ${templateFolder ?? template}`,
        ...(creation.gated === undefined ? [] : [`gated ${creation.gated}`]),
        ...(creation.resourceGroup === undefined ? [] : [`resource group ${creation.resourceGroup}`]),
      ].join(", ");
    }
    case "change":
      return [
        ...action.configuration.changes.map(({ setting, from, to }) => `${setting} ${from} -> ${to}`),
        ...(action.isContentDue ? ["what it starts with is missing"] : []),
      ].join("; ");
    case "none":
      return "as planned";
    case "blocked":
      return action.failure.message;
  }
}
