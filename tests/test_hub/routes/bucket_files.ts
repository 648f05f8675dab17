/** Files of Buckets: the token for the Xet storage, then one batch of changes (lib/hub/README.md#buckets). */
import { jsonAnswer, missingPermission } from "../answers.ts";
import { asObject, asOneOf, asString, signedIn, textOf, type Visit } from "../exchange.ts";
import { mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";
import { XET_TOKEN } from "../xet_storage.ts";
import { visibleBucket } from "./buckets.ts";

const EXPIRES_SECONDS = 900;

function writableBucket(visit: Visit) {
  const bucket = visibleBucket(visit);
  if (!mayWrite(signedIn(visit), bucket)) throw missingPermission();
  return bucket;
}

function writeToken(visit: Visit) {
  writableBucket(visit);
  const { hub } = visit;
  const exp = Math.floor(hub.now() / 1000) + EXPIRES_SECONDS;
  return jsonAnswer({ casUrl: hub.storageUrl, exp, accessToken: XET_TOKEN }, {
    headers: {
      "X-Xet-Cas-Url": hub.storageUrl,
      "X-Xet-Token-Expiration": String(exp),
      "X-Xet-Access-Token": XET_TOKEN,
    },
  });
}

/** One line for each change; content was uploaded before. */
function batch(visit: Visit) {
  const bucket = writableBucket(visit);
  const lines = textOf(visit.request).split("\n").filter((line) => line.trim() !== "");
  for (const [index, line] of lines.entries()) {
    const at = `line ${index + 1}`;
    const change = asObject(JSON.parse(line), at);
    const path = asString(change.path, `${at}.path`);
    const type = asOneOf(change.type, `${at}.type`, { of: ["addFile", "deleteFile"] });
    if (type === "deleteFile") bucket.files.delete(path);
    else {
      bucket.files.set(path, {
        xetHash: asString(change.xetHash, `${at}.xetHash`),
        uploadedAt: visit.hub.now(),
      });
    }
  }
  return jsonAnswer({ success: true, processed: lines.length, succeeded: lines.length, failed: [] });
}

export const BUCKET_FILE_ROUTES: readonly Route[] = [
  route("GET /api/buckets/:namespace/:name/xet-write-token", writeToken),
  route("POST /api/buckets/:namespace/:name/batch", batch),
];
