/** The test Hub: answers like the Hugging Face Hub, keeps everything in memory, fails when told to. */
import { Accounts, type HubToken } from "./accounts.ts";
import type { HubBucket } from "./buckets.ts";
import { type ActiveFault, type FaultRule, Faults } from "./faults.ts";
import { HubAnswers } from "./hub_answers.ts";
import { Origin, type RecordedRequest } from "./origin.ts";
import { type RateLimit, RateLimiter } from "./rate_limit.ts";
import type { HubRepository } from "./repositories.ts";
import { ROUTES } from "./routes/all.ts";
import { HubState, type RepositoryToAdd } from "./state.ts";
import { answerOfStorage } from "./storage.ts";

export type { ActiveFault, Fault, FaultRule } from "./faults.ts";
export { jsonFault, windowFault } from "./faults.ts";
export type { RecordedRequest } from "./origin.ts";
export type { HubBucket } from "./buckets.ts";
export type { HubRepository } from "./repositories.ts";

/** What a test may ask of a Hub. */
export interface TestHubOptions {
  /** The Hub's clock, in milliseconds. The machine's by default. */
  readonly now?: () => number;
  /** How long each answer takes, for benchmarks. */
  readonly latencyMs?: number;
  /** The window of requests. By default one that nobody uses up. */
  readonly rateLimit?: RateLimit;
  /** How many repositories an account may create in a day. By default more than anybody creates. */
  readonly creationsPerDay?: number;
  /** The most items in a page of a listing. 500 by default, what hub.js asks for. */
  readonly maxPageSize?: number;
  /** The port. Any free one by default. */
  readonly port?: number;
}

/** A Hub that runs. */
export interface TestHub extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** The origin that large files are uploaded to and downloaded from. */
  readonly storageUrl: string;
  /** Every request that arrived, in order. */
  readonly requests: readonly RecordedRequest[];
  /** The same for the storage. */
  readonly storageRequests: readonly RecordedRequest[];
  /** Requests that no route is for: a test of the program should find none. */
  readonly unexpected: readonly string[];
  /** The most requests that were under way at once. */
  readonly maxConcurrent: number;
  /** How many connections were opened. */
  readonly connections: number;
  /** The datasets by `namespace/name`. */
  readonly repositories: Map<string, HubRepository>;
  /** The Spaces by `namespace/name`. */
  readonly spaces: Map<string, HubRepository>;
  /** The Buckets by `namespace/name`. */
  readonly buckets: Map<string, HubBucket>;
  /** Users, organizations and tokens; all may be added to. */
  readonly accounts: Accounts;
  /** Everything else that the routes read. */
  readonly state: HubState;
  /** Puts a repository there: a dataset, unless `type` says otherwise. */
  addRepository(repository: RepositoryToAdd): HubRepository;
  /** Makes a token known whose whoami answers this body, of any shape. */
  addToken(token: string, whoamiBody: unknown, options?: Pick<HubToken, "mayWrite" | "refused">): void;
  /** Lets something go wrong. */
  fault(rule: FaultRule): ActiveFault;
  /** Resolves when so many requests (1 by default) of a pattern like `"POST /api/repos/*"` have arrived. */
  arrived(on: string, count?: number): Promise<void>;
  /** Forgets the requests recorded and counted so far; repositories and faults stay. */
  forget(): void;
  /** Ends everything, also answers that are waited for; throws when the test Hub itself had a defect. */
  close(): Promise<void>;
}

/**
 * Starts a Hub on loopback.
 *
 * ```ts
 * await using hub = await startTestHub();
 * hub.addRepository({ id: "ada/runs", private: true, files: { "README.md": "# Runs" } });
 * hub.fault({ on: "POST /api/repos/create", times: 1, fault: { kind: "lost-answer" } });
 * // … run the program with hub.url and TOKENS.write of accounts.ts …
 * assertEquals(hub.requests.map(({ method, path, status }) => `${method} ${path} ${status}`), [ … ]);
 * assertEquals(hub.unexpected, []);
 * ```
 *
 * @param options what differs from the defaults
 * @returns the Hub, listening; to be closed (`await using` does it)
 */
export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const { now = Date.now, latencyMs = 0, creationsPerDay = 1_000_000, maxPageSize = 500, port = 0 } = options;
  const state = new HubState({ now, rules: { creationsPerDay, maxPageSize } });
  const faults = new Faults();
  const answers = new HubAnswers(state, {
    routes: ROUTES,
    limiter: new RateLimiter({ limit: options.rateLimit, now }),
  });
  const hub = new Origin({
    at: "hub",
    faults,
    latencyMs,
    port,
    now,
    answer: (request) => answers.answer(request),
  });
  const storage = new Origin({
    at: "storage",
    faults,
    latencyMs,
    port: 0,
    now,
    answer: (request) => answerOfStorage(state, request),
  });
  await Promise.all([hub.listen(), storage.listen()]);
  state.url = hub.url;
  state.storageUrl = storage.url;

  async function close(): Promise<void> {
    await Promise.all([hub.close(), storage.close()]);
    const defects = [...hub.defects, ...storage.defects];
    if (defects.length > 0) throw new AggregateError(defects, "The test Hub itself failed");
  }

  return {
    url: hub.url,
    storageUrl: storage.url,
    requests: hub.requests,
    storageRequests: storage.requests,
    unexpected: answers.unexpected,
    get maxConcurrent() {
      return hub.maxConcurrent;
    },
    get connections() {
      return hub.connections;
    },
    repositories: state.datasets,
    spaces: state.spaces,
    buckets: state.buckets,
    accounts: state.accounts,
    state,
    addRepository: (repository) => state.addRepository(repository),
    addToken(token, body, rights = {}) {
      state.accounts.tokens.set(token, {
        token,
        description: "added by a test",
        whoami: { body },
        ...rights,
      });
    },
    fault: (rule) => faults.add(rule),
    arrived: (on, count = 1) => hub.arrived(on, count),
    forget() {
      hub.forget();
      storage.forget();
      answers.unexpected.length = 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
