/**
 * Does the same with every item, several at a time, and starts the items in their order.
 *
 * When one fails, no further one is started, those under way are waited for, and the first failure is thrown.
 *
 * @returns the results in the order of the items
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  { concurrency }: { readonly concurrency: number },
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  const entries = items.entries();
  let failed: { readonly error: unknown } | undefined;
  async function lane(): Promise<void> {
    // All lanes draw from the one iterator, so each item is drawn once.
    for (const [index, item] of entries) {
      if (failed !== undefined) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failed ??= { error };
        return;
      }
    }
  }
  const lanes = Math.max(1, Math.min(concurrency, items.length));
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failed !== undefined) throw failed.error;
  return results;
}
