/** The variable that the readers of the experiments dataset look at. */
export const DEFAULT_VARIABLE = "TRACKIO_DATASET_REPO";

/**
 * Whether a name is one of the set in an env file: the default variable and its siblings, such as `EVAL_DATASET_REPO`.
 *
 * The ending is the rule, and not the look of the value: `lib/model` could be a path of somebody else's program.
 */
export function isDatasetVariable(name: string): boolean {
  return /(?:^|_)DATASET_REPO$/.test(name);
}
