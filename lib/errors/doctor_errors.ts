import { errorRow } from "../cli/failure.ts";

/** What the doctor ends with. */
export const DOCTOR_ERRORS = {
  problems_found: errorRow<{ count: number; labels: readonly string[]; next: readonly string[] }>({
    // The code of the first bad finding takes its place (README, "Exit codes").
    exit: 1,
    meaning: "The doctor found something bad; the exit code is that of the first bad finding.",
    remedy: "Mend the findings from the top: the first is what the others may depend on.",
    message: ({ count, labels }) =>
      `${count === 1 ? "1 finding is" : `${count} findings are`} bad: ${labels.join(", ")}`,
    hint: ({ labels: [first = ""] }) => `Begin with "${first}": what to do stands with the finding`,
    next: ({ next }) => next,
  }),
  rows_unreadable: errorRow<{ repository: string; path: string }>({
    exit: 5,
    meaning: "A file of rows is no parquet file, or a broken one.",
    remedy: "Upload the file again.",
    message: ({ repository, path }) => `"${path}" of "${repository}" cannot be read as parquet`,
    hint: () => "Upload it again, or remove it",
  }),
};
