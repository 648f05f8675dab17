import type { Assignment } from "../env_file/edit.ts";
import { shellFailure } from "./failures.ts";
import type { Environment } from "../ports/environment.ts";
import { type Files } from "../ports/files.ts";
import { errorNameOf, systemProblem } from "../ports/file_errors.ts";

/**
 * Hands variables to the later steps of a GitHub Actions job: as variables by `$GITHUB_ENV`, and as outputs of the step
 * by `$GITHUB_OUTPUT`, where `repository` is the repository's id.
 *
 * @throws {Failure} `workflow_file_missing`, `workflow_file_not_written`
 */
export async function addToWorkflow(
  { files, environment }: { files: Files; environment: Pick<Environment, "get"> },
  { assignments, id }: { assignments: readonly Assignment[]; id: string },
): Promise<void> {
  const texts = {
    GITHUB_ENV: renderGithubFile(assignments),
    GITHUB_OUTPUT: renderGithubFile([{ name: "repository", value: id }, ...assignments]),
  };
  const parts = Object.entries(texts).map(([name, text]) => {
    const path = environment.get(name) ?? "";
    if (path === "") throw shellFailure("workflow_file_missing", { name });
    return { name, path, text };
  });
  for (const { name, path, text } of parts) {
    try {
      await files.append(path, new TextEncoder().encode(text), { startsLine: true });
    } catch (error) {
      const problem = errorNameOf(error) === "NotFound" ? "there is no such file" : systemProblem(error);
      throw shellFailure("workflow_file_not_written", { name, path, problem }, { cause: error });
    }
  }
}

/**
 * Writes variables as GitHub Actions reads them from the files `$GITHUB_ENV` and `$GITHUB_OUTPUT`.
 */
export function renderGithubFile(assignments: readonly Assignment[]): string {
  return assignments.map(({ name, value }) => {
    if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
    const mark = markNotIn(value);
    return `${name}<<${mark}\n${value}\n${mark}\n`;
  }).join("");
}

function markNotIn(value: string): string {
  for (let number = 0;; number++) {
    const mark = `END_OF_VALUE_${number}`;
    if (!value.includes(mark)) return mark;
  }
}
