/** The ten columns of the experiments dataset, in order; all are strings. */
export const EXPERIMENT_COLUMNS = [
  "experiment_id",
  "name",
  "description",
  "created_at",
  "status",
  "metrics",
  "parameters",
  "artifacts",
  "logs",
  "last_updated",
] as const;

/** Where the first row lives: readers look for `data/train-*`. */
export const FIRST_ROW_PATH = "data/train-00000-of-00001.parquet";

/** One row of the experiments dataset. */
type ExperimentRow = Readonly<Record<typeof EXPERIMENT_COLUMNS[number], string>>;

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

/**
 * The row as a parquet file.
 *
 * @returns its bytes, about two kilobytes
 */
export async function rowAsParquet(row: ExperimentRow): Promise<ArrayBuffer> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  return parquetWriteBuffer({
    columnData: EXPERIMENT_COLUMNS.map((name) => ({ name, data: [row[name]], type: "STRING" as const })),
  });
}
