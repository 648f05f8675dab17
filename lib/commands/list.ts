import { listDatasets, type ListedDataset } from "../hub/repositories.ts";
import { ownerNames, spellOwner, type Whoami } from "../account/whoami.ts";
import { canWrite, type Right } from "../account/rights.ts";
import { singleRepositories } from "../account/obstacles.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import { readFileSettings, readHubSettings } from "../cli/settings.ts";
import { isDatasetVariable } from "../env_file/variables.ts";
import { fileFailure } from "../env_file/failures.ts";
import { findVariables, readSnapshot } from "../env_file/read.ts";
import { ownerOf } from "../hub/addresses.ts";
import { cleanLine } from "../ports/text.ts";
import { hang } from "../terminal/layout.ts";
import { declaresExperiments } from "../dataset/built_in_template.ts";
import { asFailure, type CommandResult, type Context } from "./context.ts";
import { signIn } from "./sign_in.ts";

/** A dataset, and what matters about it here. */
interface ListedRow extends Omit<ListedDataset, "tags" | "cardData"> {
  /** Whether its card says that it holds experiments. */
  readonly experiments: boolean;
  readonly right: Right;
  readonly uses: readonly CurrentUse[];
}

/** A variable that names a repository now. */
interface CurrentUse {
  readonly variable: string;
  readonly place: "envFile" | "environment";
}

/**
 * Lists the datasets that the token can write to. Lines are written as the pages come, and a reader that stops reading
 * (`| head`) ends the listing; JSON is written at the end.
 */
export async function runList(context: Context): Promise<CommandResult> {
  const { parsed, reporter, output } = context;
  const settings = readHubSettings(parsed, context.environment);
  const current = await readCurrent(context);
  const { whoami, hub, source, endpoint } = await signIn(context, settings);

  const [all, org] = [parsed.has("all"), parsed.value("org")];
  const owners = ownersToList(whoami, { all, org, endpoint });
  const listed: ListedRow[] = [];
  let readOnly = 0;
  let failure: Failure | undefined;
  try {
    const isRead = writeRows(context);
    for (const owner of owners) {
      for await (const page of listDatasets(hub, owner)) {
        const rows = page.map(({ tags, cardData, ...dataset }): ListedRow => ({
          ...dataset,
          experiments: declaresExperiments({ tags, cardData }),
          right: canWrite(whoami, { repository: dataset.id, endpoint }),
          uses: current.get(dataset.id.toLowerCase()) ?? [],
        }));
        const shown = all ? rows : rows.filter(({ right }) => !(right instanceof Failure));
        readOnly += rows.length - shown.length;
        listed.push(...shown);
        if (!isRead(shown)) return EVERYTHING_WRITTEN;
        reporter.progress(`${listed.length} datasets so far`);
      }
    }
    reporter.progress(undefined);
    reporter.note(listSummary(listed, readOnly, owners));
    // The Hub lists nothing, and reports no error, for an owner that does not exist.
    if (org !== undefined && listed.length === 0 && !ownerNames(whoami).includes(owners[0] ?? org)) {
      reporter.warn(`${whoami.name} is not a member of "${org}"; see hf-dataset-setup whoami`);
    }
  } catch (error) {
    if (output !== "json") throw error;
    failure = asFailure(error, context.interrupted);
  }
  if (output !== "json") return EVERYTHING_WRITTEN;
  return {
    id: "",
    json: {
      repositories: listed.map((row) => rowJson(row, endpoint)),
      user: whoami.name,
      tokenSource: source,
      namespaces: owners,
      listed: listed.length,
      readOnly,
    },
    failure,
  };
}

const EVERYTHING_WRITTEN: CommandResult = { id: "", json: {} };

/** The owners whose datasets are listed: all of the token's, or those where it can write. */
function ownersToList(
  whoami: Whoami,
  { all, org, endpoint }: { all: boolean; org: string | undefined; endpoint: string },
): readonly string[] {
  if (org !== undefined) return [spellOwner(whoami, org)];
  const names = ownerNames(whoami);
  if (all) return names;
  const chosen = new Set<string>();
  for (const name of names) {
    const right = canWrite(whoami, { repository: `${name}/any`, endpoint });
    if (!(right instanceof Failure)) chosen.add(name);
    // A token for single repositories can write to these, and nowhere else under their owners.
    else singleRepositories(whoami)?.writableDatasets.forEach((id) => chosen.add(ownerOf(id)));
  }
  return [...chosen];
}

/** Finds the repositories that variables name now, by their ids in lower case. */
async function readCurrent(context: Context): Promise<ReadonlyMap<string, readonly CurrentUse[]>> {
  const { parsed, environment, files, reporter } = context;
  const given = parsed.values("var");
  const { path = ".env", variables } = readFileSettings(parsed);
  const isWanted = given.length > 0 ? (name: string) => given.includes(name) : isDatasetVariable;
  const whole = files.absolute(path);
  let inFile: ReadonlyMap<string, string> = new Map();
  try {
    const { bytes } = await readSnapshot(files, whole);
    inFile = await findVariables(bytes, isWanted);
  } catch (error) {
    const failed = fileFailure(error, { path: whole, doing: "read" });
    if (parsed.value("env-file") !== undefined || !(failed instanceof Failure)) throw failed;
    // The default file was not asked for.
    reporter.warn(`The current dataset is not marked: ${failed.message}`);
  }
  const uses = [
    ...[...inFile].map(([variable, id]) => ({ variable, id, place: "envFile" as const })),
    ...[...new Set([...variables, ...inFile.keys()])].map((variable) => ({
      variable,
      id: environment.get(variable),
      place: "environment" as const,
    })),
  ];
  return Map.groupBy(uses, ({ id }) => id?.toLowerCase() ?? "");
}

/** Writes rows as they come, unless they become JSON; the function returns false when no one reads any more. */
function writeRows({ output, parsed, reporter, terminal }: Context): (rows: readonly ListedRow[]) => boolean {
  if (output === "json") return () => true;
  if (!terminal.stdoutIsTerminal || parsed.value("output") !== undefined) {
    return (rows) => rows.length === 0 || reporter.result(rows.map(({ id }) => `${id}\n`).join(""));
  }
  const { columns } = reporter;
  let head = columns < NARROW ? [] : [columnsLead("Visibility", "Changed", "Experiments") + "Repository"];
  return (rows) => {
    if (rows.length === 0) return true;
    const lines = [...head, ...rows.flatMap((row) => rowLines(row, columns))];
    head = [];
    return reporter.result(lines.map((line) => `${line}\n`).join(""));
  };
}

/** In fewer columns there is no room for a table. */
const NARROW = 70;

function columnsLead(visibility: string, changed: string, experiments: string): string {
  return visibility.padEnd(12) + changed.padEnd(12) + experiments.padEnd(13);
}

/** One row of the table. The repository comes last, because how long names are shows only on later pages. */
function rowLines(row: ListedRow, columns: number): readonly string[] {
  const { id, visibility = "unknown", gated, lastModified, experiments, right, uses } = row;
  const changed = lastModified?.slice(0, 10) ?? "unknown";
  const notes = [
    ...uses.map(({ variable, place }) =>
      `current: ${variable} in ${place === "envFile" ? "the env file" : "this shell"}`
    ),
    ...(gated === false || gated === undefined ? [] : [`gated, ${gated}`]),
    ...(right === "allowed" ? [] : [right === "unknown" ? "write access unknown" : "read-only"]),
  ];
  if (columns < NARROW) {
    const details = [visibility, changed, ...(experiments ? ["experiments"] : []), ...notes].join("; ");
    return [cleanLine(id), ...hang("  ", details, columns)];
  }
  const text = `${id}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
  const lead = columnsLead(visibility, changed, experiments ? "yes" : "-");
  return hang(lead, cleanLine(text, { maxLength: 1_000 }), columns);
}

function rowJson(row: ListedRow, endpoint: string): Record<string, unknown> {
  const { id, visibility = null, gated = null, lastModified = null, experiments, right, uses } = row;
  return {
    repository: id,
    url: `${endpoint}/datasets/${id}`,
    visibility,
    gated,
    lastModified,
    experiments,
    mayWrite: right === "unknown" ? null : right === "allowed",
    current: uses.length > 0,
    usedBy: uses.map(({ variable, place }) => ({ variable, place })),
  };
}

function listSummary(listed: readonly ListedRow[], readOnly: number, owners: readonly string[]): string {
  if (owners.length === 0) {
    return `This token cannot write anywhere; --all lists what it can read, and to see why: ${PROGRAM} whoami`;
  }
  const found = new Set(listed.map(({ id }) => ownerOf(id)));
  const [first, ...others] = found.size === 0 ? owners : found;
  const where = others.length === 0 ? first : `${others.length + 1} owners`;
  const tagged = listed.filter(({ experiments }) => experiments).length;
  const tags = listed.length === 0 ? "" : ` (${tagged} tagged as experiments)`;
  const what = `${listed.length} dataset${listed.length === 1 ? "" : "s"}${tags}`;
  const more = readOnly === 0 ? "" : `; --all also lists ${readOnly} read-only`;
  return `${what} under ${where}${more}`;
}
