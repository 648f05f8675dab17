import { Failure } from "../../cli/failure.ts";
import { readHubSettings } from "../../cli/settings.ts";
import { canWrite } from "../../account/rights.ts";
import { findOwner } from "../../account/owners.ts";
import { listDatasets, type ListedDataset } from "../../hub/list_datasets.ts";
import { type SignedIn, signIn } from "../sign_in.ts";
import type { CommandResult, Context } from "../context.ts";
import { foreseen } from "../foreseen.ts";
import { type CurrentRepositories, readCurrent } from "./current.ts";
import { type AskedListing, namespacesToList } from "./namespaces.ts";
import { type ListOutput, listOutput } from "./output.ts";
import type { ListedRow } from "./row.ts";

/** How much was found. */
interface Count {
  listed: number;
  experiments: number;
  /** Left out because the token may only read them. */
  readOnly: number;
}

/**
 * Lists the dataset repositories that the token may write to, as the pages come: the first line is out before the
 * second page is asked for, and nothing is held.
 *
 * @throws Failure of the token table, of the file table and of the network
 */
export async function runList(context: Context): Promise<CommandResult> {
  const { parsed, reporter } = context;
  const settings = readHubSettings(parsed, context.environment);
  const endpoint = settings.endpoint.url;
  const current = await readCurrent(context);
  const signedIn = await signIn(context, settings);
  reporter.step("Account", signedIn.whoami.name);

  const asked: AskedListing = { all: parsed.has("all"), org: parsed.value("org"), endpoint };
  const namespaces = namespacesToList(signedIn.whoami, asked);
  const output = listOutput(context, endpoint);
  const count: Count = { listed: 0, experiments: 0, readOnly: 0 };
  output.open();
  let failed: Failure | undefined;
  try {
    const isWhole = await writeAll(context, { signedIn, asked, namespaces, current, output, count });
    if (isWhole) reporter.note(summary(count, namespaces));
    const { org } = asked;
    if (
      isWhole && org !== undefined && count.listed === 0 && findOwner(signedIn.whoami, org).kind === "foreign"
    ) {
      // The Hub lists nothing, and no error, for a name that nobody has.
      reporter.warn(
        `The Hub names no organization "${org}" for "${signedIn.whoami.name}"; whoami tells those that it names`,
      );
    }
  } catch (error) {
    if (!output.tellsFailure) throw error;
    failed = foreseen(error, context.interrupted);
  }
  const { listed, readOnly } = count;
  const rest = { user: signedIn.whoami.name, tokenSource: signedIn.source, namespaces, listed, readOnly };
  output.close(rest, failed);
  return {
    id: "",
    assignments: undefined,
    json: {},
    isWritten: true,
    ...(failed === undefined ? {} : { failure: failed }),
  };
}

interface Listing {
  readonly signedIn: SignedIn;
  readonly asked: AskedListing;
  readonly namespaces: readonly string[];
  readonly current: CurrentRepositories;
  readonly output: ListOutput;
  readonly count: Count;
}

/** Returns false when nobody reads any more: what was counted is then not all that is there. */
async function writeAll(context: Context, listing: Listing): Promise<boolean> {
  const { signedIn: { hub }, asked: { endpoint }, count } = listing;
  const tools = { hubFetch: hub.fetch, hubUrl: endpoint, clock: context.clock };
  for (const namespace of listing.namespaces) {
    for await (const page of listDatasets(tools, namespace)) {
      // Who has read enough (`| head`) is not kept waiting for the other pages.
      if (!listing.output.rows(page.flatMap((dataset) => rowsOf(dataset, listing)))) return false;
      context.reporter.progress(`${count.listed} repositories so far`);
    }
  }
  context.reporter.progress(undefined);
  return true;
}

function rowsOf(dataset: ListedDataset, listing: Listing): readonly ListedRow[] {
  const { signedIn: { whoami }, asked, count, current } = listing;
  const right = canWrite(whoami, { repository: dataset.id, endpoint: asked.endpoint });
  if (right instanceof Failure && !asked.all) {
    count.readOnly++;
    return [];
  }
  count.listed++;
  if (dataset.experiments) count.experiments++;
  return [{ dataset, right, uses: current.get(dataset.id.toLowerCase()) ?? [] }];
}

function summary({ listed, experiments, readOnly }: Count, namespaces: readonly string[]): string {
  if (namespaces.length === 0) {
    return "This token may write nowhere; --all lists what it can read, and whoami tells why";
  }
  const where = namespaces.length === 1 ? `of ${namespaces[0]}` : `in ${namespaces.length} namespaces`;
  const what = listed === 1 ? "1 dataset" : `${listed} datasets`;
  const left = readOnly === 0 ? "" : `; ${readOnly} more can only be read (--all lists them too)`;
  return `${what} ${where}, ${experiments} of them with experiments by their cards${left}`;
}
