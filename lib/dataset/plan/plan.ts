import type { CreationSettings } from "../../cli/creation_settings.ts";
import type { Visibility } from "../../hub/dataset_info.ts";
import type { TemplateName } from "../template/card.ts";

/** Where something stands in the plan, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something in the plan that cannot be. */
export interface Mistake extends Place {
  readonly message: string;
}

/** One repository of a plan. */
export interface PlannedRepository {
  readonly place: Place;
  readonly name: string;
  /** `undefined` where the owner of the token decides. */
  readonly namespace: string | undefined;
  readonly visibility: Visibility | undefined;
  readonly template: TemplateName;
  /** As the plan says it. */
  readonly templateFolder: string | undefined;
  readonly creation: CreationSettings;
  /** Whether the gate is to be off. */
  readonly ungated: boolean;
  readonly removedTags: readonly string[];
  readonly discussions: boolean | undefined;
  /** The file whose text the card is to have, as the plan says it. */
  readonly cardPath: string | undefined;
  readonly variables: readonly string[];
  readonly envFile: string;
}

/** A plan that was read. */
export interface RepositoryPlan {
  readonly repositories: readonly PlannedRepository[];
}
