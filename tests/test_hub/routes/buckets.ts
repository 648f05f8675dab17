/** Buckets, and their files: the token for the Xet storage, then one batch of changes (lib/hub/README.md#buckets). */
import {
  creationForbidden,
  invalidLogin,
  invalidRepositoryName,
  jsonAnswer,
  missingPermission,
  refusal,
  repositoryNotFound,
} from "../answers.ts";
import { bucketPagePath, HubBucket } from "../buckets.ts";
import { readBucketCreation } from "../creation.ts";
import { isoTime } from "../description.ts";
import { asObject, asOneOf, asString, jsonObject, signedIn, textOf, type Visit } from "../exchange.ts";
import { isRepositoryName } from "../repositories.ts";
import { mayCreate, maySee, mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";
import { XET_TOKEN } from "../storage.ts";
import { checkResourceGroup, decidePrivate } from "./create.ts";

/** The Bucket that the path names, as far as the caller can see it. */
function visibleBucket(visit: Visit): HubBucket {
  const bucket = visit.hub.buckets.find(`${visit.part("namespace")}/${visit.part("name")}`);
  if (!bucket || !maySee(visit.caller, bucket)) throw visit.caller ? repositoryNotFound() : invalidLogin();
  return bucket;
}

function create(visit: Visit) {
  const { hub, request } = visit;
  const caller = signedIn(visit);
  const creation = readBucketCreation(jsonObject(request));
  const { resourceGroupId } = creation;
  const namespace = visit.part("namespace") === "me" ? caller.name : visit.part("namespace");
  const name = visit.part("name");
  if (!isRepositoryName(name)) throw invalidRepositoryName();
  if (!mayCreate(caller, { namespace, resourceGroupId })) throw creationForbidden("bucket", namespace);
  checkResourceGroup(hub, { resourceGroupId, namespace });
  const isPrivate = decidePrivate(hub, { private: creation.private, namespace });
  const existing = hub.buckets.find(`${namespace}/${name}`);
  if (existing) {
    const url = hub.url + bucketPagePath(existing);
    throw refusal(409, "You already created this bucket", { body: { url, id: existing.objectId } });
  }
  const bucket = new HubBucket({
    objectId: hub.nextObjectId(),
    id: `${namespace}/${name}`,
    createdBy: caller.name,
    createdAt: hub.now(),
    private: isPrivate,
    resourceGroupId,
  });
  hub.buckets.set(bucket.id, bucket);
  return jsonAnswer({ url: hub.url + bucketPagePath(bucket), name: bucket.id, id: bucket.objectId });
}

function read(visit: Visit) {
  const bucket = visibleBucket(visit);
  return jsonAnswer({
    author: bucket.namespace,
    id: bucket.id,
    private: bucket.private,
    createdAt: isoTime(bucket.createdAt),
    updatedAt: isoTime(bucket.createdAt),
    // The test Hub keeps no content of Buckets.
    size: 0,
    totalFiles: bucket.files.size,
    repoType: "bucket",
    cdnRegions: [],
  });
}

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

export const BUCKET_ROUTES: readonly Route[] = [
  route("POST /api/buckets/:namespace/:name", create),
  route("GET /api/buckets/:namespace/:name", read),
  route("GET /api/buckets/:namespace/:name/xet-write-token", writeToken),
  route("POST /api/buckets/:namespace/:name/batch", batch),
];
