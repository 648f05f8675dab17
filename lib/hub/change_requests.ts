import { Failure } from "../cli/failure.ts";
import { commandsFailure } from "../commands/failures.ts";
import { hubFailure } from "./failures.ts";
import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import { isOutcomeUnknown, NetworkFailure } from "./network_failure.ts";
import type { Clock } from "../ports/clock.ts";
import { backoff } from "./retry.ts";
import { parseDatasetInfo } from "./dataset_info.ts";
import { withObjects } from "./object_answers.ts";
import type { ChangeClient, NewCommit } from "./hub_client.ts";
import { recordIn } from "./json_record.ts";

/** What the requests below need. */
export interface ChangeTools {
  readonly hubFetch: typeof fetch;
  readonly hubUrl: string;
  readonly accessToken: string;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** How often a commit that surely did not take place is made again. */
  readonly retries: number;
}

/**
 * The requests that change a repository that is there, and those that look closer before.
 *
 * `@huggingface/hub` makes the commits; it knows neither settings nor resource groups nor the check of a card
 * (hub-api 9).
 */
export function changeRequests(tools: ChangeTools): ChangeClient {
  const { hubFetch, hubUrl, accessToken } = tools;
  const headers = { Authorization: `Bearer ${accessToken}` };
  const jsonHeaders = { ...headers, "Content-Type": "application/json" };
  const explain = (error: unknown) =>
    error instanceof HubAnswerError ? failureFromAnswer(error, { now: tools.clock.now() }) : error;

  return {
    async commitFiles(id, made) {
      for (let attempts = 1;; attempts++) {
        try {
          return await commitOnce(tools, { id, made });
        } catch (error) {
          if (error instanceof HubAnswerError && error.status === 412) {
            throw commandsFailure("repository_changed_meanwhile", { repository: id }, { cause: error });
          }
          if (error instanceof HubAnswerError && error.status === 400) {
            const said = error.hubMessage || `status ${error.status}`;
            throw commandsFailure("change_rejected", { repository: id, said }, { cause: error });
          }
          if (!isOutcomeUnknown(error) || tools.interrupted.aborted) throw explain(error);
          const there = await isCommitted(tools, { id, made }).catch((unseen) => {
            throw tools.interrupted.aborted ? unseen : explain(error);
          });
          if (there) return;
          // The answer was lost and nothing is there: asking again is safe.
          if (attempts > tools.retries) throw explain(error);
          await tools.clock.sleep(backoff(attempts, tools.clock.random()), tools.interrupted);
        }
      }
    },

    async readFile(id, { path, revision }) {
      const address = path.split("/").map(encodeURIComponent).join("/");
      const url = `${hubUrl}/datasets/${id}/resolve/${encodeURIComponent(revision)}/${address}`;
      try {
        return await (await hubFetch(url, { headers })).bytes();
      } catch (error) {
        if (error instanceof HubAnswerError && error.status === 404) return undefined;
        throw explain(error);
      }
    },

    async changeSettings(id, settings) {
      try {
        const url = `${hubUrl}/api/datasets/${id}/settings`;
        const answer = await hubFetch(url, {
          method: "PUT",
          headers: jsonHeaders,
          body: JSON.stringify(settings),
        });
        return recordIn(await answer.json().catch(() => undefined));
      } catch (error) {
        throw explain(error);
      }
    },

    async checkCard(text) {
      try {
        const answer = await hubFetch(`${hubUrl}/api/validate-yaml`, {
          method: "POST",
          headers: { ...jsonHeaders, Accept: "application/json" },
          body: JSON.stringify({ content: text, repoType: "dataset" }),
        });
        return judgementIn(await answer.json());
      } catch (error) {
        if (error instanceof HubAnswerError && error.status === 400) {
          const { errors, warnings } = judgementIn(error.body);
          return { errors: errors.length > 0 ? errors : [error.hubMessage || "status 400"], warnings };
        }
        // A mirror without this route cannot judge, and need not stop the work: the commit is judged again.
        if (error instanceof HubAnswerError && [401, 403, 404, 405].includes(error.status)) return undefined;
        throw explain(error);
      }
    },

    async readResourceGroup(id) {
      try {
        const answer = await hubFetch(`${hubUrl}/api/datasets/${id}/resource-group`, { headers });
        const { id: group, name } = recordIn(await answer.json());
        return typeof group === "string"
          ? { id: group, name: typeof name === "string" ? name : group }
          : undefined;
      } catch (error) {
        if (error instanceof HubAnswerError && error.status === 404) return undefined;
        throw explain(error);
      }
    },

    async putInResourceGroup(id, group) {
      try {
        const url = `${hubUrl}/api/datasets/${id}/resource-group`;
        const body = JSON.stringify({ resourceGroupId: group });
        await (await hubFetch(url, { method: "POST", headers: jsonHeaders, body })).body?.cancel();
      } catch (error) {
        throw explain(error);
      }
    },
  };
}

interface CommitCall {
  readonly id: string;
  readonly made: NewCommit;
}

async function commitOnce(tools: ChangeTools, { id, made }: CommitCall): Promise<void> {
  const { commit } = await import("./hub_library.ts");
  const answering = withObjects(tools.hubFetch);
  const last = { method: "POST", url: `${tools.hubUrl}/api/datasets/${id}/commit/main` };
  const output = await commit({
    repo: { type: "dataset", name: id },
    accessToken: tools.accessToken,
    hubUrl: tools.hubUrl,
    fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      if (URL.canParse(url)) Object.assign(last, { method: init?.method ?? "GET", url });
      return answering(input, init);
    },
    title: made.title,
    operations: made.files.map(({ path, content }) => ({
      operation: "addOrUpdate",
      path,
      content: new Blob([content]),
    })),
    ...(made.revision === undefined ? {} : { parentCommit: made.revision }),
    abortSignal: tools.interrupted,
    // Small files: the plain upload is one request each, where Xet takes several and a module of WebAssembly.
    useXet: false,
  }).catch((error: unknown) => {
    if (error instanceof Failure || error instanceof HubAnswerError || tools.interrupted.aborted) throw error;
    // The library takes what it was answered unchecked, and stumbles over what is missing.
    throw malformedAnswer(last, "something is missing in it", error);
  });
  if (typeof output?.commit.oid !== "string") throw malformedAnswer(last, "it names no commit");
}

/** What a commit ends with where an answer with status 200 was none; only a look can tell whether there is a commit. */
function malformedAnswer(
  { method, url }: { readonly method: string; readonly url: string },
  fault: string,
  cause?: unknown,
): NetworkFailure {
  const { host, pathname } = new URL(url);
  const said = hubFailure("malformed_answer", { host, request: `${method} ${pathname}`, fault });
  return new NetworkFailure(said, { method, url, outcomeUnknown: pathname.includes("/commit/"), cause });
}

/** Looks whether a commit whose answer was lost took place: then one with its title follows the one it had to follow. */
async function isCommitted(tools: ChangeTools, { id, made }: CommitCall): Promise<boolean> {
  const headers = { Authorization: `Bearer ${tools.accessToken}` };
  const base = `${tools.hubUrl}/api/datasets/${id}`;
  const history: unknown = await (await tools.hubFetch(`${base}/commits/main`, { headers })).json();
  const commits = Array.isArray(history) ? history.map(recordIn) : [];
  if (made.revision !== undefined) {
    // The newest first; others may have come after it.
    const followed = commits.findIndex(({ id: commit }) => commit === made.revision);
    return commits[followed - 1]?.["title"] === made.title;
  }
  if (commits[0]?.["title"] !== made.title) return false;
  const info = parseDatasetInfo(await (await tools.hubFetch(base, { headers })).json());
  return made.files.every(({ path }) => info?.files?.includes(path));
}

function judgementIn(body: unknown): { errors: readonly string[]; warnings: readonly string[] } {
  const { errors, warnings } = recordIn(body);
  return { errors: messagesIn(errors), warnings: messagesIn(warnings) };
}

function messagesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const message = typeof item === "string" ? item : recordIn(item)["message"];
    return typeof message === "string" ? [message] : [];
  });
}
