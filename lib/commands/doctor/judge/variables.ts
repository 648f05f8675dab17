import { DATASET_ID_DEPRECATED } from "../../../env_file/trackio_variables.ts";
import { DEFAULT_VARIABLE } from "../../../env_file/dataset_variables.ts";
import { shownValue } from "../../sentences.ts";
import { takeOver } from "../../../shell/take_over.ts";
import { ownCommand, unsetLine } from "../command_lines.ts";
import type { EnvFileFacts, Place, TrackioVariable, VariableFacts } from "../facts.ts";
import { bad, type Finding, good, warning } from "../finding.ts";
import { isRepositoryId } from "../../../hub/repository_id.ts";

const UNSEEN = "whether this shell has it, this program has no permission to see";

/** Judges whether the readers of a variable find a repository, and all of them the same. */
export function judgeVariable(
  variable: VariableFacts,
  facts: { place: Place; envFile: EnvFileFacts },
): readonly Finding[] {
  const { name, inFile, inShell, isHidden } = variable;
  const { place, envFile } = facts;
  const taken = name === DEFAULT_VARIABLE
    ? "take tonic/trackio-experiments, a dataset of somebody else"
    : "miss it";
  const malformed = [
    ...(inFile !== undefined && !isRepositoryId(inFile)
      ? [{ value: inFile, where: `in ${place.envFile}` }]
      : []),
    ...(inShell !== undefined && !isRepositoryId(inShell)
      ? [{ value: inShell, where: "in this shell" }]
      : []),
  ];
  if (malformed.length > 0) {
    return malformed.map(({ value, where }) =>
      bad(
        "variable",
        `${name} ${where} does not name a repository: ${shownValue(value)}; it takes NAMESPACE/NAME`,
        {
          exit: 2,
          command: where === "in this shell" ? unsetLine(place, name) : ownCommand("use NAME", place),
        },
      )
    );
  }
  if (inFile === undefined && inShell === undefined) {
    // A file that cannot be read may hold it.
    const isRead = envFile.failure === undefined;
    const where = isRead
      ? `is set neither in ${place.envFile} nor in this shell`
      : "is not set in this shell";
    const inReadFile = isRead ? ` is not in ${place.envFile}, and programs that load the file ${taken}` : "";
    const unseen = `${name}${inReadFile}: ${UNSEEN}`;
    return [
      warning("variable", isHidden ? unseen : `${name} ${where}: most programs that read it then ${taken}`, {
        mend: "Run set-up, or name a dataset that exists:",
        command: ownCommand("use NAME", place),
      }),
    ];
  }
  if (isHidden) return [good("variable", `${name}=${inFile} in ${place.envFile}; ${UNSEEN}`)];
  if (inShell === undefined) {
    return [
      good("variable", `${name}=${inFile} in ${place.envFile}`),
      warning(
        "variable",
        `${name} is not set in this shell: programs that do not load the file ${taken}`,
        {
          command: takeOver(place.shell, { ...place, assignments: [{ name, value: inFile ?? "" }] }),
        },
      ),
    ];
  }
  if (inFile === undefined) {
    const here = good("variable", `${name}=${inShell} in this shell`);
    if (envFile.failure !== undefined) return [here];
    return [
      here,
      warning("variable", `${name} is not in ${place.envFile}; another shell will not have it`, {
        command: ownCommand(`use ${inShell}`, place),
      }),
    ];
  }
  if (inFile === inShell) {
    return [good("variable", `${name}=${inFile} in ${place.envFile} and in this shell`)];
  }
  return [
    warning(
      "variable",
      `${name} is ${inFile} in ${place.envFile} and ${inShell} in this shell; most programs take the shell's`,
      {
        mend: "To take the file's:",
        command: takeOver(place.shell, { ...place, assignments: [{ name, value: inFile }] }),
      },
    ),
  ];
}

/** Judges Trackio's own variables, which are about something else than the variables of set-up (experiments-dataset 4). */
export function judgeTrackio(
  trackio: readonly TrackioVariable[],
  /** `repositories`: those that the readers of the experiments dataset are given. */
  facts: { place: Place; repositories: readonly string[] },
): readonly Finding[] {
  const { place, repositories } = facts;
  const named = (name: string) => trackio.filter((variable) => variable.name === name);
  const removal = ({ name, place: where }: TrackioVariable) =>
    where === "shell"
      ? { command: unsetLine(place, name) }
      : { mend: `Take ${name} out of ${place.envFile}` };
  const findings: Finding[] = [];
  for (const variable of named("TRACKIO_DATASET_ID")) {
    if (repositories.some((id) => id.toLowerCase() === variable.value.toLowerCase())) {
      findings.push(
        bad(
          "trackio_variables",
          `TRACKIO_DATASET_ID names ${variable.value} too: Trackio would load its files as its own and wipe its history`,
          { exit: 5, ...removal(variable) },
        ),
      );
    } else {
      findings.push(
        warning(
          "trackio_variables",
          DATASET_ID_DEPRECATED,
          {
            ...removal(variable),
          },
        ),
      );
    }
  }
  for (const variable of named("TRACKIO_BUCKET_ID")) {
    findings.push(
      warning(
        "trackio_variables",
        'TRACKIO_BUCKET_ID is for Spaces; here "trackio show" copies the whole bucket',
        {
          ...removal(variable),
        },
      ),
    );
  }
  const [server] = named("TRACKIO_SERVER_URL");
  if (server !== undefined && named("TRACKIO_SPACE_ID").length > 0) {
    findings.push(
      warning(
        "trackio_variables",
        "TRACKIO_SPACE_ID and TRACKIO_SERVER_URL are both set; Trackio takes the Space",
        {
          ...removal(server),
        },
      ),
    );
  }
  if (findings.length > 0) return findings;
  return [good("trackio_variables", "none of Trackio's own variables is in conflict")];
}
