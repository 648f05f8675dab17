import { commandsFailure } from "../failures.ts";
import type { DatasetInfo } from "../../hub/dataset_info.ts";
import type { DataFacts } from "./facts.ts";

/** The footer of a file of experiments is about two kilobytes; this is read in one request. */
const TAIL = 65_536;

/**
 * Reads the columns and the number of rows of the first file of the split `train`: only the end of it is fetched.
 *
 * @param info the dataset, with the list of its files
 * @param access the fetch, and the Hub
 * @returns what the footer tells; `undefined` where there is no such file
 * @throws {Failure} `rows_unreadable`, and those of the network
 */
export async function readData(
  info: DatasetInfo,
  access: { fetch: typeof fetch; endpoint: string },
): Promise<DataFacts | undefined> {
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
  // Loaded only here: no other command reads parquet.
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

/** How many bytes from the end the footer begins (parquet: length, then "PAR1"); `undefined` where it is none. */
function footerLength(tail: ArrayBuffer): number | undefined {
  if (tail.byteLength < 8) return undefined;
  const view = new DataView(tail);
  if (view.getUint32(tail.byteLength - 4, true) !== 0x31524150) return undefined;
  return view.getUint32(tail.byteLength - 8, true) + 8;
}
