/**
 * The batch route of Git LFS, which sends content to the storage (lib/hub/README.md#files-and-commits).
 *
 * hub.js offers the transfers `basic`, `multipart` and `xet` and takes the one answered; the test Hub answers `basic`.
 */
import {
  type Answer,
  gatedRepository,
  invalidInput,
  jsonAnswer,
  missingPermission,
  refusal,
} from "../answers.ts";
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
import { mayReadFiles, mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";
import { signedUrl } from "../storage.ts";

const MEDIA_TYPE = "application/vnd.git-lfs+json";
/** How long a signed address is good. */
const EXPIRES_SECONDS = 900;

type Operation = "upload" | "download";

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

/** What is to be done with one object: nothing when it is stored already. */
function actionsFor(visit: Visit, asked: { operation: Operation; file: LargeFile }): Record<string, unknown> {
  const { operation, file } = asked;
  const { hub } = visit;
  const stored = hub.largeFiles.get(file.oid);
  const action = { href: signedUrl(hub, file.oid), "expires_in": EXPIRES_SECONDS };
  if (operation === "download") {
    return stored
      ? { actions: { download: action } }
      : { error: { code: 404, message: "Object does not exist" } };
  }
  if (stored) return {};
  const verify = `${hub.url}/datasets/${visit.part("namespace")}/${
    visit.part("name")
  }.git/info/lfs/objects/verify`;
  return { actions: { upload: action, verify: { href: verify } } };
}

/** The caller must be allowed to write, or to read, the files of the repository that the path names. */
function checkRights(visit: Visit, operation: Operation): void {
  const repository = visibleRepository(visit);
  if (operation === "upload") {
    if (!mayWrite(signedIn(visit), repository)) throw missingPermission();
  } else if (!mayReadFiles(visit.caller, repository)) {
    throw gatedRepository(repository.id, visit.caller !== undefined);
  }
}

function batch(visit: Visit): Answer {
  const body = jsonObject(visit.request);
  const operation = asOneOf(body.operation, "operation", { of: ["upload", "download"] });
  checkRights(visit, operation);
  const objects = asList(body.objects, "objects").map((item, index) =>
    readLargeFile(item, `objects[${index}]`)
  );
  return jsonAnswer({
    transfer: "basic",
    objects: objects.map((file) => ({
      ...file,
      authenticated: true,
      ...actionsFor(visit, { operation, file }),
    })),
  }, { headers: { "Content-Type": MEDIA_TYPE } });
}

/** Whether an upload arrived whole. */
function verify(visit: Visit): Answer {
  checkRights(visit, "upload");
  const { oid, size } = readLargeFile(jsonObject(visit.request), "body");
  if (visit.hub.largeFiles.get(oid)?.length !== size) throw refusal(404, "Object does not exist");
  return jsonAnswer({}, { headers: { "Content-Type": MEDIA_TYPE } });
}

export const LFS_ROUTES: readonly Route[] = [
  route("POST /datasets/:namespace/:name.git/info/lfs/objects/batch", batch),
  route("POST /datasets/:namespace/:name.git/info/lfs/objects/verify", verify),
];
