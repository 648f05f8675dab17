/** The storage behind the Hub: another origin, whose signed addresses are the only credential it takes. */
import { type Answer, jsonAnswer, textAnswer } from "./answers.ts";
import type { HubRequest } from "./exchange.ts";
import { sha256 } from "./git.ts";
import type { HubState } from "./state.ts";

const SIGNATURE = "X-Test-Signature=valid";

/** Where the content of a large file is put or fetched. */
export function signedUrl(hub: HubState, digest: string): string {
  return `${hub.storageUrl}/objects/${digest}?${SIGNATURE}`;
}

/** An error as such storage words it: XML. */
function storageError(status: number, error: { code: string; message: string }): Answer {
  return textAnswer(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${error.message}</Message></Error>`,
    { status, headers: { "Content-Type": "application/xml" } },
  );
}

/** Answers a request to the storage. */
export function answerOfStorage(hub: HubState, request: HubRequest): Answer {
  const xet = answerOfXetStorage(request);
  if (xet) return xet;
  // A token that reaches this host has left the Hub's origin: storage refuses two credentials at once.
  if (request.headers.has("Authorization")) {
    return storageError(400, {
      code: "InvalidArgument",
      message: "Only one way to sign a request is allowed",
    });
  }
  const digest = /^\/objects\/([0-9a-f]{64})$/.exec(request.url.pathname)?.[1];
  if (digest === undefined) {
    return storageError(404, { code: "NoSuchKey", message: "There is no such object" });
  }
  if (request.url.search !== `?${SIGNATURE}`) {
    return storageError(403, { code: "AccessDenied", message: "The signature is not valid" });
  }
  if (request.method === "PUT") return store(hub, { digest, bytes: request.bytes });
  const content = hub.largeFiles.get(digest);
  if (!content || !["GET", "HEAD"].includes(request.method)) {
    return storageError(404, { code: "NoSuchKey", message: "There is no such object" });
  }
  return partOf(content, request.headers.get("Range"), { ETag: `"${digest.slice(0, 32)}"` });
}

function store(hub: HubState, upload: { digest: string; bytes: Uint8Array }): Answer {
  const { digest, bytes } = upload;
  if (sha256(bytes) !== digest) {
    return storageError(400, {
      code: "XAmzContentSHA256Mismatch",
      message: "The content is not what its name says",
    });
  }
  hub.largeFiles.set(digest, bytes);
  return { status: 200, headers: { ETag: `"${digest.slice(0, 32)}"` }, body: "" };
}

/** A file, or the range of it that was asked for: from a place to another, or so many bytes at the end. */
export function partOf(
  content: Uint8Array,
  range: string | null,
  headers: Record<string, string> = {},
): Answer {
  const all = { "Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", ...headers };
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from + to === "" || content.length === 0) return { status: 200, headers: all, body: content };
  const first = from === "" ? Math.max(0, content.length - Number(to)) : Number(from);
  const last = Math.min(from === "" || to === "" ? Infinity : Number(to), content.length - 1);
  if (first > last) return { status: 416, headers: { ...all, "Content-Range": `bytes */${content.length}` } };
  return {
    status: 206,
    headers: { ...all, "Content-Range": `bytes ${first}-${last}/${content.length}` },
    body: content.subarray(first, last + 1),
  };
}

/** The token for the Xet storage, which is not the Hub's (lib/hub/README.md#buckets). */
export const XET_TOKEN = "xet-write-token-of-the-test-hub";

/** Answers a request to the Xet storage, which takes every block and keeps none; undefined for every other. */
function answerOfXetStorage(request: HubRequest): Answer | undefined {
  if (request.headers.get("Authorization") !== `Bearer ${XET_TOKEN}`) return undefined;
  const { pathname } = request.url;
  if (/^\/v1\/chunks\//.test(pathname)) return jsonAnswer({ error: "Not found" }, { status: 404 });
  if (/^\/v1\/xorbs\//.test(pathname)) return jsonAnswer({ "was_inserted": true });
  if (/^\/(?:v1\/)?shards$/.test(pathname)) return jsonAnswer({ result: 1 });
  return jsonAnswer({ error: "Not found" }, { status: 404 });
}
