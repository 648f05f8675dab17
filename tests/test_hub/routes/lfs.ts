/**
 * The batch route of Git LFS, which sends content to the storage (lib/hub/README.md#files-and-commits).
 *
 * hub.js offers the transfers `basic`, `multipart` and `xet` and takes the one answered; the test Hub answers `basic`.
 */
import { type Answer, invalidInput, jsonAnswer, missingPermission } from "../answers.ts";
import {
  asList,
  asObject,
  asOneOf,
  asString,
  jsonObject,
  signedIn,
  visibleRepository,
  type Visit,
} from "../exchange.ts";
import { mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";
import { signedUrl } from "../storage.ts";

const MEDIA_TYPE = "application/vnd.git-lfs+json";
/** How long a signed address is good. */
const EXPIRES_SECONDS = 900;

interface LargeFile {
  readonly oid: string;
  readonly size: number;
}

function readLargeFile(value: unknown, at: string): LargeFile {
  const { oid, size } = asObject(value, at);
  const digest = asString(oid, `${at}.oid`);
  if (!/^[0-9a-f]{64}$/.test(digest)) throw invalidInput("Invalid oid", `${at}.oid`);
  if (typeof size !== "number" || size < 0) throw invalidInput("Invalid size", `${at}.size`);
  return { oid: digest, size };
}

function batch(visit: Visit): Answer {
  const body = jsonObject(visit.request);
  asOneOf(body.operation, "operation", { of: ["upload"] });
  if (!mayWrite(signedIn(visit), visibleRepository(visit))) throw missingPermission();
  const { hub } = visit;
  const objects = asList(body.objects, "objects").map((item, index) =>
    readLargeFile(item, `objects[${index}]`)
  );
  return jsonAnswer({
    transfer: "basic",
    objects: objects.map((file) => ({
      ...file,
      authenticated: true,
      // Nothing is to be done with what is stored already.
      ...(hub.largeFiles.has(file.oid)
        ? {}
        : { actions: { upload: { href: signedUrl(hub, file.oid), "expires_in": EXPIRES_SECONDS } } }),
    })),
  }, { headers: { "Content-Type": MEDIA_TYPE } });
}

export const LFS_ROUTES: readonly Route[] = [
  route("POST /datasets/:namespace/:name.git/info/lfs/objects/batch", batch),
];
