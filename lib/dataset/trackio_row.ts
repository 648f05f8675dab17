/** The ten columns of the experiments dataset, in order, with what a card says of them; all are strings. */
export const COLUMNS = {
  "experiment_id": "unique ID of the experiment",
  name: "display name",
  description: "what it tests",
  "created_at": "start time (ISO 8601)",
  status: "`running`, `completed`, `failed` or `paused`",
  metrics: "JSON list of `{timestamp, step, metrics}`",
  parameters: "JSON object",
  artifacts: "JSON list",
  logs: "JSON list of `{timestamp, level, message}`",
  "last_updated": "time of the last change (ISO 8601)",
};

/** Their names. */
export const EXPERIMENT_COLUMNS: readonly string[] = Object.keys(COLUMNS);

/** Where the first row lives: readers look for `data/train-*`. */
export const FIRST_ROW_PATH = "data/train-00000-of-00001.parquet";

/** One row of the experiments dataset. */
type ExperimentRow = Readonly<Record<keyof typeof COLUMNS, string>>;

/**
 * The row a new dataset starts with.
 *
 * Without any row, the Trackio Space of SmolFactory shows sample experiments and stops saving. The id is always the same,
 * so that there is never a second one.
 *
 * @param made when (milliseconds since 1970) and by which version
 * @returns ten strings; structured fields are JSON
 */
export function firstRow(made: { now: number; version: string }): ExperimentRow {
  const at = new Date(made.now).toISOString();
  const message = "Dataset created by hf-dataset-setup; no experiments yet";
  return {
    "experiment_id": "hf-dataset-setup",
    name: "Setup",
    description: "Placeholder that defines the columns. Not an experiment.",
    "created_at": at,
    status: "completed",
    metrics: "[]",
    parameters: JSON.stringify({ "created_by": "hf-dataset-setup", version: made.version }),
    artifacts: "[]",
    logs: JSON.stringify([{ timestamp: at, level: "INFO", message }]),
    "last_updated": at,
  };
}

/** The row as a parquet file of about two kilobytes. */
export async function rowAsParquet(row: ExperimentRow): Promise<ArrayBuffer> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  return parquetWriteBuffer({
    columnData: Object.entries(row).map(([name, value]) => ({
      name,
      data: [value],
      type: "STRING" as const,
    })),
  });
}
