/**
 * The Xet storage, as far as an upload needs it: it takes every block and every list of blocks, and keeps none.
 *
 * Its token is not the Hub's (lib/hub/README.md#buckets).
 */
import { type Answer, jsonAnswer } from "./answers.ts";
import type { HubRequest } from "./exchange.ts";

/** The token for the Xet storage. */
export const XET_TOKEN = "xet-write-token-of-the-test-hub";

/** Answers a request to the Xet storage; undefined for every other. */
export function answerOfXetStorage(request: HubRequest): Answer | undefined {
  if (request.headers.get("Authorization") !== `Bearer ${XET_TOKEN}`) return undefined;
  const { pathname } = request.url;
  if (/^\/v1\/chunks\//.test(pathname)) return jsonAnswer({ error: "Not found" }, { status: 404 });
  if (/^\/v1\/xorbs\//.test(pathname)) return jsonAnswer({ "was_inserted": true });
  if (/^\/(?:v1\/)?shards$/.test(pathname)) return jsonAnswer({ result: 1 });
  return jsonAnswer({ error: "Not found" }, { status: 404 });
}
