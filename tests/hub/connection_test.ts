import { assertEquals, assertRejects } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { pagesFrom } from "../../lib/hub/connection.ts";

/** Pages by their URLs, each with the one that it leads to. */
function asking(pages: Readonly<Record<string, readonly [items: readonly number[], next?: string]>>) {
  return (url: RequestInfo | URL): Promise<Response> => {
    const [items = [], next] = pages[String(url)] ?? [];
    const link = next === undefined ? undefined : { link: `<${next}>; rel="next"` };
    return Promise.resolve(Response.json(items, link === undefined ? {} : { headers: link }));
  };
}

Deno.test("pagesFrom() gives each page once, also if a URL is relative", async () => {
  const ask = asking({ "https://hub.test/a": [[1, 2], "/b"], "https://hub.test/b": [[3]] });
  assertEquals(await Array.fromAsync(pagesFrom("https://hub.test/a", ask, "ada")), [[1, 2], [3]]);
});

Deno.test("pagesFrom() fails if the pages lead in a circle", async () => {
  const ask = asking({
    "https://hub.test/a": [[1], "/b"],
    "https://hub.test/b": [[2], "/c"],
    "https://hub.test/c": [[3], "/b"],
  });
  const failed = await assertRejects(
    () => Array.fromAsync(pagesFrom("https://hub.test/a", ask, "ada")),
    Failure,
  );
  assertEquals(failed.code, "paging_without_end");
});
