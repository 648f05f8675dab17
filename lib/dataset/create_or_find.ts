import { backoff } from "../hub/retry.ts";
import { datasetFailure } from "./failures.ts";
import type { Failure } from "../cli/failure.ts";
import type { Creation } from "../hub/repositories.ts";
import type { Clock } from "../ports/world.ts";

/** A dataset, a Space or a Bucket that is to be created. */
export interface CreationRequest<Info> {
  /** `owner/name`. */
  readonly id: string;
  /** Whether it was looked for a moment ago, and not found. */
  readonly looked: boolean;
  /** Whose token it is. */
  readonly user: string;
  readonly create: () => Promise<Creation>;
  /** `undefined` where it does not exist, or this token cannot see it. */
  readonly read: () => Promise<Info | undefined>;
  /** The failure to throw when the Hub refuses it in its own words. */
  readonly refusal: (said: string) => Failure;
}

/** What became of a creation. */
interface CreationEnd<Info> {
  /** `confirmed`: it exists, but the answer that would say since when was lost. */
  readonly outcome: "created" | "exists" | "confirmed";
  /** The Hub's own answer to the creation. */
  readonly answer?: { readonly id: string; readonly url: string };
  /** What was read where the Hub's answer did not decide it. */
  readonly info?: Info;
}

/** What the algorithm needs of the world. */
export interface CreationTools {
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** How often a creation that surely did not take place is asked for again. */
  readonly retries: number;
}

/**
 * Asks the Hub to create something until it is clear what became of it: a lost answer, a refusal and "exists already" are
 * each followed by a look (lib/hub/README.md#creating-a-repository).
 *
 * @throws Failure `repository_hidden`, `creation_*`, the refusal, and those of the network
 */
export async function createOrFind<Info>(
  request: CreationRequest<Info>,
  tools: CreationTools,
): Promise<CreationEnd<Info>> {
  const { id, looked, user, read } = request;
  for (let attempts = 1;; attempts++) {
    const creation = await request.create();
    if (creation.outcome === "created") return { outcome: "created", answer: creation };
    if (creation.outcome === "exists") {
      if (!looked) return { outcome: "exists" };
      // Not there a moment ago: another run was quicker, or the Hub hides it from this token.
      const info = await read();
      if (info === undefined) throw datasetFailure("repository_hidden", { repository: id, user });
      return { outcome: "exists", info };
    }
    if (creation.outcome === "busy") throw datasetFailure("creation_busy", { repository: id });
    const info = creation.outcome === "unknown"
      ? await readAfterLostAnswer(creation.failure, request, tools)
      : await read();
    if (info !== undefined) {
      // Not there a moment ago, so this run has created it; without that look, no one can tell.
      const outcome = creation.outcome === "refused" ? "exists" : looked ? "created" : "confirmed";
      return { outcome, info };
    }
    if (creation.outcome === "refused") throw creation.failure ?? request.refusal(creation.said);
    // The answer was lost and nothing exists: asking again is safe.
    if (attempts > tools.retries) throw creation.failure;
    await tools.clock.sleep(backoff(attempts, tools.clock.random()), tools.interrupted);
  }
}

async function readAfterLostAnswer<Info>(
  lost: Error,
  request: CreationRequest<Info>,
  tools: CreationTools,
): Promise<Info | undefined> {
  try {
    return await request.read();
  } catch (error) {
    if (tools.interrupted.aborted) throw error;
    const problem = lost.message;
    throw datasetFailure("creation_unconfirmed", { repository: request.id, problem }, { cause: error });
  }
}
