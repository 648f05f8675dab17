/** What kind of token it is; `unknown` is a role of the future, or a missing one. */
export type TokenKind = "read" | "write" | "god" | "fineGrained" | "oauth" | "unknown";

/** What a fine-grained token can do with one entity. Undefined: missing or unreadable. */
export interface Scope {
  readonly entityType: string | undefined;
  readonly entityId: string | undefined;
  readonly entityName: string | undefined;
  readonly permissions: readonly string[] | undefined;
}

/** A resource group of an organization, and the role of the token's owner in it. */
export interface ResourceGroup {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly role: string | undefined;
}

/** An organization of the token's owner. */
export interface Organization {
  readonly name: string;
  readonly id: string | undefined;
  readonly fullName: string | undefined;
  readonly role: string | undefined;
  readonly plan: string | undefined;
  /** Why the organization locks out this token; undefined if unreadable. */
  readonly restrictions: readonly string[] | undefined;
  /** Undefined if unreadable. */
  readonly resourceGroups: readonly ResourceGroup[] | undefined;
}

/**
 * Whose token it is, and what the Hub says about it.
 *
 * All text but `name` and the names of organizations is as it came over the wire: clean it before printing.
 */
export interface Whoami {
  readonly name: string;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly fullName: string | undefined;
  /** Whether the account is PRO; undefined if missing. */
  readonly isPro: boolean | undefined;
  readonly tokenName: string | undefined;
  readonly tokenKind: TokenKind;
  /** The role as the Hub wrote it. */
  readonly tokenRole: string | undefined;
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  /** Only of a fine-grained token; undefined if missing or unreadable. */
  readonly scopes: readonly Scope[] | undefined;
  /** Only of a fine-grained token; undefined if unreadable. */
  readonly globalPermissions: readonly string[] | undefined;
  /** Undefined if missing or unreadable. */
  readonly orgs: readonly Organization[] | undefined;
  /** Whether `orgs` holds every organization that the answer listed. */
  readonly orgsComplete: boolean;
}
