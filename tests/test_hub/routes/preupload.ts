/** `POST /api/datasets/{id}/preupload/{rev}`: which files go with the commit and which by way of Git LFS. */
import ignore from "ignore";
import { jsonAnswer, missingPermission, Refusal, refusal, revisionNotFound } from "../answers.ts";
import {
  asBase64,
  asList,
  asObject,
  asString,
  jsonObject,
  signedIn,
  visibleRepository,
  type Visit,
} from "../exchange.ts";
import type { HubFile } from "../git.ts";
import type { RepositoryType } from "../repositories.ts";
import { mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";

const MOST_FILES = 1000;
/** A text of this size and more is stored by Git LFS all the same. */
const LARGEST_TEXT = 10_000_000;

interface FileToCome {
  readonly path: string;
  readonly size: number;
  readonly sample: Uint8Array;
}

/** Reads the list of files; what is wrong with it is a 422 on this route (lib/hub/README.md#files-and-commits). */
function readFilesToCome(value: unknown): FileToCome[] {
  try {
    const files = asList(value, "files");
    if (files.length > MOST_FILES) {
      throw refusal(422, `Too big: expected array to have <=${MOST_FILES} items`);
    }
    return files.map((item, index) => {
      const file = asObject(item, `files[${index}]`);
      if (typeof file.size !== "number") throw refusal(422, "Invalid input: expected number");
      return {
        path: asString(file.path, `files[${index}].path`),
        size: file.size,
        sample: asBase64(file.sample, `files[${index}].sample`),
      };
    });
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal({ ...error.answer, status: 422 });
    throw error;
  }
}

/** Whether bytes look like something else than UTF-8 text; a character cut off at the end of the sample is none. */
function isBinary(sample: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
    return sample.includes(0);
  } catch {
    return true;
  }
}

/** The patterns of `.gitattributes` that give files to Git LFS, as a matcher of paths. */
function lfsMatcher(gitAttributes: string): (path: string) => boolean {
  const patterns = gitAttributes.split("\n").flatMap((line) => {
    const [pattern, ...attributes] = line.trim().split(/\s+/);
    return pattern && attributes.includes("filter=lfs") ? [pattern] : [];
  });
  const matcher = ignore().add(patterns);
  return (path) => matcher.ignores(path);
}

/** The blob's own id, or that of Git LFS, where the file is there already (specification). */
function existingOid(file: HubFile | undefined): { oid?: string } {
  return file ? { oid: file.lfs?.sha256 ?? file.oid } : {};
}

function preupload(visit: Visit, type: RepositoryType) {
  const { request } = visit;
  const repository = visibleRepository(visit, type);
  if (!mayWrite(signedIn(visit), repository)) throw missingPermission();
  const revision = visit.part("revision");
  const commit = repository.resolve(revision);
  if (!commit) throw revisionNotFound(revision);
  const body = jsonObject(request);
  const textIn = (path: string) => new TextDecoder().decode(commit.files.get(path)?.bytes);
  const { gitAttributes } = body;
  const goesToLfs = lfsMatcher(typeof gitAttributes === "string" ? gitAttributes : textIn(".gitattributes"));
  const ignored = ignore().add(textIn(".gitignore"));
  return jsonAnswer({
    files: readFilesToCome(body.files).map(({ path, size, sample }) => ({
      path,
      uploadMode: goesToLfs(path) || size >= LARGEST_TEXT || isBinary(sample) ? "lfs" : "regular",
      shouldIgnore: ignored.ignores(path),
      ...existingOid(commit.files.get(path)),
    })),
    commitOid: commit.oid,
  });
}

export const PREUPLOAD_ROUTES: readonly Route[] = [
  route("POST /api/datasets/:namespace/:name/preupload/:revision", (visit) => preupload(visit, "dataset")),
  // trackio sends a Space its app.
  route("POST /api/spaces/:namespace/:name/preupload/:revision", (visit) => preupload(visit, "space")),
];
