import { Failure } from "../../cli/failure.ts";
import { commandsFailure } from "../failures.ts";
import { detectShell } from "../../shell/shell.ts";
import { type HubSettings, readFileSettings, readHubSettings } from "../../cli/settings.ts";
import { DEFAULT_VARIABLE } from "../../env_file/dataset_variables.ts";
import { announceEndpoint } from "../announce_endpoint.ts";
import { OWNER_VARIABLE } from "../check_owner.ts";
import { DEFAULT_ENDPOINT } from "../../hub/endpoint.ts";
import type { CommandResult, Context } from "../context.ts";
import { cleanText } from "../../terminal/clean_text.ts";
import { type CollectedEnvFile, collectEnvFile, collectVariables } from "./collect/env_file.ts";
import { type CollectedHub, collectHub } from "./collect/hub.ts";
import { collectNetwork } from "./collect/network.ts";
import { collectRepository, type NamedRepository } from "./collect/repository.ts";
import { collectTokens } from "./collect/token.ts";
import { collectTrackioSetup } from "./collect/trackio.ts";
import type { Facts, Place, TrackioVariable, VariableFacts } from "./facts.ts";
import { CHECKS, type Finding, worstGrade } from "./finding.ts";
import { judgeAll } from "./judge/all.ts";
import { layOutFindings } from "./lay_out.ts";
import { isRepositoryId } from "../../hub/repository_id.ts";
import { doctorResult } from "./result.ts";

const TRACKIO_VARIABLES = [
  "TRACKIO_DATASET_ID",
  "TRACKIO_BUCKET_ID",
  "TRACKIO_SPACE_ID",
  "TRACKIO_SERVER_URL",
];

/** More repositories than the variables of one project name would be many requests. */
const MOST_REPOSITORIES = 5;

/**
 * Checks everything that set-up and the readers of its variables depend on, and changes nothing.
 *
 * @returns the findings; with a failure where one of them is bad, whose exit code is that of the first bad one
 */
export async function runDoctor(context: Context): Promise<CommandResult> {
  const facts = await collectFacts(context);
  const findings = judgeAll(facts);
  const quiet = context.parsed.has("quiet");
  context.reporter.lines(layOutFindings(findings, { quiet, clean: cleanText }), { evenQuiet: true });
  const failed = failureOfFindings(findings);
  return {
    id: worstGrade(findings),
    assignments: undefined,
    json: doctorResult(facts, findings),
    ...(failed === undefined ? {} : { failure: failed }),
  };
}

async function collectFacts(context: Context): Promise<Facts> {
  const { environment, parsed } = context;
  const asked = readFileSettings(parsed);
  const withTrackio = parsed.has("trackio");
  // Trackio reads none of the variables that name datasets.
  const files = withTrackio && parsed.values("var").length === 0 ? { ...asked, variables: [] } : asked;
  const place: Place = {
    system: environment.system,
    shell: detectShell(environment),
    envFile: files.path ?? ".env",
    variables: files.variables,
    endpointOption: parsed.value("endpoint"),
  };
  const settings = readSettings(context);
  const tokenOptions = {
    argument: undefined,
    fromStdin: parsed.has("token-stdin"),
    file: parsed.value("token-file"),
    endpoint: settings instanceof Failure ? DEFAULT_ENDPOINT : settings.endpoint.url,
  };
  const { facts: token, token: usable, source } = await collectTokens(context, tokenOptions);
  const file = await collectEnvFile(context, {
    path: place.envFile,
    variables: files.variables,
    token: usable,
  });
  const variables = collectVariables(context, { names: files.variables, file });
  const trackio = collectTrackio(context, file);
  const local = {
    place,
    token,
    envFile: file.facts,
    variables,
    trackio,
    now: context.clock.now(),
    expectedOwner: environment.get(OWNER_VARIABLE)?.trim() || undefined,
  };
  const collectSetup = async (hub: CollectedHub | undefined, endpoint: string) =>
    withTrackio ? await collectTrackioSetup(context, { file, hub, endpoint }) : undefined;
  if (settings instanceof Failure) {
    const trackioSetup = await collectSetup(undefined, DEFAULT_ENDPOINT);
    return { ...local, network: settings, hub: undefined, repositories: [], trackioSetup };
  }

  const network = await collectNetwork(context, settings);
  // The finding about the endpoint says it too, but only after the token has been sent.
  if (usable !== undefined && !settings.endpoint.isLoopback) {
    await announceEndpoint(context, settings.endpoint);
  }
  const hub = await collectHub(context, { settings, token: usable, source });
  const repositories = await Promise.all(
    repositoriesIn(variables, place).slice(0, MOST_REPOSITORIES).map((repository) =>
      collectRepository(context, repository, { hub, endpoint: settings.endpoint.url })
    ),
  );
  const trackioSetup = await collectSetup(hub, settings.endpoint.url);
  return { ...local, network, hub: hub.facts, repositories, trackioSetup };
}

/** What the environment says is a finding where it is wrong; what the command line says is an error. */
function readSettings(context: Context): HubSettings | Failure {
  try {
    return readHubSettings(context.parsed, context.environment);
  } catch (error) {
    const isOfEnvironment = error instanceof Failure && error.code.startsWith("endpoint_") &&
      context.parsed.value("endpoint") === undefined;
    if (isOfEnvironment) return error;
    throw error;
  }
}

function repositoriesIn(variables: readonly VariableFacts[], place: Place): readonly NamedRepository[] {
  const named = new Map<string, NamedRepository>();
  for (const { name, inFile, inShell } of variables) {
    const values = [[inShell, "this shell"], [inFile, place.envFile]] as const;
    for (const [id, where] of values) {
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

function collectTrackio(context: Context, file: CollectedEnvFile): readonly TrackioVariable[] {
  return TRACKIO_VARIABLES.flatMap((name): TrackioVariable[] => {
    const inShell = context.environment.get(name)?.trim() || undefined;
    const inFile = file.value(name);
    return [
      ...(inShell === undefined ? [] : [{ name, value: inShell, place: "shell" as const }]),
      ...(inFile === undefined || inFile === inShell
        ? []
        : [{ name, value: inFile, place: "env file" as const }]),
    ];
  });
}

function failureOfFindings(findings: readonly Finding[]): Failure | undefined {
  const found = findings.filter(({ grade }) => grade === "bad");
  const [first] = found;
  if (first === undefined) return undefined;
  return commandsFailure("problems_found", {
    count: found.length,
    labels: [...new Set(found.map(({ check }) => CHECKS[check]))],
    next: first.command === undefined ? [] : [first.command],
  }, { exitCode: first.exit ?? 1 });
}
