import { EXPERIMENT_COLUMNS } from "../../dataset/trackio_row.ts";
import { commandsFailure } from "../failures.ts";
import type { DatasetInfo } from "../../hub/datasets.ts";
import { bad, type Finding, good, warning } from "./finding.ts";

/** What the footer of a parquet file says. */
export interface ExperimentsFile {
  readonly path: string;
  /** How many files of rows the dataset has. */
  readonly files: number;
  /** How many rows this one has. */
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly isText: boolean }[];
}

/** The footer of a file of experiments is about two kilobytes; this much is read in one request. */
const TAIL = 65_536;

/**
 * Reads the columns and the number of rows of the first file of the split `train`, of which only the end is downloaded.
 *
 * @param info the dataset, with the list of its files
 * @param access the fetch, and the Hub
 * @returns what the footer says; `undefined` where there is no such file
 * @throws {Failure} `rows_unreadable`, and those of the network
 */
export async function readExperiments(
  info: DatasetInfo,
  access: { fetch: typeof fetch; endpoint: string },
): Promise<ExperimentsFile | undefined> {
  const files = (info.files ?? []).filter((path) => /^data\/train-[^/]*\.parquet$/.test(path)).sort();
  const [path] = files;
  if (path === undefined) return undefined;
  const url = `${access.endpoint}/datasets/${info.id}/resolve/main/${
    path.split("/").map(encodeURIComponent).join("/")
  }`;
  let tail = await fetchTail(url, { fetch: access.fetch, length: TAIL });
  const needed = footerLength(tail);
  if (needed !== undefined && needed > tail.byteLength) {
    tail = await fetchTail(url, { fetch: access.fetch, length: needed });
  }
  // Loaded here, because no other command reads parquet.
  const { parquetMetadata, parquetSchema } = await import("hyparquet");
  try {
    const metadata = parquetMetadata(tail);
    const { children } = parquetSchema(metadata);
    return {
      path,
      files: files.length,
      rows: Number(metadata.num_rows),
      columns: children.map(({ element, children: inner }) => ({
        name: element.name,
        isText: inner.length === 0 &&
          (element.converted_type === "UTF8" || element.logical_type?.type === "STRING"),
      })),
    };
  } catch (error) {
    throw commandsFailure("rows_unreadable", { repository: info.id, path }, { cause: error });
  }
}

async function fetchTail(
  url: string,
  options: { fetch: typeof fetch; length: number },
): Promise<ArrayBuffer> {
  const answer = await options.fetch(url, { headers: { Range: `bytes=-${options.length}` } });
  return await answer.arrayBuffer();
}

/** How many bytes from the end the footer begins (parquet: length, then "PAR1"); `undefined` where there is none. */
function footerLength(tail: ArrayBuffer): number | undefined {
  if (tail.byteLength < 8) return undefined;
  const view = new DataView(tail);
  if (view.getUint32(tail.byteLength - 4, true) !== 0x31524150) return undefined;
  return view.getUint32(tail.byteLength - 8, true) + 8;
}

/** Checks whether the readers of experiments find the columns that they expect. */
export function checkColumns({ columns, path }: ExperimentsFile): readonly Finding[] {
  const missing = EXPERIMENT_COLUMNS.filter((name) => columns.every((column) => column.name !== name));
  const notText = columns.filter(({ name, isText }) =>
    !isText && EXPERIMENT_COLUMNS.some((expected) => expected === name)
  ).map(({ name }) => name);
  if (missing.includes("experiment_id")) {
    return [
      bad("columns", `${path} has no column experiment_id, so no reader takes it for experiments`, {
        exit: 5,
        fix: "Choose a dataset of experiments, or set up a new one with --name",
      }),
    ];
  }
  const findings = [
    ...(missing.length === 0 ? [] : [
      warning("columns", `${path} lacks the columns ${missing.join(", ")}; readers use defaults for them`, {
        fix: "The next program that saves all rows adds them",
      }),
    ]),
    ...(notText.length === 0 ? [] : [
      warning("columns", `${path} has columns that are not text: ${notText.join(", ")}; readers can fail`, {
        fix: "Save these columns as text (JSON, or ISO 8601 for times)",
      }),
    ]),
  ];
  return findings.length > 0
    ? findings
    : [good("columns", `all ${EXPERIMENT_COLUMNS.length} columns present, all text`)];
}
