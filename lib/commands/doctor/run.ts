import { ownerRights } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { type HubSettings, readFileSettings, readHubSettings } from "../../cli/settings.ts";
import { DEFAULT_VARIABLE } from "../../env_file/variables.ts";
import { DEFAULT_ENDPOINT, isRepositoryId } from "../../hub/addresses.ts";
import { detectShell } from "../../shell/shell.ts";
import type { CommandResult, Context } from "../context.ts";
import { yesOrNo } from "../whoami.ts";
import { shownValue } from "../env_file.ts";
import { checkEnvFile } from "./env_file.ts";
import {
  badOfFailure,
  CHECKS,
  type Checkup,
  doctorFailure,
  type Finding,
  findingLines,
  orFailure,
  type Place,
  summary,
} from "./finding.ts";
import { checkAccount, checkClock, checkNetwork, checkRights, checkTokens, reachHub } from "./hub.ts";
import { checkRepository, type NamedRepository } from "./repository.ts";
import {
  checkDefaults,
  checkOtherVariables,
  checkTrackio,
  checkVariable,
  valuesOf,
  type VariableValues,
} from "./variables.ts";

/** Checks everything that setup and the readers of its variables depend on, and changes nothing. */
export async function runDoctor(context: Context): Promise<CommandResult> {
  const { reporter, parsed, terminal } = context;
  const { findings, facts } = await check(context);
  const lines = findingLines(findings, {
    quiet: parsed.has("quiet"),
    columns: reporter.columns,
    symbols: reporter.symbols,
  });
  reporter.lines(lines, { evenQuiet: true });
  const errors = findings.filter(({ grade }) => grade === "bad");
  const [first] = errors;
  if (first === undefined) reporter.note(summary(findings));
  const isWarned = findings.some(({ grade }) => grade === "warning");
  const verdict = first !== undefined ? "bad" : isWarned ? "warning" : "good";
  return {
    // A terminal that has shown the findings has no use for the verdict.
    id: parsed.value("output") === undefined && terminal.stdoutIsTerminal && terminal.stderrIsTerminal
      ? ""
      : verdict,
    json: {
      verdict,
      findings: findings.map((
        { check, grade, text, fix = null, command = null, url = null, exit = null },
      ) => ({ check, grade, text, fix, command, url, exit })),
      ...facts,
    },
    failure: first && doctorFailure("problems_found", {
      summary: summary(findings),
      headings: [...new Set(errors.map((error) => CHECKS[error.check]))],
      next: first.command === undefined ? [] : [first.command],
    }, { exitCode: first.exit ?? 1 }),
  };
}

/** The findings, and the facts that a program can use. */
async function check(
  context: Context,
): Promise<{ readonly findings: readonly Finding[]; readonly facts: Readonly<Record<string, unknown>> }> {
  const { environment, parsed } = context;
  const files = readFileSettings(parsed);
  const withTrackio = parsed.has("trackio");
  const checkup: Checkup = {
    ...context,
    shell: detectShell(environment),
    envFile: files.path ?? ".env",
    // Trackio reads none of the variables that name datasets.
    variables: withTrackio && parsed.values("var").length === 0 ? [] : files.variables,
    endpointOption: parsed.value("endpoint"),
  };
  const settings = await readSettings(context);
  const isWrong = settings instanceof Failure;
  const endpoint = isWrong ? DEFAULT_ENDPOINT : settings.endpoint.url;
  const tokens = await checkTokens(context, {
    argument: undefined,
    fromStdin: parsed.has("token-stdin"),
    file: parsed.value("token-file"),
    endpoint,
  });
  const file = await checkEnvFile(checkup);
  const variables = checkup.variables.map((name) => valuesOf(name, checkup, file));
  const network = isWrong
    ? [badOfFailure("endpoint", settings)]
    : await checkNetwork(context, settings.endpoint, checkup.endpointOption);
  const { token, source = "" } = tokens.first ?? {};
  const { hub, aheadMs } = isWrong
    ? { hub: undefined, aheadMs: undefined }
    : await reachHub(context, { settings, token: token instanceof Failure ? undefined : token, source });
  const repositories = hub === undefined ? [] : await Promise.all(
    repositoriesIn(variables, checkup).slice(0, MOST_REPOSITORIES).map((repository) =>
      checkRepository(checkup, repository, hub)
    ),
  );
  const trackio = withTrackio ? await checkTrackio(checkup, file, hub) : [];
  const whoami = hub === undefined || hub instanceof Failure ? undefined : hub.whoami;
  const rights = whoami && ownerRights(whoami, { endpoint });
  const writesSomewhere = repositories.some(({ writable }) => writable === true);
  return {
    // What others depend on comes first, so that the first error is the one to fix first.
    findings: [
      ...network,
      ...tokens.findings,
      ...(hub === undefined ? [] : checkAccount(context, hub)),
      ...checkClock(aheadMs),
      ...(rights === undefined ? [] : checkRights(rights, { writesSomewhere })),
      ...file.findings,
      ...variables.flatMap((variable) => checkVariable(checkup, variable, file)),
      ...repositories.flatMap(({ findings }) => findings),
      ...trackio,
      ...checkOtherVariables(checkup, file),
      ...await checkDefaults(checkup),
    ],
    facts: {
      endpoint: isWrong ? null : endpoint,
      tokenSource: tokens.first?.source ?? null,
      user: whoami?.name ?? null,
      namespaces: rights?.map(({ owner, right, brief }) => ({
        namespace: owner,
        mayCreate: yesOrNo(right),
        why: brief === "" ? null : brief,
      })) ?? null,
      clockAheadSeconds: aheadMs === undefined ? null : Math.round(aheadMs / 1_000),
      envFile: { path: file.path, exists: file.exists },
      variables: variables.map(({ name, inFile, inShell }) => ({
        name,
        inFile: inFile === undefined ? null : shownValue(inFile),
        inShell: inShell === undefined ? null : shownValue(inShell),
      })),
      repositories: repositories.map(({ findings: _, ...facts }) => facts),
    },
  };
}

/** More repositories than the variables of one project name would be many requests. */
const MOST_REPOSITORIES = 5;

/** A wrong variable is a finding, a wrong option is an error. */
async function readSettings(context: Context): Promise<HubSettings | Failure> {
  const { parsed, environment } = context;
  const settings = await orFailure(context, () => readHubSettings(parsed, environment));
  if (!(settings instanceof Failure)) return settings;
  if (settings.code.startsWith("endpoint_") && parsed.value("endpoint") === undefined) return settings;
  throw settings;
}

function repositoriesIn(variables: readonly VariableValues[], place: Place): readonly NamedRepository[] {
  const named = new Map<string, NamedRepository>();
  for (const { name, inFile, inShell } of variables) {
    for (const [id, where] of [[inShell, "this shell"], [inFile, place.envFile]] as const) {
      if (id === undefined || !isRepositoryId(id)) continue;
      const before = named.get(id);
      named.set(id, {
        id,
        namedBy: before?.namedBy ?? `${name} in ${where}`,
        holdsExperiments: before?.holdsExperiments === true || name === DEFAULT_VARIABLE,
      });
    }
  }
  return [...named.values()];
}
