import { expiryOf } from "../account/expiry.ts";
import { type OwnerRight, ownerRights } from "../account/rights.ts";
import type { Whoami } from "../account/whoami.ts";
import { type DescribeOptions, type WhoamiRow, yesOrNo } from "./whoami.ts";

/** The result of the `whoami` command, as JSON carries it. */
export interface WhoamiResult {
  readonly user: { readonly name: string; readonly fullName: string | null; readonly type: string | null };
  readonly token: {
    readonly name: string | null;
    readonly kind: Whoami["tokenKind"];
    /** As the Hub wrote it. */
    readonly role: string | null;
    readonly createdAt: string | null;
    readonly expiresAt: string | null;
    readonly daysLeft: number | null;
    readonly expiresSoon: boolean;
    readonly scopes:
      | readonly {
        readonly type: string | null;
        readonly name: string | null;
        readonly permissions: readonly string[] | null;
      }[]
      | null;
  };
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly kind: OwnerRight["kind"];
    readonly role: string | null;
    readonly mayCreate: WhoamiRow["canCreate"];
    /** The code of the denial. */
    readonly reason: string | null;
    readonly message: string | null;
    readonly hint: string | null;
    readonly tokenPage: string | null;
    readonly resourceGroups: readonly {
      readonly id: string | null;
      readonly name: string | null;
      readonly role: string | null;
    }[];
  }[];
  /** Whether the Hub listed all organizations in a form that could be read. */
  readonly namespacesComplete: boolean;
}

/**
 * Puts the answer and what follows from it into the JSON result of the `whoami` command.
 *
 * @param whoami the Hub's answer
 * @param options the time and the endpoint
 * @returns plain data; what the Hub does not tell is null
 */
export function whoamiResult(whoami: Whoami, options: DescribeOptions): WhoamiResult {
  const expiry = expiryOf(whoami.expiresAt, options.now);
  return {
    user: { name: whoami.name, fullName: whoami.fullName ?? null, type: whoami.type ?? null },
    token: {
      name: whoami.tokenName ?? null,
      kind: whoami.tokenKind,
      role: whoami.tokenRole ?? null,
      createdAt: whoami.createdAt?.toISOString() ?? null,
      expiresAt: whoami.expiresAt?.toISOString() ?? null,
      daysLeft: expiry?.daysLeft ?? null,
      expiresSoon: expiry?.urgent === true,
      scopes: whoami.scopes?.map(({ entityType, entityName, permissions }) => ({
        type: entityType ?? null,
        name: entityName ?? null,
        permissions: permissions ?? null,
      })) ?? null,
    },
    namespaces: ownerRights(whoami, options).map((each) => ({
      namespace: each.owner,
      kind: each.kind,
      role: each.role ?? null,
      mayCreate: yesOrNo(each.right),
      ...explain(each),
      resourceGroups: groupsOf(whoami, each.owner),
    })),
    namespacesComplete: whoami.orgsComplete,
  };
}

function explain(
  { right, brief }: OwnerRight,
): Pick<WhoamiResult["namespaces"][number], "reason" | "message" | "hint" | "tokenPage"> {
  if (right === "allowed" || right === "unknown") {
    return { reason: null, message: brief === "" ? null : brief, hint: null, tokenPage: null };
  }
  const { code, message, hint, tokenPage } = right;
  return { reason: code, message, hint, tokenPage: tokenPage ?? null };
}

function groupsOf(whoami: Whoami, namespace: string): WhoamiResult["namespaces"][number]["resourceGroups"] {
  const groups = whoami.orgs?.find(({ name }) => name === namespace)?.resourceGroups ?? [];
  return groups.map(({ id, name, role }) => ({ id: id ?? null, name: name ?? null, role: role ?? null }));
}
