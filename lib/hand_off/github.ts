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

/**
 * Writes the commands that make GitHub Actions mask secrets in every later line of its log.
 *
 * They are for stdout, before anything else that could hold a secret; the runner does not show them.
 *
 * @param secrets what to mask; a secret of several lines is masked line by line as well
 * @returns one command a line; "" where there is nothing to mask
 */
export function renderGithubMasks(secrets: readonly string[]): string {
  const texts = new Set(secrets.flatMap((secret) => [secret, ...secret.split(/\r\n|\r|\n/)]));
  return [...texts]
    .filter((text) => text.trim() !== "")
    .map((text) =>
      `::add-mask::${text.replaceAll(/[%\r\n]/g, (character) => ESCAPED[character] ?? character)}\n`
    )
    .join("");
}

const ESCAPED: Readonly<Record<string, string>> = { "%": "%25", "\r": "%0D", "\n": "%0A" };

function markNotIn(value: string): string {
  for (let number = 0;; number++) {
    const mark = `END_OF_VALUE_${number}`;
    if (!value.includes(mark)) return mark;
  }
}
