import { gitCommand } from "../../../shell/git_command.ts";
import { quoted } from "../../../shell/quoted.ts";
import { appendLine, ownCommand } from "../command_lines.ts";
import type { EnvFileFacts, Place } from "../facts.ts";
import { bad, badOfFailure, type Finding, good, warning } from "../finding.ts";

/** Judges the env file itself: that it is there, that all programs read it alike, who may read it, what git does. */
export function judgeEnvFile(file: EnvFileFacts, place: Place): readonly Finding[] {
  if (file.failure !== undefined) return [badOfFailure("env_file", file.failure), ...judgeGit(file, place)];
  if (!file.exists) {
    return [
      warning("env_file", `there is no ${file.path}`, {
        mend: "Set-up writes it; to write it for a dataset that exists:",
        command: ownCommand("use NAME", place),
      }),
    ];
  }
  return [
    good("env_file", file.path),
    ...judgeSyntax(file),
    ...judgeRepeated(file, place),
    ...judgeMode(file, place),
    ...judgeGit(file, place),
  ];
}

function judgeSyntax({ oddLines, path, otherToken }: EnvFileFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (oddLines.length > 0) {
    const [first = 1] = oddLines;
    const lines = oddLines.length === 1 ? `line ${first} is` : `lines ${listed(oddLines)} are`;
    findings.push(
      warning(
        "env_file_syntax",
        `${lines} neither NAME=value nor a comment; programs pass over such lines or fail`,
        {
          mend: `Mend or remove line ${first} of ${path}`,
        },
      ),
    );
  } else findings.push(good("env_file_syntax", "every line is NAME=value or a comment"));
  if (otherToken) {
    findings.push(
      warning(
        "env_file_syntax",
        "its HF_TOKEN is not the token in use; programs that load the file use that one",
        {
          mend: `Take HF_TOKEN out of ${path}, or run set-up again with --save-token`,
        },
      ),
    );
  }
  return findings;
}

function judgeRepeated({ repeated, path }: EnvFileFacts, place: Place): readonly Finding[] {
  return repeated.filter(({ differ }) => differ).map(({ name, lines }) => {
    const text = `${name} has different values on lines ${
      listed(lines)
    }; some programs take the first, most the last`;
    const mend = `Keep one of these lines of ${path}`;
    return place.variables.includes(name)
      ? bad("env_file_duplicates", text, {
        exit: 7,
        mend: `${mend}, or set all of them:`,
        command: ownCommand("use NAME", place),
      })
      : warning("env_file_duplicates", text, { mend });
  });
}

function judgeMode({ mode, holdsToken, path }: EnvFileFacts, place: Place): readonly Finding[] {
  if (mode === undefined || place.system === "windows") return [];
  const octal = mode.toString(8).padStart(3, "0");
  if (holdsToken && (mode & 0o077) !== 0) {
    return [
      warning(
        "env_file_mode",
        `it holds a token, and other users of this machine can read it (mode ${octal})`,
        {
          command: `chmod 600 ${quoted(path, place)}`,
        },
      ),
    ];
  }
  if ((mode & 0o022) !== 0) {
    return [
      warning("env_file_mode", `other users of this machine can write to it (mode ${octal})`, {
        command: `chmod go-w ${quoted(path, place)}`,
      }),
    ];
  }
  return [good("env_file_mode", `mode ${octal}`)];
}

function judgeGit(file: EnvFileFacts, place: Place): readonly Finding[] {
  const { git, holdsToken, path } = file;
  switch (git.state) {
    case "outside":
      return [good("env_file_git", "not in a git repository")];
    case "ignored":
      return [good("env_file_git", "git ignores it")];
    case "unknown":
      return [warning("env_file_git", `what git does with it is not known: ${git.reason}`, {
        mend: "Ask git itself:",
        command: gitCommand("check-ignore -v", path, place),
      })];
    case "tracked": {
      const command = gitCommand("rm --cached", path, place);
      if (!holdsToken) {
        return [
          warning("env_file_git", "git tracks it; what is written to it is committed", {
            mend: "Stop tracking it, and add it to .gitignore",
            command,
          }),
        ];
      }
      return [
        bad("env_file_git", "git tracks it, and it holds a token: the token is in the history", {
          exit: 7,
          mend: "Revoke the token on the token page, make another, and stop tracking the file",
          command,
        }),
      ];
    }
    case "exposed": {
      const add = appendLine(place, { line: git.ignoreLine, file: git.ignoreFile });
      const text = holdsToken
        ? "git does not ignore it, and it holds a token: the next commit may take it"
        : "git does not ignore it; a later secret in it would be committed";
      return [warning("env_file_git", text, { command: add })];
    }
  }
}

function listed(lines: readonly number[]): string {
  const shown = lines.slice(0, 4);
  const more = lines.length - shown.length;
  return more > 0
    ? `${shown.join(", ")} and ${more} more`
    : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
