/** What the tests that drive the test Hub with the real `@huggingface/hub` share. */
import { assertEquals, assertInstanceOf, fail } from "@std/assert";
import { HubApiError } from "@huggingface/hub";
import { TOKENS } from "../accounts.ts";
import type { TestHub } from "../test_hub.ts";

export const DATASET = { type: "dataset", name: "ada/experiments" } as const;
export const CARD = "---\nlicense: mit\ntags:\n  - trackio\n---\n# Experiments\n";

/** Content for an upload. */
export function blobOf(content: string | number[]): Blob {
  return new Blob([typeof content === "string" ? content : new Uint8Array(content)]);
}

/** Answers whose bodies the library may have left unread, as it does after `repoExists` and others. */
const answers: Response[] = [];

async function rememberingFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  answers.push(response);
  return response;
}

/** What every call of the library is given. */
export function to(hub: TestHub, token: string = TOKENS.write) {
  return { hubUrl: hub.url, accessToken: token, fetch: rememberingFetch } as const;
}

/** The same without a token. */
export function anonymouslyTo(hub: TestHub) {
  return { hubUrl: hub.url, fetch: rememberingFetch } as const;
}

/** The error of the library that a call fails with. */
export async function refusalOf(call: () => Promise<unknown>): Promise<HubApiError> {
  try {
    await call();
  } catch (error) {
    assertInstanceOf(error, HubApiError);
    return error;
  }
  fail("The call was expected to be refused");
}

/** Everything that the library yields. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Nothing was asked that the test Hub does not know; nothing stays open. */
export async function finish(hub: TestHub): Promise<void> {
  for (const answer of answers.splice(0)) if (!answer.bodyUsed) await answer.body?.cancel();
  assertEquals(hub.unexpected, []);
}
