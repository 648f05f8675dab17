import { canCreate, canWrite, ownerRights, writesNowhere } from "../account/rights.ts";
import { Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import { assignmentsFor, DEFAULT_NAME } from "../cli/settings.ts";
import type { TemplateName } from "../dataset/desired.ts";
import { rightToCreate } from "../dataset/create.ts";
import { isContentMissing } from "../dataset/ensure.ts";
import type { Visibility } from "../hub/datasets.ts";
import { ownerOf, parseRepositoryName } from "../hub/addresses.ts";
import { terminalFailure } from "../terminal/reporter.ts";
import type { Choice } from "../terminal/questions.ts";
import { type Done, isAsked, isOrganization, type SetupPlan, setupResult, type Wanted } from "./carry_out.ts";
import type { CommandResult, Context, SignedIn } from "./context.ts";
import { reportUnapplied } from "./creation_options.ts";
import { type EnvFilePlan, type Remembered, shownValue } from "./env_file.ts";
import { changesOfSpace, changeSpace } from "./space.ts";

/** What was not said, where no one can be asked. */
export const unsaidFailure = failuresOf(() => ({
  answer_needed: ({ question }: { question: string }) => ({
    exitCode: 2,
    message: `Cannot prompt without a terminal: ${question}`,
    hint: "To answer yes, add --yes",
  }),
  nothing_to_configure: ({ repository }: { repository: string | undefined }) => ({
    exitCode: 2,
    message: `No changes given${repository === undefined ? "" : ` for ${repository}`}`,
    hint: "Add what to change, as in --private, --gated manual, --license mit or --tag x; all options:",
    next: [`${PROGRAM} configure --help`],
  }),
}));

/**
 * Asks for consent, which `--yes` gives in advance.
 *
 * @param options `consequence`: what a yes leads to, shown above the question
 * @throws Failure `answer_needed` without a terminal, `cancelled` when the answer is no
 */
export async function confirm(
  context: Context,
  question: string,
  { fallback = false, consequence }: { fallback?: boolean; consequence?: string } = {},
): Promise<void> {
  if (context.parsed.has("yes")) return;
  // A line of its own: a question is not wrapped.
  if (consequence !== undefined) context.reporter.note(consequence, { evenQuiet: true });
  if (!context.canAsk) throw unsaidFailure("answer_needed", { question });
  if (!await context.questions.confirm(question, { fallback })) throw terminalFailure("cancelled", {});
}

/**
 * Shows what will be done, and asks for consent.
 *
 * @throws Failure `cancelled`
 */
export async function confirmSteps(context: Context, sentences: readonly string[]): Promise<void> {
  // With --quiet too: the question would ask about nothing.
  for (const text of ["This will:", ...sentences.map((sentence) => `  ${sentence}`)]) {
    context.reporter.note(text, { evenQuiet: true });
  }
  await confirm(context, "Continue?", { fallback: true });
}

/** What a run is about to do to the env file, one sentence a variable; `set` is `Set` or `Would set`. */
export function envFileSentences(
  set: string,
  { settings, path, values }: EnvFilePlan,
  repository: string,
): readonly string[] {
  if (path === undefined) return [];
  const sentences = assignmentsFor(settings, repository).map(({ name, value }) => {
    const now = values.get(name);
    if (now === value) return `${name}=${value} is already in ${path}`;
    return `${set} ${name}=${value} in ${path}${now === undefined ? "" : ` (now: ${shownValue(now)})`}`;
  });
  return settings.saveToken ? [...sentences, `${set} HF_TOKEN in ${path}`] : sentences;
}

/** What the dry run would do to the env file. */
export function reportEnvFilePlan({ reporter }: Context, plan: EnvFilePlan, repository: string): void {
  if (plan.path === undefined) reporter.step("Env file", "none (--no-env-file)");
  for (const sentence of envFileSentences("Would set", plan, repository)) reporter.step("Env file", sentence);
}

/** Whether an answer names a repository, or what is wrong with it: a token would be published as the name. */
export function checkName({ redactor }: Pick<Context, "redactor">, answer: string): true | string {
  if (redactor.holdsToken(answer)) return "This is a token, not a name; nothing was sent";
  try {
    parseRepositoryName(answer);
    return true;
  } catch (error) {
    if (error instanceof Failure) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/**
 * Asks where the repository is to be, as far as the options leave it open. What cannot work, whatever is answered, is said
 * before anything is asked.
 *
 * @throws Failure `cancelled`, those of the account where the token can create nothing
 */
export async function askId(
  context: Context,
  wanted: Wanted,
  account: SignedIn,
  remembered: Remembered | undefined,
): Promise<string> {
  const { settings: { name, owner }, answers, readOnly } = wanted;
  if (readOnly === undefined && writesNowhere(account.whoami, account)) refuseWithoutRights(wanted, account);
  if (name === undefined) {
    answers.name ??= await askName(context, owner === undefined ? remembered : undefined);
  }
  const named = parseRepositoryName(name ?? answers.name ?? DEFAULT_NAME);
  return `${named.owner ?? owner ?? await askOwner(context, wanted, account)}/${named.name}`;
}

function refuseWithoutRights(
  { settings: { name, owner }, envFile: { remembered } }: Wanted,
  { whoami, endpoint }: SignedIn,
): void {
  const repository = name === undefined ? remembered?.id : owner && `${owner}/${name}`;
  const right = repository === undefined
    ? canCreate(whoami, { owner: owner ?? whoami.name, endpoint, asOrganization: owner !== undefined })
    : canWrite(whoami, { repository, endpoint });
  if (right instanceof Failure) throw right;
}

async function askName(context: Context, remembered: Remembered | undefined): Promise<string> {
  const place = remembered === undefined ? "" : `, now in ${remembered.place}`;
  return await context.questions.text(`Dataset repository (NAME or OWNER/NAME${place}):`, {
    fallback: remembered?.id ?? DEFAULT_NAME,
    validate: (answer) => checkName(context, answer),
  });
}

async function askOwner(context: Context, wanted: Wanted, account: SignedIn): Promise<string> {
  const { answers, defaults } = wanted;
  const { whoami: { name: user } } = account;
  if (answers.owner?.of === user) return answers.owner.owner;
  delete answers.owner;
  const rights = ownerRights(account.whoami, account);
  const possible = rights.filter(({ right }) => !(right instanceof Failure));
  const [first, second] = possible;
  // Where nothing can be created, the user's own repository is tried all the same: it may exist.
  if (first === undefined) return user;
  if (second === undefined) {
    if (rights.length > 1) context.reporter.note(`This token can create datasets only under ${first.owner}`);
    return first.owner;
  }
  const owner = await context.questions.choose("Owner:", {
    // Owners under which nothing can be created are shown with the reason, and cannot be chosen.
    choices: rights.map(({ owner, right }): Choice<string> => ({
      name: owner,
      value: owner,
      ...(right instanceof Failure ? { disabled: right.brief } : {}),
    })),
    fallback: possible.find(({ owner }) => owner === defaults.owner)?.owner ?? first.owner,
  });
  answers.owner = { of: user, owner };
  return owner;
}

/**
 * Asks who can see a new repository, where no option says it; `undefined` leaves it to the organization.
 *
 * @throws Failure those of the account where the token cannot create it; `cancelled`
 */
export async function askVisibility(
  context: Context,
  { settings: { visibility, creation }, defaults, answers }: Wanted,
  { account, id }: Pick<SetupPlan, "account" | "id">,
): Promise<Visibility | undefined> {
  const asOrganization = isOrganization(context, id);
  const right = rightToCreate({ id, desired: { ...creation, visibility }, asOrganization }, account);
  if (right instanceof Failure) throw right;
  if (visibility !== undefined) return visibility;
  const isOwn = ownerOf(id) === account.whoami.name;
  answers.visibility ??= await chooseVisibility(context, "Visibility:", isOwn, defaults.visibility);
  return answers.visibility === "default" ? undefined : answers.visibility;
}

/** Asks who can see what is new; `default` leaves it to the organization. */
export async function chooseVisibility(
  { questions }: Context,
  message: string,
  isOwn: boolean,
  fallback: Visibility = "private",
  publicly = "Public (anyone)",
): Promise<Visibility | "default"> {
  const choices: readonly Choice<Visibility | "default">[] = [
    { name: isOwn ? "Private (only you)" : "Private (only members)", value: "private" },
    { name: publicly, value: "public" },
    { name: "Organization default", value: "default" },
  ];
  return await questions.choose(message, { choices: isOwn ? choices.slice(0, 2) : choices, fallback });
}

/**
 * Where questions led to the plan: says what will change, and asks for consent. Where nothing will change, or what is
 * planned will be refused, there is nothing to agree to.
 *
 * @throws Failure `cancelled`
 */
export async function confirmPlan(context: Context, wanted: Wanted, plan: SetupPlan): Promise<void> {
  const { envFile, settings, present } = wanted;
  const { variables, saveToken, space } = envFile.settings;
  const { id } = plan;
  if (context.parsed.has("dry-run") || present === undefined) return;
  if (!isAsked(wanted) && settings.visibility !== undefined) return;
  const isSame = present !== null && variables.every((name) => envFile.values.get(name) === id);
  if (isSame && !saveToken && !changesOfSpace(plan.space, id)) return;
  if (isRefused(wanted, plan)) return;
  const token = saveToken ? ", with the token as its secret HF_TOKEN" : "";
  await confirmSteps(context, [
    ...(present === null ? [creationSentence(wanted, plan)] : [
      `Use ${id}${present.visibility === undefined ? "" : ` (${present.visibility})`}, which exists`,
    ]),
    ...envFileSentences("Set", envFile, id),
    ...(space === undefined
      ? []
      : [`Set the variables on the Space ${space} too${token}; any change restarts the Space`]),
  ]);
}

/** Whether an existing repository will be refused, as far as that is known already. */
function isRefused({ readOnly, present }: Wanted, { account, desired: { visibility } }: SetupPlan): boolean {
  if (!present || readOnly !== undefined) return false;
  const differs = visibility !== undefined && present.visibility !== undefined &&
    present.visibility !== visibility;
  const { whoami, endpoint } = account;
  return differs || canWrite(whoami, { repository: present.id, endpoint }) instanceof Failure;
}

const CONTENT: Readonly<Record<TemplateName, string>> = {
  trackio: "a card and a first row that defines the columns",
  blank: "a card",
  folder: "the files of the template",
};

function creationSentence(
  { settings: { template } }: Wanted,
  { id, desired: { visibility, gated } }: SetupPlan,
): string {
  const shown = visibility ?? "organization default";
  const gate = gated === undefined ? "" : ` and a gate (${gated})`;
  return `Create the dataset ${id} (${shown}) with ${CONTENT[template]}${gate}`;
}

/** With --dry-run: what would be done. */
export async function planOnly(
  context: Context,
  wanted: Wanted,
  { account, desired, content, space, dataset }: Done,
): Promise<CommandResult> {
  const { reporter } = context;
  const isNew = dataset.outcome === "would create";
  const isMissing = isNew || await isContentMissing(account.hub, dataset, content);
  if (!isNew) reportUnapplied(context, dataset, { desired, isContentMissing: isMissing });
  if (isMissing) {
    const { gated } = desired;
    if (gated !== undefined && gated !== dataset.info?.gated) {
      reporter.step("Gate", `Would be set to ${gated}`);
    }
    if (content.template === "trackio") reporter.step("First row", "Would be added");
    const paths = content.files.map(({ path }) => path);
    if (paths.length > 0) reporter.step("Files", `Would add ${paths.join(", ")}`);
  }
  reportEnvFilePlan(context, wanted.envFile, dataset.id);
  const spaceResult = await changeSpace(context, space, dataset.id);
  reporter.note("Nothing was changed (--dry-run)");
  return setupResult(context, wanted, { account, dataset, space: spaceResult });
}
