import type { ExitCode, Failure } from "../../cli/failure.ts";

/** What the doctor looks at, in the order in which one thing depends on another; each is a code in the JSON result. */
export const CHECKS = {
  endpoint: "Endpoint",
  proxy: "Proxy",
  certificates: "Certificates",
  token_source: "Token",
  token_shadowed: "Token",
  token_valid: "Account",
  token_expiry: "Account",
  token_owner: "Account",
  clock: "Clock",
  rights: "Rights",
  env_file: "Env file",
  env_file_syntax: "Env file",
  env_file_duplicates: "Env file",
  env_file_mode: "Env file",
  env_file_git: "Env file",
  variable: "Variable",
  repository: "Repository",
  repository_writable: "Repository",
  repository_card: "Card",
  first_row: "First row",
  columns: "Columns",
  trackio_variables: "Trackio",
  trackio_variable: "Variable",
  trackio_space: "Space",
  trackio_bucket: "Bucket",
} as const;

/** The code of one check. */
export type CheckName = keyof typeof CHECKS;

/** How a thing stands. */
export type Grade = "good" | "warning" | "bad";

/** What mends a thing: a sentence, a command line, or both. */
export interface Mending {
  readonly mend?: string;
  readonly command?: string;
}

/** One thing that was looked at, and how it stands. */
export interface Finding extends Mending {
  readonly check: CheckName;
  readonly grade: Grade;
  readonly text: string;
  /** What the program exits with when nothing before it is bad; only of bad findings. */
  readonly exit?: ExitCode;
}

/** A finding that needs nothing done. */
export function good(check: CheckName, text: string): Finding {
  return { check, grade: "good", text };
}

/** A finding that works, and yet somebody should know of it. */
export function warning(check: CheckName, text: string, mending: Mending): Finding {
  return { check, grade: "warning", text, ...mending };
}

/** A finding that stands in the way. */
export function bad(check: CheckName, text: string, mending: Mending & { readonly exit: ExitCode }): Finding {
  return { check, grade: "bad", text, ...mending };
}

/** A finding in the words of a failure, with the exit code that the failure has everywhere else. */
export function badOfFailure(check: CheckName, failure: Failure): Finding {
  const [command] = failure.next;
  return bad(check, failure.message, {
    exit: failure.exitCode,
    mend: failure.hint,
    // The doctor itself is no cure.
    ...(command === undefined || /\bdoctor\b/.test(command) ? {} : { command }),
  });
}

/** The worst grade among the findings. */
export function worstGrade(findings: readonly Finding[]): Grade {
  return findings.some(({ grade }) => grade === "bad")
    ? "bad"
    : findings.some(({ grade }) => grade === "warning")
    ? "warning"
    : "good";
}
