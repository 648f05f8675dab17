import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

/** What goes wrong with a plan of many repositories. */
export const PLAN_ERRORS = {
  plan_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    meaning: "The plan cannot be read.",
    remedy: "Check the path and its permissions.",
    message: ({ path, problem }) => `The plan "${path}" cannot be read: ${problem}`,
    hint: () => "Check the path and its permissions",
  }),
  plan_invalid: errorRow<{ path: string; count: number; first: string }>({
    exit: 2,
    meaning: "The plan has mistakes; all of them were told with their lines, and nothing was changed.",
    remedy: "Mend the lines that are named.",
    message: ({ path, count, first }) =>
      `The plan "${path}" has ${count === 1 ? "1 mistake" : `${count} mistakes`}, the first at ${first}`,
    hint: () => "Mend the lines that are named and run it again; nothing was changed",
  }),
  /** `path`: quoted for the shell that it is typed into. */
  plan_not_in_order: errorRow<{ path: string; create: number; change: number; files: number }>({
    exit: 5,
    meaning: "--check: the Hub or the env files are not as the plan says.",
    remedy: "Run `apply` without --check.",
    message: ({ create, change, files }) =>
      `Not as planned: ${create} to create, ${change} to change, ${files} env ${
        files === 1 ? "file" : "files"
      } to write`,
    hint: ({ path }) => `Run ${PROGRAM} apply ${path} to bring it about`,
    next: ({ path }) => [`${PROGRAM} apply ${path}`],
  }),
  plan_incomplete: errorRow<{ failed: number; of: number; first: string; mend: string }>({
    // The code of the first failure takes its place (README, "Exit codes").
    exit: 1,
    meaning:
      "Some repositories of the plan failed, the others were done; the exit code is that of the first.",
    remedy: "Read what is said of each and run it again; what was done is found so.",
    message: ({ failed, of, first }) => `${failed} of ${of} repositories failed, the first with: ${first}`,
    hint: ({ mend }) => `Run it again; what was done is found so. Of the first: ${mend}`,
  }),
};
