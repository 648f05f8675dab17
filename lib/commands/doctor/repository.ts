import { canCreate, canWrite, type Right } from "../../account/rights.ts";
import { spellOwner } from "../../account/owners.ts";
import { Failure } from "../../cli/failure.ts";
import { CARD_TAG } from "../../dataset/new_card.ts";
import type { HubClient } from "../../hub/client.ts";
import { orUndefined } from "../../hub/connection.ts";
import type { DatasetInfo } from "../../hub/datasets.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import type { Whoami } from "../../account/whoami.ts";
import type { Context } from "../context.ts";
import { type ConnectedHub, failureOf } from "./account.ts";
import { checkColumns, type ExperimentsFile, readExperiments } from "./experiments.ts";
import { bad, type Finding, fixOf, good, ownCommand, type Place, warning } from "./finding.ts";

/** A repository that a variable names. */
export interface NamedRepository {
  readonly id: string;
  /** "TRACKIO_DATASET_REPO in .env". */
  readonly namedBy: string;
  /** Whether the programs that read the variable expect experiments. */
  readonly holdsExperiments: boolean;
}

/** What the Hub says of a repository. */
export interface RepositoryFacts extends NamedRepository {
  /** `undefined` where it does not exist, or the token cannot see it. */
  readonly info?: DatasetInfo | undefined;
  /** Why the Hub could not be asked. */
  readonly failure?: Failure;
  /** What has this name in place of a dataset. */
  readonly otherKind?: "model" | "space" | undefined;
  /** `true`, the Hub's reason why not, why it is unknown; `undefined` where it was not asked. */
  readonly writable?: true | string | Failure | undefined;
  /** What whoami says about writing to it; about creating it, where it does not exist. */
  readonly right?: Right | undefined;
  /** Its first file of rows; `undefined` where it has none. */
  readonly data?: ExperimentsFile | Failure | undefined;
}

type Access = { readonly hub: ConnectedHub; readonly endpoint: string };

/** Asks the Hub everything about a repository that a variable names; a missing or bad answer is a fact too. */
export async function collectRepository(
  context: Context,
  repository: NamedRepository,
  access: Access,
): Promise<RepositoryFacts> {
  const { hub, endpoint } = access;
  const { whoami } = hub;
  // Another request would fail like the first one.
  if (hub.failure !== undefined) return { ...repository, failure: hub.failure };
  const { client } = hub;
  if (client === undefined) return repository;
  try {
    const info = await client.readDataset(repository.id);
    if (info === undefined) {
      const owner = ownerOf(repository.id);
      return {
        ...repository,
        otherKind: hub.anonymous ? undefined : await findOtherKind(repository.id, client, endpoint),
        right: whoami && canCreate(whoami, { owner: spellOwner(whoami, owner), endpoint }),
      };
    }
    const [writable, data] = await Promise.all([
      hub.anonymous ? undefined : orFailure(context, client.checkWrite(info.id)),
      repository.holdsExperiments
        ? orFailure(context, readExperiments(info, { fetch: client.fetch, endpoint }))
        : undefined,
    ]);
    const right = whoami && canWrite(whoami, { repository: info.id, endpoint });
    return { ...repository, info, writable, right, data };
  } catch (error) {
    return { ...repository, failure: failureOf(error, context) };
  }
}

/** A name that another kind of repository has is the most common reason why a dataset is not found. */
async function findOtherKind(
  id: string,
  client: HubClient,
  endpoint: string,
): Promise<"model" | "space" | undefined> {
  for (const kind of ["model", "space"] as const) {
    const answer = await orUndefined(client.fetch(`${endpoint}/api/${kind}s/${id}`));
    if (answer !== undefined) return kind;
  }
  return undefined;
}

async function orFailure<T>(context: Context, work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    return failureOf(error, context);
  }
}

/** Where the repository is looked at from. */
export interface Viewpoint {
  readonly place: Place;
  readonly endpoint: string;
  /** Whose token it is; `undefined` without one. */
  readonly whoami: Whoami | undefined;
  /** Why the Hub could not be asked anything, which has a finding of its own. */
  readonly unreached: Failure | undefined;
}

/** Checks a repository that a variable names: that it exists, can be written to, and is what its readers expect. */
export function checkRepository(repository: RepositoryFacts, from: Viewpoint): readonly Finding[] {
  const { id, info, failure, namedBy } = repository;
  if (failure !== undefined) {
    return failure === from.unreached
      ? [
        warning("repository", `${id} (${namedBy}) was not checked, because the Hub could not be asked`, {
          fix: "Fix the errors above first",
        }),
      ]
      : [warning("repository", `${id} (${namedBy}) was not checked: ${failure.message}`, fixOf(failure))];
  }
  if (info === undefined) return [checkMissing(repository, from)];
  return [
    checkName(repository, info, from),
    ...checkWritable(repository, info, from),
    ...checkCard(info, from),
    ...(repository.holdsExperiments ? checkRows(repository, info, from) : []),
  ];
}

function checkMissing(repository: RepositoryFacts, { place, whoami }: Viewpoint): Finding {
  const { id, namedBy, otherKind, right } = repository;
  if (whoami === undefined) {
    return warning(
      "repository",
      `${id} (${namedBy}) cannot be seen without a token: it is private or does not exist`,
      { fix: "Set HF_TOKEN, then run this again" },
    );
  }
  if (otherKind !== undefined) {
    return bad(
      "repository",
      `${id} (${namedBy}) is a ${otherKind === "space" ? "Space" : otherKind}, not a dataset`,
      {
        exit: 5,
        fix: "Choose a dataset:",
        command: ownCommand("use", place),
      },
    );
  }
  return bad("repository", `Dataset ${id} (${namedBy}) does not exist, or this token cannot see it`, {
    exit: 5,
    ...(right instanceof Failure
      ? { fix: "Check the spelling, or choose a dataset of your own:", command: ownCommand("use", place) }
      : { fix: "Check the spelling, or create it:", command: ownCommand(`--name ${id}`, place) }),
  });
}

function checkName({ id, namedBy }: RepositoryFacts, info: DatasetInfo, { place }: Viewpoint): Finding {
  if (info.id === id) {
    const gate = info.gated === undefined || info.gated === false ? [] : [`gated (${info.gated})`];
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
  { writable, right }: RepositoryFacts,
  { id }: DatasetInfo,
  { place, whoami }: Viewpoint,
): readonly Finding[] {
  if (writable === undefined) return [];
  if (writable === true) return [good("repository_writable", "this token can write to it")];
  if (writable instanceof Failure) {
    return [
      warning(
        "repository_writable",
        `Cannot tell whether this token can write to ${id}: ${writable.message}`,
        fixOf(writable),
      ),
    ];
  }
  if (right instanceof Failure) {
    return [bad("repository_writable", right.message, { exit: 4, ...fixOf(right) })];
  }
  return [
    bad(
      "repository_writable",
      `The token of ${whoami?.name ?? "this user"} cannot write to ${id}: ${writable}`,
      {
        exit: 4,
        ...(whoami?.tokenKind === "oauth"
          ? { fix: "Allow write access in: hf auth login" }
          : whoami?.name === ownerOf(id)
          ? { fix: "Use a token with write access" }
          : {
            fix: "Ask its owner for write access, or use a dataset of your own:",
            command: ownCommand("", place),
          }),
      },
    ),
  ];
}

function checkCard({ id, files }: DatasetInfo, { endpoint }: Viewpoint): readonly Finding[] {
  if (files === undefined) return [];
  if (files.includes("README.md")) return [good("repository_card", "has a card")];
  return [
    warning("repository_card", `${id} has no card (README.md)`, {
      fix: "Add one:",
      url: `${endpoint}/datasets/${id}/new/main?filename=README.md`,
    }),
  ];
}

function checkRows({ data }: RepositoryFacts, info: DatasetInfo, { place }: Viewpoint): readonly Finding[] {
  if (data instanceof Failure) {
    return [warning("first_row", `The rows of ${info.id} could not be read: ${data.message}`, fixOf(data))];
  }
  if (data !== undefined && data.rows > 0) {
    const rows = `${data.rows} row${data.rows === 1 ? "" : "s"}`;
    const where = data.files === 1 ? data.path : `the first of ${data.files} files`;
    return [good("first_row", `${rows} in ${where}`), ...checkColumns(data)];
  }
  const isOurs = info.tags.includes(CARD_TAG) && info.tags.includes("trackio") &&
    info.files?.every((path) => path === "README.md" || path === ".gitattributes") === true;
  return [
    warning(
      "first_row",
      `${
        data?.path ?? info.id
      } has no rows, so Spaces show two sample experiments of another user and save nothing`,
      // Setup completes only a repository that it began itself.
      isOurs
        ? { fix: "Write the first row:", command: ownCommand(`--yes --name ${info.id}`, place) }
        : { fix: "Log an experiment to it, or set up another dataset with --name" },
    ),
    ...(data === undefined ? [] : checkColumns(data)),
  ];
}
