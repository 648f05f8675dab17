import type { Assignment } from "../env_file/edit.ts";
import { shellFailure } from "./failures.ts";
import type { Environment } from "../ports/environment.ts";
import type { Files } from "../ports/files.ts";
import { renderGithubFile } from "./github.ts";

/**
 * Hands variables to the later steps of a GitHub Actions job: as variables by `$GITHUB_ENV`, and as outputs of the step
 * by `$GITHUB_OUTPUT`, where `repository` is the repository's id.
 *
 * @param ports the files and the environment
 * @param facts the variables, and the id of the repository
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
    const path = environment.get(name);
    if (path === undefined) throw shellFailure("workflow_file_missing", { name });
    return { name, path, text };
  });
  for (const { name, path, text } of parts) {
    try {
      await files.append(path, new TextEncoder().encode(text));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw shellFailure("workflow_file_not_written", { name, path, problem }, { cause: error });
    }
  }
}
