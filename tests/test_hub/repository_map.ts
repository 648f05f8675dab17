/** Repositories by `namespace/name`, found in any spelling. */
import type { HubRepository } from "./repositories.ts";

/** A map of repositories that also finds them without regard to case; the look-up does not grow with their number. */
export class RepositoryMap extends Map<string, HubRepository> {
  readonly #spellings = new Map<string, string>();

  /** The repository of an id in any spelling. */
  find(id: string): HubRepository | undefined {
    const spelling = this.#spellings.get(id.toLowerCase());
    return spelling === undefined ? undefined : this.get(spelling);
  }

  override set(id: string, repository: HubRepository): this {
    this.#spellings.set(id.toLowerCase(), id);
    return super.set(id, repository);
  }

  override delete(id: string): boolean {
    this.#spellings.delete(id.toLowerCase());
    return super.delete(id);
  }

  override clear(): void {
    this.#spellings.clear();
    super.clear();
  }
}
