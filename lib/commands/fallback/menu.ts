import { Failure } from "../../cli/failure.ts";
import type { OwnerRight } from "../../account/rights.ts";
import type { Choice } from "../../terminal/questions.ts";

/** What can be done where a repository could not be had. */
export type WayOut = "retry" | "name" | "namespace" | "token" | "browser" | "id" | "give up";

/** What the menu depends on. */
export interface MenuFacts {
  /** Where it was to be; `undefined` where the run ended before that was decided. */
  readonly namespace: string | undefined;
  /** The namespaces of the token; none where the Hub did not tell whose it is. */
  readonly namespaces: readonly Pick<OwnerRight, "owner" | "right">[];
}

/** The repository is there, so that nobody needs to create it. */
const IS_THERE: ReadonlySet<string> = new Set([
  "repository_not_writable",
  "repository_visibility_differs",
  "creation_unconfirmed",
]);

/**
 * Lists the ways out of a failure, the likeliest first.
 *
 * @param failed why there is no repository
 * @param facts what is known by now
 * @returns the lines of the menu; the last one gives up
 */
export function waysOut(
  failed: Pick<Failure, "code" | "exitCode">,
  facts: MenuFacts,
): readonly Choice<WayOut>[] {
  const { namespace, namespaces } = facts;
  const isAboutRights = failed.exitCode === 4;
  const others = namespaces.filter((other) => other.owner !== namespace && !(other.right instanceof Failure));
  const isDecided = namespace !== undefined;
  return [
    {
      value: "retry",
      name: isAboutRights ? "Try again, when something has been changed at the Hub" : "Try again",
    },
    ...(isAboutRights ? [{ value: "token" as const, name: "Make another token and go on with it" }] : []),
    ...(isDecided ? [{ value: "name" as const, name: "Take another name" }] : []),
    ...(isDecided && others.length > 0
      ? [{ value: "namespace" as const, name: "Take another namespace" }]
      : []),
    ...(isDecided && !IS_THERE.has(failed.code)
      ? [{ value: "browser" as const, name: "Create it by hand in a browser; this program waits for it" }]
      : []),
    { value: "id", name: "Type the id of a repository that exists" },
    { value: "give up", name: "Give up" },
  ];
}
