/** The ten columns of the experiments dataset, in order; all of them strings (experiments-dataset 1). */
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
export type ExperimentRow = Readonly<Record<typeof EXPERIMENT_COLUMNS[number], string>>;

/**
 * The row a new dataset starts with.
 *
 * It has a function: a reader that finds no row at all falls back to sample experiments of somebody else
 * (experiments-dataset 1). Its id is always the same, so that no second one can come beside it.
 *
 * @param made when (milliseconds since 1970) and by which version
 * @returns ten strings; structured fields are JSON
 */
export function firstRow(made: { now: number; version: string }): ExperimentRow {
  const at = new Date(made.now).toISOString();
  const message = "Dataset created by hf-dataset-setup; no experiment has run yet";
  return {
    "experiment_id": "hf-dataset-setup",
    name: "Set-up",
    description: "Written when the dataset was created, so that readers find its columns. Not an experiment.",
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
