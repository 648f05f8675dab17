import { assertEquals } from "@std/assert";
import { connectHub } from "../../lib/hub/client.ts";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { failureOfPromise } from "../support/failures.ts";
import { pagesFrom } from "../../lib/hub/repositories.ts";
import { json, scriptedAccess } from "./scripted_fetch.ts";

/** The items of all pages, and the URLs that were asked for; `links` are the next pages, the last has none. */
async function readPages(endpoint: string, links: readonly string[]) {
  const steps = [...links, undefined].map((link, index) =>
    json([index], link === undefined ? {} : { headers: { link: `<${link}>; rel="next"` } })
  );
  const { access, sent } = scriptedAccess(steps, { endpoint: parseEndpoint(endpoint) });
  const pages = await Array.fromAsync(pagesFrom(connectHub(access), "/api/datasets?author=ada", "ada"));
  return [pages.flat(), sent.map(({ url }) => url)];
}

Deno.test("each page of a listing is read once, also if a URL is relative", async () => {
  assertEquals(await readPages("https://huggingface.co", ["/b", "https://huggingface.co/c"]), [
    [0, 1, 2],
    [
      "https://huggingface.co/api/datasets?author=ada",
      "https://huggingface.co/b",
      "https://huggingface.co/c",
    ],
  ]);
});

Deno.test("the next page of a mirror is asked for at the mirror", async () => {
  const link = "https://huggingface.co/api/datasets?cursor=abc";
  const [, urls] = await readPages("https://mirror.example/hub", [link]);
  assertEquals(urls?.[1], "https://mirror.example/hub/api/datasets?cursor=abc");
});

Deno.test("pages that lead in a circle, and one at another host, are an error", async () => {
  const circle = ["/b", "/c", "/b"];
  const failed = await failureOfPromise(() => readPages("https://huggingface.co", circle));
  assertEquals(failed.code, "paging_without_end");
  const foreign = "https://huggingface.co.evil.example/api";
  const refused = await failureOfPromise(() => readPages("https://mirror.example/hub", [foreign]));
  assertEquals(refused.code, "other_origin_refused");
});
