import { type PlannedRepository, readPlan } from "../../dataset/plan_file.ts";
import type { Mistake } from "../../dataset/plan_file_reader.ts";
import { decodeText } from "../../ports/text.ts";
import { readingProblem } from "../../ports/file_errors.ts";
import type { Context } from "../context.ts";
import { commandsFailure } from "../failures.ts";
import { contradictionsIn } from "./contradictions.ts";
import { isStdin, type LocalFiles, readLocalFiles } from "./local_files.ts";

/** Ten thousand repositories take about two. */
const LONGEST_PLAN = 50_000_000;

/** The plan and its files, or everything that is wrong with them. */
export async function readPlanAndFiles(
  context: Context,
  path: string,
): Promise<
  { readonly repositories: readonly PlannedRepository[]; readonly files: LocalFiles } | {
    readonly mistakes: readonly Mistake[];
  }
> {
  const read = readPlan(await readText(context, path));
  const { repositories } = read;
  const { files, mistakes } = await readLocalFiles(context, { path, repositories });
  const known = { files, owner: undefined };
  const all = [
    ...read.mistakes,
    ...mistakes,
    ...contradictionsIn(repositories, known),
  ].sort((one, other) => one.line - other.line || one.column - other.column);
  return all.length === 0 ? { repositories, files } : { mistakes: all };
}

async function readText({ files, terminal }: Context, path: string): Promise<string> {
  const unreadable = (problem: string, cause?: unknown) =>
    commandsFailure("plan_unreadable", { path, problem }, { cause });
  if (isStdin(path) && terminal.stdinIsTerminal) throw unreadable("standard input is the terminal");
  let bytes: Uint8Array | undefined;
  try {
    bytes = isStdin(path)
      ? await terminal.readStdin(LONGEST_PLAN)
      : await files.read(path, { limit: LONGEST_PLAN });
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === "") throw error;
    throw unreadable(problem, error);
  }
  if (bytes === undefined || bytes.length > LONGEST_PLAN) throw unreadable("it is larger than 50 MB");
  try {
    return decodeText(bytes, { fatal: true });
  } catch (error) {
    throw unreadable("it is not UTF-8 or UTF-16 text; save it as UTF-8", error);
  }
}
