import { hubFailure } from "./failures.ts";

/**
 * Follows the pages of a listing: the next one is asked for when the one before was taken (hub-api 4).
 *
 * @param first the address of the first page
 * @param ask asks for one page, and explains what goes wrong
 * @param of whose listing it is, for the error
 * @returns what each page holds, as it came over the wire
 * @throws Failure `paging_without_end` where the pages lead in a circle
 */
export async function* pagesFrom(
  first: string,
  ask: (url: string) => Promise<Response>,
  of: string,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const seen = new Set<string>();
  for (let url: string | undefined = first; url !== undefined;) {
    if (seen.has(url)) throw hubFailure("paging_without_end", { namespace: of });
    seen.add(url);
    const answer = await ask(url);
    const body: unknown = await answer.json();
    url = nextPage(answer.headers.get("link"), url);
    yield Array.isArray(body) ? body : [];
  }
}

/** The address of the next page, from `Link: <address>; rel="next"`. */
function nextPage(link: string | null, base: string): string | undefined {
  const address = /<([^<>]+)>\s*;[^,<]*\brel="?next\b/i.exec(link ?? "")?.[1];
  return address === undefined ? undefined : URL.parse(address, base)?.href;
}
