import { Failure } from "../../cli/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DatasetInfo } from "../../hub/datasets.ts";
import type { HubClient } from "../../hub/client.ts";

/** What the wait needs of the world. */
export interface WaitTools {
  readonly hub: Pick<HubClient, "readDataset">;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** Shown while it waits; `undefined` when it is over. */
  readonly onWaiting: (text: string | undefined) => void;
}

/** Long enough to fill in a form and to find a password. */
export const LONGEST_WAIT_MS = 10 * 60_000;
/** Some seventy requests in all, where an account has a thousand in half the time (hub-api 2.2). */
const FIRST_STEP_MS = 3_000;
const LATER_STEP_MS = 10_000;
const FIRST_MINUTE_MS = 60_000;

/**
 * Looks at the Hub again and again until a repository is there.
 *
 * @param id the repository that somebody is creating
 * @param tools the Hub, the clock and Ctrl-C
 * @returns what the Hub tells of it; `undefined` when the longest wait is over
 * @throws the reason of the signal on Ctrl-C; a failure that waiting does not mend
 */
export async function waitForRepository(id: string, tools: WaitTools): Promise<DatasetInfo | undefined> {
  const { clock, interrupted, onWaiting } = tools;
  const started = clock.now();
  try {
    while (true) {
      const info = await lookOnce(id, tools);
      if (info !== undefined) return info;
      const waited = clock.now() - started;
      if (waited >= LONGEST_WAIT_MS) return undefined;
      const left = Math.ceil((LONGEST_WAIT_MS - waited) / 60_000);
      onWaiting(`Waiting for ${id}, ${left} minute${left === 1 ? "" : "s"} left (Ctrl-C to stop)`);
      await clock.sleep(waited < FIRST_MINUTE_MS ? FIRST_STEP_MS : LATER_STEP_MS, interrupted);
    }
  } finally {
    onWaiting(undefined);
  }
}

async function lookOnce(id: string, { hub, interrupted }: WaitTools): Promise<DatasetInfo | undefined> {
  try {
    return await hub.readDataset(id);
  } catch (error) {
    // The network comes and goes while somebody types into a browser.
    if (!interrupted.aborted && error instanceof Failure && error.exitCode === 6) return undefined;
    throw error;
  }
}
