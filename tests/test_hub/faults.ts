/** What may go wrong on the way: a test says for which requests, and the server obeys. */
import type { Answer } from "./answers.ts";
import type { HubRequest } from "./exchange.ts";

/** Something that happens instead of a good answer, or to it. */
export type Fault =
  /** Any answer; nothing is done. */
  | {
    readonly kind: "answer";
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  }
  /** The connection is reset before an answer (RST); nothing is done. */
  | { readonly kind: "reset" }
  /** The connection is closed before an answer (FIN); nothing is done. */
  | { readonly kind: "hang-up" }
  /** The request is carried out, then the connection is closed without an answer. */
  | { readonly kind: "lost-answer" }
  /** Never an answer, until somebody closes; nothing is done. */
  | { readonly kind: "silence" }
  /** The answer announces its whole length and ends half-way; the request is carried out. */
  | { readonly kind: "cut-body" }
  /** The answer has its status and no body; the request is carried out. */
  | { readonly kind: "empty-body" }
  /** The answer calls itself JSON and is none; the request is carried out. */
  | { readonly kind: "invalid-json" }
  /** The page of a hotel's network, with status 200; nothing is done. */
  | { readonly kind: "captive-portal" }
  /** To another place, often another origin; nothing is done. */
  | { readonly kind: "redirect"; readonly to: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** A body without end; nothing is done. */
  | { readonly kind: "endless-body" }
  /** The request is carried out, and answered when this is settled. */
  | Hold;

interface Hold {
  readonly kind: "hold";
  readonly until: Promise<unknown>;
}

/** For which requests a fault happens. */
export interface FaultRule {
  /** Method and path, `"POST /api/repos/create"`; `*` stands for any run of characters. The query only counts if named. */
  readonly on: string;
  /** Whose requests: the Hub's, or those of its storage. The Hub's by default. */
  readonly at?: "hub" | "storage";
  /** The first of the matching requests that it happens to, counted from 1. The first by default. */
  readonly nth?: number;
  /** How many times it happens. Without end by default. Mind that fetch repeats by itself (`fetch_repeats_test.ts`). */
  readonly times?: number;
  /** Happens only with this probability, decided by numbers in [0, 1) from the test. */
  readonly chance?: { readonly probability: number; readonly random: () => number };
  readonly fault: Fault;
}

/** A rule at work. */
export interface ActiveFault {
  /** How many requests matched. */
  readonly matched: number;
  /** How many times it happened. */
  readonly happened: number;
  /** Ends it. */
  remove(): void;
}

/** The rules of one Hub, in the order in which they were made. */
export class Faults {
  readonly #rules = new Set<{ rule: FaultRule; matched: number; happened: number }>();

  /** Adds a rule. */
  add(rule: FaultRule): ActiveFault {
    const entry = { rule, matched: 0, happened: 0 };
    this.#rules.add(entry);
    return {
      get matched() {
        return entry.matched;
      },
      get happened() {
        return entry.happened;
      },
      remove: () => {
        this.#rules.delete(entry);
      },
    };
  }

  /** What happens to a request: any number of holds, and at most one of the others, that of the oldest rule. */
  pick(request: HubRequest, at: "hub" | "storage"): { holds: readonly Hold[]; fault: Fault | undefined } {
    const holds: Hold[] = [];
    let fault: Fault | undefined;
    for (const entry of this.#rules) {
      const { rule } = entry;
      if ((rule.at ?? "hub") !== at || !matchesPattern(rule.on, request)) continue;
      entry.matched++;
      if (rule.fault.kind !== "hold" && fault !== undefined) continue;
      if (entry.matched < (rule.nth ?? 1) || entry.happened >= (rule.times ?? Infinity)) continue;
      if (rule.chance && rule.chance.random() >= rule.chance.probability) continue;
      entry.happened++;
      if (rule.fault.kind === "hold") holds.push(rule.fault);
      else fault = rule.fault;
    }
    return { holds, fault };
  }
}

/** Whether a request is one of those that a pattern like `"POST /api/repos/*"` is for. */
export function matchesPattern(
  on: string,
  request: { readonly method: string; readonly path: string },
): boolean {
  const literal = on.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const path = on.includes("?") ? request.path : request.path.replace(/\?.*$/, "");
  return new RegExp(`^${literal.join(".*")}$`).test(`${request.method} ${path}`);
}

/** The answer that stands in for the Hub's own without anything being done, or undefined. */
export function answerOfFault(fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case "answer":
      return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? "" };
    case "captive-portal":
      return {
        status: 200,
        headers: { "Content-Type": "text/html; charset=utf-8" },
        body:
          "<!DOCTYPE html><html><head><title>Guest network</title></head><body><h1>Sign in to go on</h1></body></html>",
      };
    case "redirect":
      return {
        status: fault.status ?? 302,
        headers: { Location: fault.to, "Content-Type": "text/plain" },
        body: "",
      };
    default:
      return undefined;
  }
}

/** What a fault makes of a good answer. */
export function spoiltAnswer(fault: Fault, answer: Answer): Answer {
  switch (fault.kind) {
    case "empty-body":
      return { ...answer, body: "" };
    case "invalid-json":
      return {
        ...answer,
        headers: { ...answer.headers, "Content-Type": "application/json" },
        body: '{"name": "a',
      };
    default:
      return answer;
  }
}

/** A ready-made fault: an answer in JSON, with the headers of an error. */
export function jsonFault(status: number, error: string, headers: Record<string, string> = {}): Fault {
  return {
    kind: "answer",
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify({ error }),
  };
}

/** A ready-made fault: the window of requests is used up, and ends in so many seconds. */
export function windowFault(seconds: number): Fault {
  return jsonFault(429, "Too many requests", {
    RateLimit: `"api";r=0;t=${seconds}`,
    "RateLimit-Policy": '"fixed window";"api";q=1000;w=300',
  });
}
