import type { Failure } from "../../cli/failure.ts";
import { StreamedJson } from "../../cli/streamed_json.ts";
import type { Context } from "../context.ts";
import { type ListedRow, ROW_HEAD, rowJson, rowText } from "./row.ts";

/** Where the rows go as they come. */
export interface ListOutput {
  /** Before the first row. Returns false when nobody reads any more, like all of these. */
  open(): boolean;
  rows(rows: readonly ListedRow[]): boolean;
  close(rest: Readonly<Record<string, unknown>>, failed: Failure | undefined): boolean;
  /** Whether the failure is told in what is written. */
  readonly tellsFailure: boolean;
}

/**
 * Chooses how the rows are written: as a table for a person who reads stdout at a terminal, else one id a line, or JSON.
 *
 * @param context the reporter and the format
 * @param endpoint the Hub, without a slash at the end
 */
export function listOutput(context: Context, endpoint: string): ListOutput {
  const { reporter, output, parsed, terminal } = context;
  if (output === "json") {
    const json = new StreamedJson("list", "repositories");
    const document = { document: true };
    return {
      tellsFailure: true,
      open: () => reporter.result(json.open(), document),
      rows: (rows) => reporter.result(json.items(rows.map((row) => rowJson(row, endpoint))), document),
      close: (rest, failure) => reporter.result(json.close(rest, { failure, told: reporter }), document),
    };
  }
  const isTable = terminal.stdoutIsTerminal && parsed.value("output") === undefined;
  const text = (row: ListedRow) => isTable ? rowText(row) : row.dataset.id;
  let headed = !isTable;
  return {
    tellsFailure: false,
    open: () => true,
    rows(rows) {
      if (rows.length === 0) return true;
      const lines = rows.map((row) => `${text(row)}\n`);
      if (!headed) lines.unshift(`${ROW_HEAD}\n`);
      headed = true;
      return reporter.result(lines.join(""));
    },
    close: () => true,
  };
}
