/** What the program may do on a machine: one table for the binaries, for `deno run` and for the tests. */

import { VARIABLES } from "../../lib/cli/topics.ts";
import { sideFilesOf } from "../../lib/env_file/failures.ts";

/** The variables that the program reads, named one by one: no other variable of the person is seen. */
export const READ_VARIABLES: readonly string[] = Object.values(VARIABLES).flatMap((rows) =>
  rows.flatMap(([names]) => names.split(", "))
);

/** One permission of Deno: what a binary gets, what `deno run` needs for the usual use, and why. */
export interface Grant {
  readonly permission: "net" | "read" | "write" | "env";
  /** The values in a binary; `"any"` where they cannot be known when it is built. */
  readonly binary: readonly string[] | "any";
  /** Why a binary gets that much. */
  readonly reason: string;
  /** The values for `deno run` against huggingface.co with the env file in the current folder. */
  readonly run: readonly string[];
}

/** What is granted. Everything else is refused, to run programs, to load native code and to ask for the system among it. */
export const GRANTS: readonly Grant[] = [
  {
    permission: "net",
    binary: "any",
    reason:
      "--endpoint and HF_ENDPOINT name any Hub, proxies stand anywhere, and a Hub names the storage for large files",
    // The others store large files, to which the Hub redirects.
    run: ["huggingface.co", "*.hf.co", "hf-hub-lfs-us-east-1.s3-accelerate.amazonaws.com"],
  },
  {
    permission: "read",
    binary: "any",
    reason:
      "--env-file, --token-file and HF_TOKEN_PATH name any file; git's own files are looked at in the folders above",
    run: ["."],
  },
  {
    permission: "write",
    binary: "any",
    reason: "--env-file names any file, and the new content is written beside it before it takes its place",
    run: [".env", ...Object.values(sideFilesOf(".env"))],
  },
  {
    permission: "env",
    binary: READ_VARIABLES,
    reason: "the token, the Hub, the proxy, the certificates and the terminal; the list is in the source",
    run: READ_VARIABLES,
  },
];

/** What is never granted, and is refused by name so that no other flag can widen it. */
export const REFUSED = ["run", "ffi", "sys"] as const;

/** The permission flags of `deno compile`. */
export function compileFlags(): string[] {
  return [
    ...GRANTS.map(({ permission, binary }) => flag(permission, binary)),
    ...REFUSED.map((permission) => `--deny-${permission}`),
  ];
}

/**
 * The permission flags of `deno run`.
 *
 * @param widened values that stand in the place of those for the usual use
 */
export function runFlags(widened: Partial<Record<Grant["permission"], readonly string[]>> = {}): string[] {
  return GRANTS.map(({ permission, run }) => flag(permission, widened[permission] ?? run));
}

function flag(permission: string, values: readonly string[] | "any"): string {
  return values === "any" ? `--allow-${permission}` : `--allow-${permission}=${values.join(",")}`;
}
