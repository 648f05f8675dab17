import { isDatasetVariable } from "./dataset_variables.ts";

/** What Trackio itself takes a variable of its own for (experiments-dataset 4.1). */
const HOLDS: Readonly<Record<string, string>> = {
  TRACKIO_SPACE_ID: "a Space, where Trackio shows its dashboard",
  TRACKIO_SERVER_URL: "the address of a Trackio server",
  TRACKIO_WRITE_TOKEN: "a secret of a Trackio server",
  TRACKIO_BUCKET_ID: "a bucket, which Trackio makes and names itself",
  TRACKIO_REGISTRY_BUCKET_ID: "a bucket, which Trackio makes and names itself",
  TRACKIO_DIR: "a folder",
  TRACKIO_STORAGE_MODE: "how Trackio stores, not where",
  TRACKIO_INBOX_POLL_INTERVAL: "a time",
  TRACKIO_WEBHOOK_URL: "an address that Trackio reports to",
  TRACKIO_WEBHOOK_MIN_LEVEL: "a level of alerts",
  TRACKIO_PROJECT: "the name of a project",
  TRACKIO_THEME: "a setting of the dashboard",
  TRACKIO_PLOT_ORDER: "a setting of the dashboard",
  TRACKIO_COLOR_PALETTE: "a setting of the dashboard",
  TRACKIO_TABLE_TRUNCATE_LENGTH: "a setting of the dashboard",
  TRACKIO_FRONTEND_DIR: "a folder",
};

/** The variable by which Trackio once stored in a dataset (lib/hub/README.md#trackio). */
export const TRACKIO_DATASET_ID = "TRACKIO_DATASET_ID";

/** What setup and the doctor say of {@linkcode TRACKIO_DATASET_ID}. */
export const DATASET_ID_DEPRECATED =
  `${TRACKIO_DATASET_ID} is deprecated: Trackio reads it only inside a Space, and squashes the history of that dataset at every save`;

/** Whether a variable names a dataset by either scheme: that of the experiments dataset, or Trackio's own. */
export function namesDataset(name: string): boolean {
  return isDatasetVariable(name) || name === TRACKIO_DATASET_ID;
}

/** The variable that names Trackio's Space. */
export const TRACKIO_SPACE_ID = "TRACKIO_SPACE_ID";

/** The variable by which a Space of Trackio's knows its Bucket (lib/hub/README.md#trackio). */
export const TRACKIO_BUCKET_ID = "TRACKIO_BUCKET_ID";

/** What one of Trackio's own variables holds, where that is no dataset; `undefined` for every other name. */
export function whatTrackioKeepsIn(name: string): string | undefined {
  if (/^TRACKIO_SQLITE_/.test(name)) return "a setting of Trackio's database";
  if (/^TRACKIO_LOGO_/.test(name)) return "a setting of the dashboard";
  return Object.hasOwn(HOLDS, name) ? HOLDS[name] : undefined;
}

/** A variable with its value, and where it stands as people say it: `in /home/ada/.env`. */
export interface PlacedVariable {
  readonly name: string;
  readonly value: string;
  readonly where: string;
}

/** One repository that both schemes would use. */
export interface SchemeConflict {
  readonly repository: string;
  /** Where `TRACKIO_DATASET_ID` names it. */
  readonly trackio: PlacedVariable;
  /** Where a variable of the experiments dataset names it. */
  readonly experiments: PlacedVariable;
}

/**
 * Finds a repository that Trackio and the readers of the experiments dataset would both take for theirs.
 *
 * Trackio downloads every parquet file of its repository and squashes the history, which the others rely on
 * (experiments-dataset 4.3).
 *
 * @param variables as they will be; where a name stands in several places, each of them
 */
export function findSchemeConflict(variables: readonly PlacedVariable[]): SchemeConflict | undefined {
  const trackio = variables.filter(({ name }) => name === TRACKIO_DATASET_ID);
  for (const one of trackio) {
    const experiments = variables.find(({ name, value }) =>
      name !== TRACKIO_DATASET_ID && whatTrackioKeepsIn(name) === undefined &&
      value.toLowerCase() === one.value.toLowerCase()
    );
    if (experiments !== undefined) return { repository: experiments.value, trackio: one, experiments };
  }
  return undefined;
}
