/** A plain request to a test Hub, for tests. */
import { TOKENS } from "./accounts.ts";
import type { TestHub } from "./test_hub.ts";

/** What to send besides method and path. */
export interface Question {
  /** `ada`'s write token by default; null for an anonymous request. */
  readonly token?: string | null;
  /** Sent as JSON, or as it is when it is text. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly redirect?: RequestRedirect;
}

/** An answer, read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

/**
 * Asks a test Hub.
 *
 * @param hub which
 * @param what method and path, `"GET /api/whoami-v2"`; or a method and a whole URL
 * @param question token, body, headers
 * @returns the answer
 */
export async function ask(hub: TestHub, what: string, question: Question = {}): Promise<Reply> {
  const [method = "GET", path = "/"] = what.split(" ");
  const { token = TOKENS.write, body } = question;
  const response = await fetch(new URL(path, hub.url), {
    method,
    redirect: question.redirect ?? "manual",
    headers: {
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined || typeof body === "string" ? {} : { "Content-Type": "application/json" }),
      ...question.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsedOrUndefined(text) };
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body that hub.js sends to create a dataset, with what a test wants to be different. */
export function creationBody(
  name: string,
  details: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { name, organization: "ada", type: "dataset", ...details };
}
