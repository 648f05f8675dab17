/** Pages of a listing, joined by `Link` headers that hold a cursor. */
import { invalidInput } from "./answers.ts";
import type { HubRequest } from "./exchange.ts";

/** One page, and the header that leads to the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Cuts the page out of a listing that a request asks for.
 *
 * The cursor names the last item of the page before, so that items that come or go in between neither repeat nor hide
 * others.
 *
 * @param items all items, in their order
 * @param options the request, how many items a page has, what names an item for the cursor, and the Hub's own URL
 * @returns the page; its `Link` is absolute, and white space stands before `rel`: hub.js needs both
 */
export function pageOf<Item>(
  items: readonly Item[],
  options: { request: HubRequest; size: number; keyOf: (item: Item) => string; hubUrl: string },
): Page<Item> {
  const { request, size, keyOf, hubUrl } = options;
  const cursor = request.url.searchParams.get("cursor");
  let start = 0;
  if (cursor !== null) {
    const { key, position } = readCursor(cursor);
    const found = items.findIndex((item) => keyOf(item) === key);
    start = found < 0 ? position : found + 1;
  }
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  if (last === undefined || start + size >= items.length) return { items: page, headers: {} };
  const next = new URL(request.path, hubUrl);
  next.searchParams.set("cursor", writeCursor(keyOf(last), start + size));
  return { items: page, headers: { Link: `<${next.href}>; rel="next"` } };
}

function writeCursor(key: string, position: number): string {
  return btoa(JSON.stringify([key, position]));
}

function readCursor(cursor: string): { key: string; position: number } {
  try {
    const [key, position]: unknown[] = JSON.parse(atob(cursor));
    if (typeof key === "string" && typeof position === "number") return { key, position };
  } catch {
    // Refused below, together with what is JSON but no cursor.
  }
  throw invalidInput("Invalid cursor", "cursor");
}
