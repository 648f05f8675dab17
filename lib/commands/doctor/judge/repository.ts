import { Failure } from "../../../cli/failure.ts";
import { CARD_TAG } from "../../../dataset/template/card.ts";
import { EXPERIMENT_COLUMNS } from "../../../dataset/template/trackio_row.ts";
import { ownCommand } from "../command_lines.ts";
import type { DataFacts, Place, RepositoryFacts } from "../facts.ts";
import { bad, type Finding, good, warning } from "../finding.ts";
import { visibilityInCard } from "../visibility_in_card.ts";

/** Where the repository is, and who looks at it. */
export interface JudgedFrom {
  readonly place: Place;
  readonly endpoint: string;
  /** Whose token it is; `undefined` without one. */
  readonly user: string | undefined;
  /** Why the Hub could not be asked anything; it has a finding of its own. */
  readonly unreached: Failure | undefined;
}

/** Judges a repository that a variable names: that it is there, may be written to, and is what its readers expect. */
export function judgeRepository(repository: RepositoryFacts, from: JudgedFrom): readonly Finding[] {
  const { id, info, failure, namedBy } = repository;
  if (failure !== undefined && failure === from.unreached) {
    return [
      warning(
        "repository",
        `${id} (${namedBy}) was not checked, because the Hub did not answer as it should`,
        {
          mend: "Mend what is bad above first",
        },
      ),
    ];
  }
  if (failure !== undefined) {
    const [command] = failure.next;
    return [
      warning("repository", `${id} (${namedBy}) was not checked: ${failure.message}`, {
        mend: failure.hint,
        ...(command === undefined || /\bdoctor\b/.test(command) ? {} : { command }),
      }),
    ];
  }
  if (info === undefined) return [judgeMissing(repository, from)];
  return [
    judgeName(repository, { id: info.id, from }),
    ...judgeWritable(repository, from),
    ...judgeCard(repository, from),
    ...judgeData(repository, from),
  ];
}

function judgeMissing(repository: RepositoryFacts, { place, user }: JudgedFrom): Finding {
  const { id, namedBy, otherKind, right } = repository;
  if (user === undefined) {
    return warning(
      "repository",
      `${id} (${namedBy}) cannot be seen without a token: it is private, or not there`,
      {
        mend: "Give a token, and run this again",
      },
    );
  }
  if (otherKind !== undefined) {
    return bad("repository", `${id} (${namedBy}) is a ${otherKind}, not a dataset`, {
      exit: 5,
      mend: "Name a dataset:",
      command: ownCommand("use NAME", place),
    });
  }
  return bad("repository", `there is no dataset ${id} (${namedBy}) that the token of "${user}" can see`, {
    exit: 5,
    ...(right instanceof Failure
      ? { mend: "Check the spelling, or name a dataset of your own:", command: ownCommand("use NAME", place) }
      : { mend: "Check the spelling, or create it:", command: ownCommand(`--name ${id}`, place) }),
  });
}

function judgeName(repository: RepositoryFacts, facts: { id: string; from: JudgedFrom }): Finding {
  const { id, namedBy, info } = repository;
  const visibility = info?.visibility === undefined ? "" : `, ${info.visibility}`;
  const gated = info?.gated === "auto" || info?.gated === "manual" ? `, gated (${info.gated})` : "";
  if (facts.id === id) return good("repository", `${id} is there${visibility}${gated}`);
  const how = facts.id.toLowerCase() === id.toLowerCase() ? "is spelled" : "is called";
  return warning("repository", `${id} (${namedBy}) ${how} ${facts.id} now${visibility}${gated}`, {
    mend: "The old name leads there for as long as nobody takes it; to write the new one:",
    command: ownCommand(`use ${facts.id}`, facts.from.place),
  });
}

function judgeWritable(
  { info, id, writable, right }: RepositoryFacts,
  from: JudgedFrom,
): readonly Finding[] {
  const name = info?.id ?? id;
  if (writable === undefined) return [];
  if (writable === true) return [good("repository_writable", "this token may write to it")];
  if (writable instanceof Failure) {
    return [
      warning("repository_writable", `whether this token may write to it is not known: ${writable.message}`, {
        mend: writable.hint,
      }),
    ];
  }
  const { place } = from;
  if (right instanceof Failure) {
    return [bad("repository_writable", right.message, { exit: 4, mend: right.hint })];
  }
  return [
    bad("repository_writable", `the token of "${from.user ?? ""}" may not write to ${name}: ${writable}`, {
      exit: 4,
      mend: "Ask its owner for write access, give a token that may, or use a dataset of your own:",
      command: ownCommand("", place),
    }),
  ];
}

function judgeCard({ card, info, id }: RepositoryFacts, { endpoint }: JudgedFrom): readonly Finding[] {
  const name = info?.id ?? id;
  if (card instanceof Failure) {
    return [warning("repository_card", `its card could not be read: ${card.message}`, { mend: card.hint })];
  }
  if (card === undefined) {
    return [
      warning("repository_card", "it has no card (README.md)", {
        mend: `Add one at ${endpoint}/datasets/${name}/new/main?filename=README.md`,
      }),
    ];
  }
  const said = visibilityInCard(card);
  const actual = info?.visibility;
  if (said === undefined || actual === undefined || said === actual) {
    return [
      good(
        "repository_card",
        said === undefined ? "it says nothing of the visibility" : `it says ${said}, as it is`,
      ),
    ];
  }
  return [
    warning("repository_card", `it says that the dataset is ${said}; it is ${actual}`, {
      mend: actual === "public"
        ? `If it is to be private, make it so at ${endpoint}/datasets/${name}/settings; else correct the card`
        : "Correct the card",
    }),
  ];
}

function judgeData(repository: RepositoryFacts, from: JudgedFrom): readonly Finding[] {
  const { data, holdsExperiments } = repository;
  if (!holdsExperiments) return [];
  if (data instanceof Failure) {
    return [warning("first_row", `its rows could not be read: ${data.message}`, { mend: data.hint })];
  }
  if (data === undefined || data.rows === 0) {
    const what = data === undefined ? "it has no rows (data/train-*.parquet)" : `${data.path} has no rows`;
    return [
      warning(
        "first_row",
        `${what}; the Space then shows two experiments of somebody else and saves nothing`,
        {
          ...howToSeed(repository, from),
        },
      ),
      ...(data === undefined ? [] : judgeColumns(data)),
    ];
  }
  const rows = `${data.rows} row${data.rows === 1 ? "" : "s"}`;
  const files = data.files === 1 ? data.path : `the first of ${data.files} files`;
  return [good("first_row", `${rows} in ${files}`), ...judgeColumns(data)];
}

function howToSeed({ info, id }: RepositoryFacts, { place }: JudgedFrom) {
  const name = info?.id ?? id;
  const own = info?.tags.includes(CARD_TAG) === true && info.tags.includes("trackio");
  // Set-up completes only what it began itself, and nothing of anybody else's.
  return own && info.files?.every((path) => path === "README.md" || path === ".gitattributes") === true
    ? { mend: "Set-up writes the first row:", command: ownCommand(`--yes --name ${name}`, place) }
    : {
      mend: "Log an experiment to it, or set up another dataset:",
      command: ownCommand("--yes --name NAME", place),
    };
}

function judgeColumns({ columns, path }: DataFacts): readonly Finding[] {
  const missing = EXPERIMENT_COLUMNS.filter((name) => columns.every((column) => column.name !== name));
  const notText = columns.filter(({ name, isText }) =>
    !isText && EXPERIMENT_COLUMNS.some((expected) => expected === name)
  ).map(({ name }) => name);
  if (missing.some((name) => name === "experiment_id")) {
    return [
      bad("columns", `${path} lacks experiment_id, without which no reader takes it for experiments`, {
        exit: 5,
        mend: "Name a dataset that holds experiments, or set up a new one with --name NAME",
      }),
    ];
  }
  const findings: Finding[] = [];
  if (missing.length > 0) {
    findings.push(
      warning("columns", `${path} lacks ${missing.join(", ")}; readers put defaults in their place`, {
        mend: "The next program that saves all rows adds them",
      }),
    );
  }
  if (notText.length > 0) {
    findings.push(
      warning("columns", `${notText.join(", ")} in ${path} should be text, and readers may fail on it`, {
        mend: "Save these columns as text (JSON, or ISO 8601 for times)",
      }),
    );
  }
  return findings.length > 0 ? findings : [good("columns", "all ten, all of them text")];
}
