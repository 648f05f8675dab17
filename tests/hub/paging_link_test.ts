import { assertEquals } from "@std/assert";
import { parseEndpoint } from "../../lib/hub/endpoint.ts";
import { leadLinkToEndpoint } from "../../lib/hub/paging_link.ts";

Deno.test("the next page of a mirror is asked for at the mirror", () => {
  const link = '<https://huggingface.co/api/datasets?cursor=abc>; rel="next"';
  const mirror = parseEndpoint("https://mirror.example/hub/");
  assertEquals(
    leadLinkToEndpoint(link, mirror),
    '<https://mirror.example/hub/api/datasets?cursor=abc>; rel="next"',
  );
  assertEquals(leadLinkToEndpoint(link, parseEndpoint("https://huggingface.co")), link);
  const foreign = '<https://huggingface.co.evil.example/api>; rel="next"';
  assertEquals(leadLinkToEndpoint(foreign, mirror), foreign);
});
