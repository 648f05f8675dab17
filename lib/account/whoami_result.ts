import { type NamespaceChoice, namespacesOf } from "./namespaces.ts";
import type { Verdict } from "./verdict.ts";
import { type DescribeOptions, mayCreate, type WhoamiRow } from "./describe_whoami.ts";
import { expiryOf } from "./expiry.ts";
import type { Whoami } from "./whoami.ts";

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
    readonly kind: NamespaceChoice["kind"];
    readonly role: string | null;
    readonly mayCreate: WhoamiRow["mayCreate"];
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
    namespaces: namespacesOf(whoami, options).map((choice) => ({
      namespace: choice.namespace,
      kind: choice.kind,
      role: choice.role ?? null,
      mayCreate: mayCreate(choice.verdict),
      ...explain(choice.verdict),
      resourceGroups: groupsOf(whoami, choice.namespace),
    })),
    namespacesComplete: whoami.orgsComplete,
  };
}

function explain(
  verdict: Verdict,
): Pick<WhoamiResult["namespaces"][number], "reason" | "message" | "hint" | "tokenPage"> {
  switch (verdict.verdict) {
    case "allowed":
      return { reason: null, message: null, hint: null, tokenPage: null };
    case "unknown":
      return { reason: null, message: verdict.why, hint: null, tokenPage: null };
    case "denied": {
      const { reason, sentence, remedy, tokenPage } = verdict;
      return { reason, message: sentence, hint: remedy, tokenPage };
    }
  }
}

function groupsOf(whoami: Whoami, namespace: string): WhoamiResult["namespaces"][number]["resourceGroups"] {
  const groups = whoami.orgs?.find(({ name }) => name === namespace)?.resourceGroups ?? [];
  return groups.map(({ id, name, role }) => ({ id: id ?? null, name: name ?? null, role: role ?? null }));
}
