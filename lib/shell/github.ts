import type { Assignment } from "../env_file/edit.ts";

/**
 * Writes variables as GitHub Actions reads them from the files `$GITHUB_ENV` and `$GITHUB_OUTPUT`.
 *
 * @param assignments the variables
 * @returns the text to append to the file
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
