import type { Failure } from "../cli/failure.ts";
import { answerFailure } from "../hub/answer_failures.ts";
import { type Asked, Denial, type DenialFacts, refusalFailure } from "./denials.ts";
import { accountFailure } from "./token.ts";
import { nearest } from "../ports/text.ts";
import { findObstacles, singleRepositories } from "./obstacles.ts";
import { findOwner, ownerNames, type Whoami } from "./whoami.ts";

/** Whether a token is allowed to do something: `unknown` is for the Hub to decide, a denial is thrown as it is. */
export type Right = "allowed" | "unknown" | Denial;

type CreationTarget = Omit<Asked, "action" | "repository">;

/** Which dataset is to be written to; an owner alone where no dataset is named yet. */
type WritingTarget = Required<Pick<Asked, "repository" | "endpoint">>;

/** Whether a token can create a dataset under an owner, as far as whoami says. */
export function canCreate(whoami: Whoami, target: CreationTarget): Right {
  return rightOf(whoami, askedBy(target));
}

/** Whether a token can write to a dataset that exists, as far as whoami says. */
export function canWrite(whoami: Whoami, target: WritingTarget): Right {
  return rightOf(whoami, askedBy(target));
}

/** One owner that a token belongs to, and whether it can create datasets there. */
export interface OwnerRight {
  readonly owner: string;
  readonly kind: "user" | "organization";
  /** The user's role in the organization; undefined for the user, or when the Hub does not give it. */
  readonly role: string | undefined;
  readonly right: Right;
  /** Why not, or why it is unknown, in a few words; empty when it is allowed. */
  readonly brief: string;
}

/** The owners that a token belongs to: the user first, then the organizations in the order of the Hub. */
export function ownerRights(whoami: Whoami, { endpoint }: { endpoint: string }): readonly OwnerRight[] {
  const creatable = creatableOwners(whoami, endpoint);
  return ownerNames(whoami).map((name) => {
    const owner = findOwner(whoami, name);
    const asked: Asked = { owner: name, action: "create", endpoint };
    const right = rightOf(whoami, asked, creatable);
    return {
      owner: name,
      kind: owner === "user" ? "user" : "organization",
      role: typeof owner === "string" ? undefined : owner.role,
      right,
      brief: right instanceof Denial ? right.brief : findObstacles(whoami, asked).unclear.join("; "),
    };
  });
}

/** Whether a token can surely write nowhere, whatever dataset is chosen. */
export function writesNowhere(whoami: Whoami, options: { endpoint: string }): boolean {
  return ownerRights(whoami, options).every(({ right }) => right instanceof Denial) &&
    singleRepositories(whoami)?.writableDatasets[0] === undefined;
}

/** Why the Hub refused (403) what whoami had not denied: in the words of a denial where whoami gives a reason after all. */
export function refusedByHub(
  whoami: Whoami,
  target: CreationTarget | WritingTarget,
  said: string,
  options?: ErrorOptions,
): Failure {
  const asked = askedBy(target);
  const { denied: [code, ...others], unclear } = findObstacles(whoami, asked);
  const facts = factsOf(whoami, asked);
  if (code !== undefined) return new Denial([code, ...others], facts, options);
  const refusal = asked.action === "create" ? "creation_refused" : "writing_refused";
  return refusalFailure(refusal, { ...facts, said, why: unclear.join("; ") }, options);
}

/**
 * Refuses the token of another user than `HF_USERNAME` names: the programs that go by that name would look for the dataset
 * under another owner.
 *
 * @param naming what names the owner on the command line
 */
export function unexpectedUser(
  whoami: Whoami,
  expected: string | undefined,
  naming = "--name",
): Failure | undefined {
  return expected === undefined || expected.toLowerCase() === whoami.name.toLowerCase()
    ? undefined
    : accountFailure("token_owner_unexpected", { expected, actual: whoami.name, naming });
}

/** Whether a text is the id of a resource group. */
export function isResourceGroupId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}

/** @throws Failure `resource_group_outside_organization`: users have no resource groups */
export function checkResourceGroup(whoami: Whoami, { owner, group }: { owner: string; group: string }): void {
  if (findOwner(whoami, owner) === "user") {
    throw accountFailure("resource_group_outside_organization", { owner, group });
  }
}

/** Why a Gradio Space cannot be created on free hardware, as far as whoami shows it (lib/hub/README.md#spaces). */
export function failureOfSpacePlan(whoami: Whoami, space: string): Failure | undefined {
  if (!space.startsWith(`${whoami.name}/`) || whoami.isPro !== false) return undefined;
  const said = `Gradio Spaces on free hardware need PRO, which ${whoami.name} does not have`;
  return answerFailure("space_needs_plan", { space, said });
}

function askedBy(target: CreationTarget | WritingTarget): Asked {
  return "owner" in target
    ? { ...target, action: "create" }
    : { ...target, action: "write", owner: target.repository.replace(/\/.*/, "") };
}

/** One certain obstacle is enough to deny; one that is unclear is enough not to allow. */
function rightOf(whoami: Whoami, asked: Asked, creatable?: readonly string[]): Right {
  const { denied: [code, ...others], unclear } = findObstacles(whoami, asked);
  if (code === undefined) return unclear.length === 0 ? "allowed" : "unknown";
  return new Denial([code, ...others], factsOf(whoami, asked, creatable));
}

function creatableOwners(whoami: Whoami, endpoint: string): readonly string[] {
  return ownerNames(whoami).filter((owner) => {
    const { denied, unclear } = findObstacles(whoami, { owner, action: "create", endpoint });
    return denied.length + unclear.length === 0;
  });
}

function factsOf(
  whoami: Whoami,
  asked: Asked,
  creatable = asked.action === "create" ? creatableOwners(whoami, asked.endpoint) : [],
): DenialFacts {
  const owner = findOwner(whoami, asked.owner);
  const organization = typeof owner === "string" ? undefined : owner;
  const single = singleRepositories(whoami);
  return {
    ...asked,
    whoami,
    isOrganization: organization !== undefined || asked.asOrganization === true,
    role: organization?.role,
    repositories: single?.names ?? [],
    writableDatasets: single?.writableDatasets ?? [],
    creatable,
    suggestion: owner === "foreign" ? suggestOwner(whoami, asked.owner) : undefined,
  };
}

/** The owner that was probably meant, by its name or by the full name of the organization; undefined where none is near. */
export function suggestOwner(whoami: Whoami, asked: string): string | undefined {
  const squeezed = squeeze(asked);
  const meant = whoami.orgs?.find(({ name, fullName = "" }) =>
    squeezed !== "" && [squeeze(name), squeeze(fullName)].includes(squeezed)
  );
  return meant?.name ?? nearest(asked, ownerNames(whoami));
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a token is still good for, urgent within seven days; undefined where the Hub names no date. */
export function expiryOf(expiresAt: Date | undefined, now: number) {
  if (expiresAt === undefined) return undefined;
  const left = expiresAt.getTime() - now;
  const daysLeft = Math.floor(left / DAY);
  const date = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const relative = new Intl.RelativeTimeFormat("en");
  const when = left <= 0
    ? "expired"
    : left < HOUR
    ? "in less than an hour"
    : left < 2 * DAY
    ? relative.format(Math.floor(left / HOUR), "hour")
    : relative.format(daysLeft, "day");
  return { daysLeft, over: left <= 0, urgent: left <= 7 * DAY, date, text: `${date}, ${when}` };
}

/** Warns in one sentence of a token that has expired, or expires within seven days, with what renews it: a command or a page. */
export function warnOfExpiry(
  whoami: Whoami,
  options: { readonly now: number; readonly endpoint: string },
): { readonly text: string; readonly command?: string; readonly url?: string } | undefined {
  const expiry = expiryOf(whoami.expiresAt, options.now);
  if (expiry === undefined || !expiry.urgent) return undefined;
  const name = whoami.tokenName === undefined ? "" : ` "${whoami.tokenName}"`;
  const when = expiry.over ? `expired on ${expiry.date}` : `expires on ${expiry.text}`;
  const text = `The token${name} of ${whoami.name} ${when}`;
  // Only the program that logged in can renew an OAuth token.
  return whoami.tokenKind === "oauth"
    ? { text, command: "hf auth login" }
    : { text, url: `${options.endpoint}/settings/tokens` };
}
