import { spellOwner } from "../../account/whoami.ts";
import { canCreate, canWrite } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { CARD_TAG } from "../../dataset/desired.ts";
import { EXPERIMENT_COLUMNS } from "../../dataset/built_in_template.ts";
import { isBare } from "../../dataset/ensure.ts";
import { orUndefined } from "../../hub/client.ts";
import { checkWrite, type DatasetInfo, readDataset } from "../../hub/datasets.ts";
import { ownerOf } from "../../hub/addresses.ts";
import {
  bad,
  type Checkup,
  doctorFailure,
  type Finding,
  fixOf,
  good,
  orFailure,
  ownCommand,
  type Place,
  warning,
} from "./finding.ts";
import type { ReachedHub } from "./hub.ts";

/** A repository that a variable names. */
export interface NamedRepository {
  readonly id: string;
  /** "TRACKIO_DATASET_REPO in .env". */
  readonly namedBy: string;
  /** Whether the programs that read the variable expect experiments. */
  readonly holdsExperiments: boolean;
}

/** A repository after its checks, as JSON has it; `null` is unknown. */
interface CheckedRepository {
  readonly findings: readonly Finding[];
  readonly repository: string;
  readonly exists: boolean | null;
  readonly visibility: string | null;
  readonly writable: boolean | null;
  readonly rows: number | null;
}

/** Checks a repository that a variable names: that it exists, can be written to, and is what its readers expect. */
export async function checkRepository(
  checkup: Checkup,
  named: NamedRepository,
  hub: ReachedHub | Failure,
): Promise<CheckedRepository> {
  const { id, namedBy, holdsExperiments } = named;
  const unknown = { repository: id, exists: null, visibility: null, writable: null, rows: null };
  if (hub instanceof Failure) {
    // Another request would fail like the first one, which has a finding of its own.
    const text = `${id} (${namedBy}) was not checked, because the Hub could not be asked`;
    return { ...unknown, findings: [warning("repository", text, "Fix the errors above first")] };
  }
  const { client, whoami, endpoint } = hub;
  const checked = await orFailure(checkup, async (): Promise<CheckedRepository> => {
    const info = await readDataset(client, id);
    if (info === undefined) {
      return { ...unknown, exists: false, findings: [await checkMissing(checkup, named, hub)] };
    }
    const [writable, data] = await Promise.all([
      whoami && orFailure(checkup, () => checkWrite(client, info.id)),
      holdsExperiments ? orFailure(checkup, () => readExperiments(info, hub)) : undefined,
    ]);
    return {
      findings: [
        checkName(named, info, checkup),
        ...(writable === undefined ? [] : [checkWritable(checkup, writable, info.id, hub)]),
        ...checkCard(info, endpoint),
        ...(holdsExperiments ? checkRows(data, info, checkup) : []),
      ],
      repository: info.id,
      exists: true,
      visibility: info.visibility ?? null,
      writable: writable === undefined || writable instanceof Failure ? null : writable === true,
      rows: data === undefined || data instanceof Failure ? null : data.rows,
    };
  });
  if (!(checked instanceof Failure)) return checked;
  const text = `${id} (${namedBy}) was not checked: ${checked.message}`;
  return { ...unknown, findings: [warning("repository", text, fixOf(checked))] };
}

async function checkMissing(
  place: Place,
  { id, namedBy }: NamedRepository,
  { client, whoami, endpoint }: ReachedHub,
): Promise<Finding> {
  if (whoami === undefined) {
    const text = `${id} (${namedBy}) cannot be seen without a token: it is private or does not exist`;
    return warning("repository", text, "Set HF_TOKEN, then run it again");
  }
  const choose = ownCommand("use", place);
  // A name that another kind of repository has is the most common reason why a dataset is not found.
  for (const [kind, words] of [["models", "a model"], ["spaces", "a Space"]] as const) {
    if (await orUndefined(client.request(`/api/${kind}/${id}`)) === undefined) continue;
    const text = `${id} (${namedBy}) is ${words}, not a dataset`;
    return bad("repository", text, 5, { fix: "Choose a dataset:", command: choose });
  }
  const right = canCreate(whoami, { owner: spellOwner(whoami, ownerOf(id)), endpoint });
  const fix = right instanceof Failure
    ? { fix: "Check the spelling, or choose a dataset of your own:", command: choose }
    : { fix: "Check the spelling, or create it:", command: ownCommand(`--name ${id}`, place) };
  return bad("repository", `Dataset ${id} (${namedBy}) does not exist, or this token cannot see it`, 5, fix);
}

function checkName({ id, namedBy }: NamedRepository, info: DatasetInfo, place: Place): Finding {
  if (info.id === id) {
    const gate = info.gated === undefined || info.gated === false ? [] : [`${info.gated} gate`];
    const details = [...(info.visibility === undefined ? [] : [info.visibility]), ...gate];
    return good("repository", `${id} exists${details.length === 0 ? "" : ` (${details.join(", ")})`}`);
  }
  const how = info.id.toLowerCase() === id.toLowerCase() ? "is spelled" : "was renamed to";
  return warning("repository", `${id} (${namedBy}) ${how} ${info.id} on the Hub`, {
    fix: "The old name works until another user takes it; to write the current one:",
    command: ownCommand(`use ${info.id}`, place),
  });
}

function checkWritable(
  place: Place,
  writable: true | string | Failure,
  id: string,
  { whoami, endpoint }: ReachedHub,
): Finding {
  if (writable === true) return good("repository_writable", "this token can write to it");
  if (writable instanceof Failure) {
    const text = `Cannot tell whether this token can write to ${id}: ${writable.message}`;
    return warning("repository_writable", text, fixOf(writable));
  }
  const right = whoami && canWrite(whoami, { repository: id, endpoint });
  if (right instanceof Failure) {
    return bad("repository_writable", right.message, 4, fixOf(right));
  }
  const text = `The token of ${whoami?.name ?? "this user"} cannot write to ${id}: ${writable}`;
  const fix = whoami?.tokenKind === "oauth"
    ? { fix: "Log in again and allow write access:", command: "hf auth login" }
    : whoami?.name === ownerOf(id)
    ? "Use a token with write access"
    : {
      fix: "Ask its owner for write access, or use a dataset of your own:",
      command: ownCommand("", place),
    };
  return bad("repository_writable", text, 4, fix);
}

function checkCard({ id, files }: DatasetInfo, endpoint: string): readonly Finding[] {
  if (files === undefined) return [];
  if (files.includes("README.md")) return [good("repository_card", "has a card")];
  return [
    warning("repository_card", `${id} has no card (README.md)`, {
      fix: "Add one:",
      url: `${endpoint}/datasets/${id}/new/main?filename=README.md`,
    }),
  ];
}

function checkRows(
  data: ExperimentsFile | Failure | undefined,
  info: DatasetInfo,
  place: Place,
): readonly Finding[] {
  if (data instanceof Failure) {
    return [warning("first_row", `The rows of ${info.id} could not be read: ${data.message}`, fixOf(data))];
  }
  if (data !== undefined && data.rows > 0) {
    const rows = `${data.rows} row${data.rows === 1 ? "" : "s"}`;
    const where = data.files === 1 ? data.path : `the first of ${data.files} files`;
    return [good("first_row", `${rows} in ${where}`), ...checkColumns(data)];
  }
  const isOurs = info.tags.includes(CARD_TAG) && info.tags.includes("trackio") &&
    isBare(info.files) === true;
  const where = data?.path ?? info.id;
  const text = `${where} has no rows, so Spaces show two sample experiments of another user and save nothing`;
  // Setup completes only a repository that it began itself.
  const fix = isOurs
    ? { fix: "Write the first row:", command: ownCommand(`--yes --name ${info.id}`, place) }
    : "Log an experiment to it, or set up another dataset with --name";
  return [warning("first_row", text, fix), ...(data === undefined ? [] : checkColumns(data))];
}

/** What the footer of a parquet file says. */
interface ExperimentsFile {
  readonly path: string;
  /** How many files of rows the dataset has. */
  readonly files: number;
  /** How many rows this one has. */
  readonly rows: number;
  /** Whether each column is text. */
  readonly columns: ReadonlyMap<string, boolean>;
}

/** The footer of a file of experiments is about two kilobytes; this much is read in one request. */
const TAIL = 65_536;

/** Downloads the end of the first file of the split `train`; `undefined` where there is no such file. */
async function readExperiments(
  info: DatasetInfo,
  { client, endpoint }: ReachedHub,
): Promise<ExperimentsFile | undefined> {
  const files = (info.files ?? []).filter((path) => /^data\/train-[^/]*\.parquet$/.test(path)).sort();
  const [path] = files;
  if (path === undefined) return undefined;
  const name = path.split("/").map(encodeURIComponent).join("/");
  const url = `${endpoint}/datasets/${info.id}/resolve/main/${name}`;
  const fetchTail = async (length: number) =>
    (await client.send(url, { headers: { Range: `bytes=-${length}` } })).bytes.slice().buffer;
  let tail = await fetchTail(TAIL);
  const needed = footerLength(tail);
  if (needed > tail.byteLength) tail = await fetchTail(needed);
  // Loaded here, because no other command reads parquet.
  const { parquetMetadata, parquetSchema } = await import("hyparquet");
  try {
    const metadata = parquetMetadata(tail);
    const { children } = parquetSchema(metadata);
    return {
      path,
      files: files.length,
      rows: Number(metadata.num_rows),
      columns: new Map(children.map(({ element, children: inner }) => [
        element.name,
        inner.length === 0 && (element.converted_type === "UTF8" || element.logical_type?.type === "STRING"),
      ])),
    };
  } catch (error) {
    throw doctorFailure("rows_unreadable", { repository: info.id, path }, { cause: error });
  }
}

/** How many bytes from the end the footer begins (parquet: length, then "PAR1"); 0 where there is none. */
function footerLength(tail: ArrayBuffer): number {
  const view = new DataView(tail);
  const end = tail.byteLength;
  return end >= 8 && view.getUint32(end - 4, true) === 0x31524150 ? view.getUint32(end - 8, true) + 8 : 0;
}

/** Checks whether the readers of experiments find the columns that they expect. */
function checkColumns({ columns, path }: ExperimentsFile): readonly Finding[] {
  const missing = EXPERIMENT_COLUMNS.filter((name) => !columns.has(name));
  const notText = EXPERIMENT_COLUMNS.filter((name) => columns.get(name) === false);
  if (missing.includes("experiment_id")) {
    const text = `${path} has no column experiment_id, so no reader takes it for experiments`;
    return [bad("columns", text, 5, "Choose a dataset of experiments, or set up a new one with --name")];
  }
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const text = `${path} lacks the columns ${missing.join(", ")}; readers use defaults for them`;
    findings.push(warning("columns", text, "The next program that saves all rows will add them"));
  }
  if (notText.length > 0) {
    const text = `${path} has columns that are not text, so readers can fail: ${notText.join(", ")}`;
    findings.push(warning("columns", text, "Save these columns as text (JSON, or ISO 8601 for times)"));
  }
  return findings.length > 0
    ? findings
    : [good("columns", `all ${EXPERIMENT_COLUMNS.length} columns present, all text`)];
}
