import { ownerRights } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { type HubSettings, readFileSettings, readHubSettings } from "../../cli/settings.ts";
import { DEFAULT_VARIABLE } from "../../env_file/variables.ts";
import { DEFAULT_ENDPOINT } from "../../hub/endpoint.ts";
import { isRepositoryId } from "../../hub/repository_id.ts";
import { detectShell } from "../../shell/shell.ts";
import { announceEndpoint, USER_VARIABLE } from "../sign_in.ts";
import type { CommandResult, Context } from "../context.ts";
import { commandsFailure } from "../failures.ts";
import { shownValue } from "../write_variables.ts";
import { yesOrNo } from "../whoami.ts";
import { checkAccount, checkRights, type ConnectedHub, connectForCheck } from "./account.ts";
import { checkEnvFile, collectEnvFile, type EnvFileFacts } from "./env_file.ts";
import { CHECKS, type Finding, type Place } from "./finding.ts";
import { checkClock, checkNetwork, collectNetwork, type NetworkFacts } from "./network.ts";
import {
  checkRepository,
  collectRepository,
  type NamedRepository,
  type RepositoryFacts,
} from "./repository.ts";
import { findingLines, summary } from "./show.ts";
import { checkTokens, collectTokens, type TokenFacts } from "./token.ts";
import { checkTrackio, collectTrackio, type TrackioFacts } from "./trackio.ts";
import {
  checkDefaults,
  checkOtherVariables,
  checkVariable,
  collectVariables,
  type VariableFacts,
} from "./variables.ts";

/** Everything that was found out. */
interface Facts {
  readonly place: Place;
  readonly network: NetworkFacts | Failure;
  /** The default one where the variable for it is wrong. */
  readonly endpoint: string;
  readonly tokens: TokenFacts;
  readonly hub: ConnectedHub | undefined;
  readonly file: EnvFileFacts;
  readonly variables: readonly VariableFacts[];
  readonly repositories: readonly RepositoryFacts[];
  /** Only with --trackio. */
  readonly trackio: TrackioFacts | undefined;
}

/**
 * Checks everything that setup and the readers of its variables depend on, and changes nothing.
 *
 * @returns the findings; with a failure where one is an error, whose exit code is that of the first error
 */
export async function runDoctor(context: Context): Promise<CommandResult> {
  const { reporter, parsed, terminal } = context;
  const facts = await collect(context);
  const findings = check(facts, context);
  const lines = findingLines(findings, {
    quiet: parsed.has("quiet"),
    columns: reporter.columns,
    symbols: reporter.symbols,
  });
  reporter.lines(lines, { evenQuiet: true });
  const failure = failureOf(findings);
  if (failure === undefined) reporter.note(summary(findings));
  const grades = new Set(findings.map(({ grade }) => grade));
  const verdict = grades.has("bad") ? "bad" : grades.has("warning") ? "warning" : "good";
  return {
    id: verdict,
    assignments: undefined,
    json: { verdict, ...jsonOf(facts, findings) },
    ...(failure === undefined ? {} : { failure }),
    // A terminal that has shown the findings has no use for the verdict.
    ...(parsed.value("output") === undefined && terminal.stdoutIsTerminal && terminal.stderrIsTerminal
      ? { isWritten: true as const }
      : {}),
  };
}

async function collect(context: Context): Promise<Facts> {
  const { environment, parsed } = context;
  const files = readFileSettings(parsed);
  const withTrackio = parsed.has("trackio");
  const place: Place = {
    system: environment.system,
    shell: detectShell(environment),
    envFile: files.path ?? ".env",
    // Trackio reads none of the variables that name datasets.
    variables: withTrackio && parsed.values("var").length === 0 ? [] : files.variables,
    endpointOption: parsed.value("endpoint"),
  };
  const settings = readSettings(context);
  const endpoint = settings instanceof Failure ? DEFAULT_ENDPOINT : settings.endpoint.url;
  const tokens = await collectTokens(context, {
    argument: undefined,
    fromStdin: parsed.has("token-stdin"),
    file: parsed.value("token-file"),
    endpoint,
  });
  const file = await collectEnvFile(context, place);
  const variables = collectVariables(context, { names: place.variables, file });
  const local = { place, endpoint, tokens, file, variables };
  const trackioOf = async (hub: ConnectedHub | undefined) =>
    withTrackio ? await collectTrackio(context, { file, hub }) : undefined;
  if (settings instanceof Failure) {
    const trackio = await trackioOf(undefined);
    return { ...local, network: settings, hub: undefined, repositories: [], trackio };
  }

  const network = await collectNetwork(context, settings);
  const [first] = tokens.found;
  const token = first?.token instanceof Failure ? undefined : first?.token;
  // The finding about the endpoint is shown only after the token has been sent.
  if (token !== undefined && !settings.endpoint.isLoopback) {
    await announceEndpoint(context, settings.endpoint);
  }
  const hub = await connectForCheck(context, { settings, token, source: first?.source ?? "" });
  const repositories = await Promise.all(
    repositoriesIn(variables, place).slice(0, MOST_REPOSITORIES).map((repository) =>
      collectRepository(context, repository, { hub, endpoint })
    ),
  );
  return { ...local, network, hub, repositories, trackio: await trackioOf(hub) };
}

/** More repositories than the variables of one project name would be many requests. */
const MOST_REPOSITORIES = 5;

/** A wrong variable is a finding, a wrong option is an error. */
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

/** What others depend on comes first, so that the first error is the one to fix first. */
function check(facts: Facts, { environment, clock }: Context): readonly Finding[] {
  const { place, endpoint, hub, file, repositories } = facts;
  const whoami = hub?.whoami;
  const expectedUser = environment.get(USER_VARIABLE)?.trim() || undefined;
  return [
    ...checkNetwork(facts.network),
    ...checkTokens(facts.tokens, { environment, endpoint }),
    ...(hub === undefined ? [] : checkAccount(hub, { now: clock.now(), endpoint, expectedUser })),
    ...checkClock(hub?.aheadMs),
    ...checkRights(whoami, {
      endpoint,
      writesSomewhere: repositories.some(({ writable }) => writable === true),
    }),
    ...checkEnvFile(file, place),
    ...facts.variables.flatMap((variable) => checkVariable(variable, { place, file })),
    ...repositories.flatMap((repository) =>
      checkRepository(repository, { place, endpoint, whoami, unreached: hub?.failure })
    ),
    ...(facts.trackio === undefined ? [] : checkTrackio(facts.trackio, { place, endpoint })),
    ...checkOtherVariables({ environment }, { place, file }),
    ...checkDefaults(environment),
  ];
}

function failureOf(findings: readonly Finding[]): Failure | undefined {
  const errors = findings.filter(({ grade }) => grade === "bad");
  const [first] = errors;
  if (first === undefined) return undefined;
  return commandsFailure("problems_found", {
    summary: summary(findings),
    headings: [...new Set(errors.map((error) => CHECKS[error.check]))],
    next: first.command === undefined ? [] : [first.command],
  }, { exitCode: first.exit ?? 1 });
}

/** The findings, and the facts that a program can use. */
function jsonOf(facts: Facts, findings: readonly Finding[]): Readonly<Record<string, unknown>> {
  const { hub, endpoint, network } = facts;
  return {
    findings: findings.map(({ check, grade, text, fix, command, url, exit }) => ({
      check,
      grade,
      text,
      fix: fix ?? null,
      command: command ?? null,
      url: url ?? null,
      exit: exit ?? null,
    })),
    endpoint: network instanceof Failure ? null : endpoint,
    tokenSource: facts.tokens.found[0]?.source ?? null,
    user: hub?.whoami?.name ?? null,
    namespaces: hub?.whoami === undefined
      ? null
      : ownerRights(hub.whoami, { endpoint }).map(({ owner, right, brief }) => ({
        namespace: owner,
        mayCreate: yesOrNo(right),
        why: brief === "" ? null : brief,
      })),
    clockAheadSeconds: hub?.aheadMs === undefined ? null : Math.round(hub.aheadMs / 1_000),
    envFile: { path: facts.file.path, exists: facts.file.exists },
    variables: facts.variables.map(({ name, inFile, inShell }) => ({
      name,
      inFile: inFile === undefined ? null : shownValue(inFile),
      inShell: inShell === undefined ? null : shownValue(inShell),
    })),
    repositories: facts.repositories.map(({ id, info, failure, writable, data }) => ({
      repository: info?.id ?? id,
      exists: failure === undefined ? info !== undefined : null,
      visibility: info?.visibility ?? null,
      writable: writable === undefined || writable instanceof Failure ? null : writable === true,
      rows: data === undefined || data instanceof Failure ? null : data.rows,
    })),
  };
}
