import type { Failure } from "../../cli/failure.ts";

/** So many failures of the network one after another mean that the others will not fare better. */
const FAILURES_IN_A_ROW = 16;

/** What the repositories of a run learn from each other about the network. */
export class Hopelessness {
  #inARow = 0;
  #failure: Failure | undefined;

  /** The failure that all the others would have too; `undefined` while there is hope. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** One more has ended: well, or with a failure. */
  learn(failure: Failure | undefined): void {
    this.#inARow = failure?.exitCode === 6 ? this.#inARow + 1 : 0;
    if (this.#inARow >= FAILURES_IN_A_ROW) this.#failure = failure;
  }
}
