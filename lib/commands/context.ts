import { Failure, failuresOf } from "../cli/failure.ts";
import type { ParsedArguments } from "../cli/parser.ts";
import type { OutputFormat } from "../cli/options.ts";
import type { Redactor } from "../terminal/redactor.ts";
import type { DatasetTools } from "../dataset/desired.ts";
import type { DatasetInfo } from "../hub/datasets.ts";
import type { SchemeConflict } from "../env_file/variables.ts";
import type { World } from "../ports/world.ts";
import type { Questions } from "../terminal/questions.ts";
import { type Reporter, terminalFailure } from "../terminal/reporter.ts";
import type { FoundToken } from "../account/token_sources.ts";

/** What a command works with. */
export interface Context extends World {
  readonly parsed: ParsedArguments;
  readonly output: OutputFormat;
  readonly reporter: Reporter;
  readonly redactor: Redactor;
  readonly questions: Questions;
  /** Whether a terminal gets colors. */
  readonly color: boolean;
  /** Whether a person can be asked: stdin and stderr are terminals, and --yes was not given. */
  readonly canAsk: boolean;
  readonly memory: TokenMemory;
}

/** A token that the Hub knows, and the work on datasets that it is for. */
export interface SignedIn extends DatasetTools {
  readonly token: string;
  /** Where the token came from, for the output. */
  readonly source: string;
  /** The dataset that was read together with whoami. */
  readonly early: { readonly id: string; readonly read: Promise<DatasetInfo | undefined> } | undefined;
}

/** What was said about the token: it outlives a failure of the network, and decides what is said at the end. */
interface TokenMemory {
  /** The token that was typed and not refused, until it is saved or said to be lost. */
  typed?: FoundToken | undefined;
  /** The source whose token was replaced by the typed one. */
  replaced?: string | undefined;
  /** The source that was shown last, and whether what there is to say of all of them was said: not again. */
  shown?: string;
  announced?: boolean;
}

/** What a command hands to stdout. */
export interface CommandResult {
  /** With `--output id`; nothing is written where it is empty. */
  readonly id: string;
  /** With the formats for shells. */
  readonly assignments?: readonly { readonly name: string; readonly value: string }[];
  /** With `--output json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What is wrong although there is a result; it is shown after the result, and the program exits with its code. */
  readonly failure?: Failure | undefined;
}

/**
 * Writes the result of a command to stdout in the format that was asked for.
 *
 * @throws Failure `output_not_written`, `result_withheld`, `workflow_*`, those of values that a syntax cannot say
 */
export async function writeResult(context: Context, result: CommandResult): Promise<void> {
  const { output, parsed: { command }, reporter } = context;
  const { id, assignments = [], json, failure } = result;
  if (output === "json") {
    reporter.result(jsonResult(command, { result: json, failure }, reporter), { document: true });
  } else if (output === "id" || output === "github") {
    if (output === "github") {
      await (await import("../shell/render.ts")).addToWorkflow(context, { assignments, id });
    }
    reporter.result(id === "" ? "" : `${id}\n`);
  } else {
    reporter.result((await import("../shell/render.ts")).renderVariables(output, assignments));
  }
}

/** The JSON document that stdout carries with `--output json`: one line, or at a terminal what a person can read. */
export function jsonResult(
  command: string,
  outcome: { readonly result?: Readonly<Record<string, unknown>>; readonly failure?: Failure | undefined },
  reporter: Reporter,
): string {
  const { failure, result = null } = outcome;
  const document = {
    // Of the shape that `lib/cli/result.schema.json` describes; it changes when a field goes or means something else.
    schema: 1,
    command,
    ok: failure === undefined,
    result,
    warnings: reporter.warnings,
    changes: reporter.done,
    next: failure?.next ?? reporter.next,
    error: failure === undefined ? null : {
      code: failure.code,
      message: reporter.shown(failure.message),
      hint: reporter.shown([failure.hint, ...failure.notes].filter((text) => text !== "").join(". ")),
      url: failure.page ?? null,
      next: failure.next,
      exit: failure.exitCode,
    },
  };
  return `${JSON.stringify(document, null, reporter.isAtTerminal ? 2 : undefined)}\n`;
}

/** What more than one command ends with. */
export const commandsFailure = failuresOf(() => ({
  unforeseen: ({ message }: { message: string }) => ({
    exitCode: 1,
    message: `Unexpected error: ${message}`,
    hint: "Run it again with --verbose and report what it prints (secrets are masked)",
  }),
  /** The failure of setup, and an error of the doctor. */
  repository_in_both_schemes: ({ trackio, experiments }: SchemeConflict) => ({
    exitCode: 5,
    message:
      `${experiments.value} is named twice: by ${trackio.name} ${trackio.where}, and by ${experiments.name} ${experiments.where}`,
    hint:
      "Remove TRACKIO_DATASET_ID, or use another repository: Trackio loads every parquet file there and wipes its history",
  }),
}));

/** The failure for whatever was thrown: what no one expected becomes one line too, with its stack behind --verbose. */
export function asFailure(error: unknown, interrupted: AbortSignal): Failure {
  if (error instanceof Failure && (error.code === "cancelled" || !interrupted.aborted)) return error;
  if (interrupted.aborted) return terminalFailure("cancelled", {}, { cause: error });
  return commandsFailure("unforeseen", { message: error instanceof Error ? error.message : String(error) }, {
    cause: error,
  });
}
