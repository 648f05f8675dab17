import { commit } from "@huggingface/hub";
import { Failure } from "../cli/failure.ts";
import { answerFailure } from "./answer_failures.ts";
import { type HubClient, listIn, recordIn } from "./client.ts";
import { parseDatasetInfo } from "./datasets.ts";
import { HubAnswerError, hubFailure, isOutcomeUnknown, RequestFailure } from "./failures.ts";
import { backoff } from "./retry.ts";

/** Files for one commit. */
interface NewCommit {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array<ArrayBuffer> }[];
  /** The commit that must still be the newest; otherwise the Hub refuses the new one. */
  readonly revision: string | undefined;
}

/**
 * Commits files with `@huggingface/hub`, which decides how each file is sent. Only this module needs that library, and it is
 * loaded when something is committed.
 *
 * @throws Failure `repository_changed_meanwhile`, `change_rejected`
 */
export async function commitFiles(hub: HubClient, id: string, made: NewCommit): Promise<void> {
  const { clock, signal, retries } = hub;
  for (let attempts = 1;; attempts++) {
    try {
      return await commitOnce(hub, id, made);
    } catch (error) {
      const { status, said = "" } = error instanceof HubAnswerError ? error : {};
      if (status === 412) {
        throw answerFailure("repository_changed_meanwhile", { repository: id }, { cause: error });
      }
      if (status === 400) throw answerFailure("change_rejected", { repository: id, said }, { cause: error });
      if (!isOutcomeUnknown(error) || signal.aborted) throw error;
      const exists = await isCommitted(hub, id, made).catch((unseen) => {
        throw signal.aborted ? unseen : error;
      });
      if (exists) return;
      // The answer was lost and there is no commit: asking again is safe.
      if (attempts > retries) throw error;
      await clock.sleep(backoff(attempts, clock.random()), signal);
    }
  }
}

async function commitOnce(hub: HubClient, id: string, made: NewCommit): Promise<void> {
  const { endpoint, token = "", signal } = hub;
  const last = { method: "POST", url: `${endpoint.url}/api/datasets/${id}/commit/main` };
  // A 200 without a usable answer; only reading shows whether there is a commit.
  const malformed = (fault: string, cause?: unknown) => {
    const { host, pathname } = new URL(last.url);
    const failure = hubFailure("malformed_answer", { host, request: `${last.method} ${pathname}`, fault });
    return new RequestFailure(failure, pathname.includes("/commit/"), { cause });
  };
  const output = await commit({
    repo: { type: "dataset", name: id },
    accessToken: token,
    hubUrl: endpoint.url,
    async fetch(input, init) {
      Object.assign(last, { method: init?.method ?? "GET", url: String(input) });
      return await fetchOf(hub)(input, init);
    },
    title: made.title,
    operations: made.files.map(({ path, content }) => ({
      operation: "addOrUpdate",
      path,
      content: new Blob([content]),
    })),
    ...(made.revision === undefined ? {} : { parentCommit: made.revision }),
    abortSignal: signal,
    // Small files: the plain upload is one request each, Xet takes several and a WebAssembly module.
    useXet: false,
  }).catch((error: unknown) => {
    if (error instanceof Failure || signal.aborted) throw error;
    // The library does not check what it gets, and fails on what is missing.
    throw malformed("a required field is missing", error);
  });
  if (typeof output?.commit.oid !== "string") throw malformed("it names no commit");
}

/** A client in place of `fetch`. */
export function fetchOf({ send }: HubClient): typeof fetch {
  return async (input, init) => {
    const answer = await send(input instanceof Request ? input.url : input, init);
    const { status, bytes, json, url } = answer;
    const headers = new Headers(answer.headers);
    // They describe the body as it was transferred.
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    // The library reads fields of what it parsed, and fails on `null` with an error that says nothing.
    const body = json === null ? "{}" : bytes;
    // With these a response can only be made without a body.
    const response = new Response([204, 205].includes(status) ? null : body, { status, headers });
    // The library reads it; a constructed response has none.
    Object.defineProperty(response, "url", { value: url.href });
    return response;
  };
}

/** Whether a commit whose answer was lost took place: then one with its title follows the one it had to follow. */
async function isCommitted({ json }: HubClient, id: string, made: NewCommit): Promise<boolean> {
  const commits = listIn(await json(`/api/datasets/${id}/commits/main`)).map(recordIn);
  if (made.revision !== undefined) {
    // The newest first; others may have come after it.
    const followed = commits.findIndex(({ id: commit }) => commit === made.revision);
    return commits[followed - 1]?.["title"] === made.title;
  }
  if (commits[0]?.["title"] !== made.title) return false;
  const info = parseDatasetInfo(await json(`/api/datasets/${id}`));
  return made.files.every(({ path }) => info?.files?.includes(path));
}
