/** Repositories and Buckets by `namespace/name`, found in any spelling. */

/** A map that also finds its items without regard to case; the look-up does not grow with their number. */
export class RepositoryMap<Item> extends Map<string, Item> {
  readonly #spellings = new Map<string, string>();

  /** The item of an id in any spelling. */
  find(id: string): Item | undefined {
    const spelling = this.#spellings.get(id.toLowerCase());
    return spelling === undefined ? undefined : this.get(spelling);
  }

  override set(id: string, item: Item): this {
    this.#spellings.set(id.toLowerCase(), id);
    return super.set(id, item);
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
