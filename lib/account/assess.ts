import { ACCOUNT_FAILURES } from "./failures.ts";
import type { Whoami } from "./whoami.ts";
import { DENIAL_WORDS } from "./denial_words.ts";
import {
  type Asked,
  findInForeign,
  type Finding,
  findInOrganization,
  findInToken,
  findUnjudgeable,
} from "./findings.ts";
import { singleRepositories } from "./scopes.ts";
import { namesOfNamespaces, ownerOfNamespace, spellNamespace, suggestNamespace } from "./spelling.ts";
import { tokenPageUrl } from "./token_page.ts";
import type { Allowed, DenialFacts, DenialReason, Denied, Unknown, Verdict } from "./verdict.ts";

/** Where a dataset is to be created. */
export interface CreationTarget {
  readonly namespace: string;
  /** The Hub, without a slash at the end: the token page is there. */
  readonly endpoint: string;
  /** Whether the namespace was given as an organization (`--org`), so that it is spoken of as one. */
  readonly asOrganization?: boolean;
  /** What is to be created; a dataset where it is left out. */
  readonly what?: string;
  /** The resource group that the dataset is to be in, by id or name. */
  readonly resourceGroup?: string | undefined;
}

/** Which dataset is to be written to. */
export interface WritingTarget {
  /** "namespace/name". */
  readonly repositoryId: string;
  /** The Hub, without a slash at the end: the token page is there. */
  readonly endpoint: string;
}

/** Whose token it ought to be. */
export interface OwnerTarget {
  readonly expectedOwner: string | undefined;
  /** The Hub, without a slash at the end: the token page is there. */
  readonly endpoint: string;
}

type Conclusion = Allowed | Unknown | {
  readonly verdict: "obstructed";
  readonly reason: DenialReason;
  readonly others: readonly DenialReason[];
};

/**
 * Tells whether a token may create a dataset in a namespace.
 *
 * @param whoami whose token it is and what the Hub tells of it
 * @param target where the dataset is to be
 * @param options `creatable`: the namespaces where it may, where the caller knows them already
 * @returns allowed; denied with the reason, its sentence and the remedy; or unknown, and then the Hub is to decide
 */
export function assessCreate(
  whoami: Whoami,
  target: CreationTarget,
  options: { creatable?: readonly string[] } = {},
): Verdict {
  const conclusion = conclude(findForCreation(whoami, target));
  if (conclusion.verdict !== "obstructed") return conclusion;
  const creatable = options.creatable ?? creatableNamespaces(whoami);
  return deny(whoami, [conclusion.reason, ...conclusion.others], { ...target, action: "create", creatable });
}

/**
 * Tells whether a token may write to a dataset that exists.
 *
 * @param whoami whose token it is and what the Hub tells of it
 * @param target the dataset
 * @returns allowed; denied with the reason, its sentence and the remedy; or unknown, and then the Hub is to decide
 */
export function assessWrite(whoami: Whoami, target: WritingTarget): Verdict {
  const { repositoryId } = target;
  const slash = repositoryId.indexOf("/");
  if (slash < 1) return { verdict: "unknown", why: `"${repositoryId}" has no namespace` };
  // Reading takes any letter case (hub-api 3.2), so the id may have come in another one.
  const typed = repositoryId.slice(0, slash);
  const namespace = spellNamespace(whoami, typed)?.namespace ?? typed;
  const conclusion = conclude(findForWriting(whoami, { namespace, repositoryId }));
  if (conclusion.verdict !== "obstructed") return conclusion;
  return deny(whoami, [conclusion.reason, ...conclusion.others], { ...target, namespace, action: "write" });
}

/**
 * Tells whether a token belongs to the user that is expected; the letter case of the name does not count.
 *
 * @param whoami whose token it is
 * @param target who is expected
 * @returns allowed, also when nobody is expected; or denied with its sentence and the remedy
 */
export function assessOwner(whoami: Whoami, target: OwnerTarget): Allowed | Denied {
  const { expectedOwner } = target;
  if (expectedOwner === undefined || expectedOwner.toLowerCase() === whoami.name.toLowerCase()) {
    return { verdict: "allowed" };
  }
  return deny(whoami, ["token_owner_unexpected"], {
    endpoint: target.endpoint,
    namespace: expectedOwner,
    action: "identify",
  });
}

/** Lists the namespaces where a token may create datasets for certain, the user's own first. */
export function creatableNamespaces(whoami: Whoami): readonly string[] {
  return namesOfNamespaces(whoami).filter((namespace) =>
    conclude(findForCreation(whoami, { namespace })).verdict === "allowed"
  );
}

function findForCreation(whoami: Whoami, target: Omit<CreationTarget, "endpoint">): readonly Finding[] {
  const { namespace, resourceGroup } = target;
  const asked: Asked = {
    namespace,
    action: "create",
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
  };
  return findAll(whoami, asked, { asOrganization: target.asOrganization === true });
}

function findForWriting(
  whoami: Whoami,
  target: { namespace: string; repositoryId: string },
): readonly Finding[] {
  return findAll(whoami, { ...target, action: "write" }, { asOrganization: false });
}

function findAll(whoami: Whoami, asked: Asked, options: { asOrganization: boolean }): readonly Finding[] {
  const unjudgeable = findUnjudgeable(whoami);
  if (unjudgeable !== undefined) return [{ kind: "unclear", why: unjudgeable }];
  const owner = ownerOfNamespace(whoami, asked.namespace);
  switch (owner.kind) {
    case "user":
      return findInToken(whoami, asked);
    case "organization":
      return [
        ...findInOrganization(whoami, owner.organization, asked),
        ...findInToken(whoami, { ...asked, organization: owner.organization }),
      ];
    case "misspelled":
      return [{ kind: "obstacle", reason: "namespace_misspelled" }];
    case "foreign":
      return findInForeign(whoami, asked, options);
  }
}

/** One certain obstacle is enough to deny; one thing that is not known is enough not to allow. */
function conclude(findings: readonly Finding[]): Conclusion {
  const [reason, ...others] = findings.flatMap((finding) =>
    finding.kind === "obstacle" ? [finding.reason] : []
  );
  if (reason !== undefined) return { verdict: "obstructed", reason, others };
  const whys = findings.flatMap((finding) => finding.kind === "unclear" ? [finding.why] : []);
  return whys.length === 0 ? { verdict: "allowed" } : { verdict: "unknown", why: whys.join("; ") };
}

type AskedFacts =
  & Pick<DenialFacts, "action" | "namespace" | "endpoint">
  & Partial<Pick<DenialFacts, "repositoryId" | "creatable">>
  & { readonly asOrganization?: boolean; readonly what?: string };

function deny(
  whoami: Whoami,
  reasons: readonly [DenialReason, ...DenialReason[]],
  asked: AskedFacts,
): Denied {
  const [reason, ...others] = reasons;
  const plain = factsOf(whoami, asked);
  const facts = { ...plain, also: others.map((other) => DENIAL_WORDS[other].brief(plain)) };
  const row = ACCOUNT_FAILURES[reason];
  return {
    verdict: "denied",
    reason,
    sentence: row.message(facts),
    remedy: row.hint(facts),
    brief: DENIAL_WORDS[reason].brief(facts),
    tokenPage: facts.tokenPage,
    facts,
  };
}

function factsOf(whoami: Whoami, asked: AskedFacts): DenialFacts {
  const { action, namespace, endpoint } = asked;
  const suggestion = suggestNamespace(whoami, namespace);
  const target = ownerOfNamespace(whoami, namespace).kind === "misspelled"
    ? suggestion ?? namespace
    : namespace;
  const organization = whoami.orgs?.find(({ name }) => name === target);
  const namespaceKind = organization !== undefined || asked.asOrganization === true ? "organization" : "user";
  const single = singleRepositories(whoami);
  return {
    action,
    what: asked.what,
    namespace,
    namespaceKind,
    repositoryId: asked.repositoryId,
    owner: whoami.name,
    tokenName: whoami.tokenName,
    tokenKind: whoami.tokenKind,
    role: organization?.role,
    repositories: single?.names ?? [],
    writableDatasets: single?.writableDatasets ?? [],
    creatable: asked.creatable ?? [],
    suggestion: suggestion === namespace ? undefined : suggestion,
    endpoint,
    tokenPage: namespaceKind === "user"
      ? tokenPageUrl({ endpoint, own: true })
      : tokenPageUrl({ endpoint, organizations: [target] }),
    also: [],
  };
}
