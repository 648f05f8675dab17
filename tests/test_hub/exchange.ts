/** One request as the routes see it, and the parsing of what it carries. */
import { invalidInput, invalidLogin, missingPermission, Refusal, repositoryNotFound } from "./answers.ts";
import type { Caller } from "./caller.ts";
import { type HubRepository, movedKey, type RepositoryType } from "./repositories.ts";
import { maySee, mayWrite } from "./rights.ts";
import type { HubState } from "./state.ts";

/** A request, read whole. */
export interface HubRequest {
  readonly method: string;
  /** The path with the query, as it was sent. */
  readonly path: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** What a route is given. */
export interface Visit {
  readonly hub: HubState;
  readonly request: HubRequest;
  /** Undefined for an anonymous request. */
  readonly caller: Caller | undefined;
  /** The value of a named part of the route's path. */
  readonly part: (name: string) => string;
}

/** The caller, who must have sent a token. */
export function signedIn(visit: Visit): Caller {
  if (!visit.caller) throw invalidLogin();
  return visit.caller;
}

/**
 * The repository that the path names, as far as the caller may see it.
 *
 * @throws {Refusal} without a token 401, with one 404, whether the repository is missing or hidden
 */
export function visibleRepository(visit: Visit, type: RepositoryType = "dataset"): HubRepository {
  const id = `${visit.part("namespace")}/${visit.part("name")}`;
  const repository = visit.hub.findRepository(type, id);
  if (!repository) followMove(visit, { type, id });
  if (!repository || !maySee(visit.caller, repository)) {
    throw visit.caller ? repositoryNotFound() : invalidLogin();
  }
  return repository;
}

/** The repository that the path names, which the caller must be allowed to change (lib/hub/README.md#settings). */
export function writableRepository(visit: Visit, type: RepositoryType = "dataset"): HubRepository {
  const repository = visibleRepository(visit, type);
  if (!mayWrite(signedIn(visit), repository)) throw missingPermission();
  return repository;
}

/** Old addresses of a repository that moved redirect (lib/hub/README.md#deleting-and-moving). */
function followMove(visit: Visit, old: { type: RepositoryType; id: string }): void {
  const id = visit.hub.moved.get(movedKey(old));
  if (id === undefined) return;
  const Location = visit.request.path.replace(
    new RegExp(`/${old.id.replaceAll(".", "\\.")}(?=[/?.]|$)`),
    `/${id}`,
  );
  throw new Refusal({
    status: 307,
    headers: { Location, "Content-Type": "text/plain; charset=utf-8" },
    body: "",
  });
}

/** The body as text. */
export function textOf(request: HubRequest): string {
  return new TextDecoder().decode(request.bytes);
}

/** The body as JSON, which must be an object. */
export function jsonObject(request: HubRequest): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(textOf(request));
  } catch {
    throw invalidInput("Invalid JSON", "body");
  }
  return asObject(value, "body");
}

/** A JSON object, or the refusal that names where it should have been. */
export function asObject(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw expected("object", { value, at });
  }
  return Object.fromEntries(Object.entries(value));
}

/** A JSON list, or the refusal that names where it should have been. */
export function asList(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw expected("array", { value, at });
  return value;
}

/** A string, or the refusal that names where it should have been. */
export function asString(value: unknown, at: string): string {
  if (typeof value !== "string") throw expected("string", { value, at });
  return value;
}

/** The bytes of a Base64 text, or the refusal that names where it should have been. */
export function asBase64(value: unknown, at: string): Uint8Array {
  try {
    return Uint8Array.from(atob(asString(value, at)), (character) => character.charCodeAt(0));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw invalidInput("Invalid base64-encoded string", at);
  }
}

/** A boolean, or the refusal that names where it should have been. */
export function asBoolean(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw expected("boolean", { value, at });
  return value;
}

/** One of the values allowed, or the refusal that lists them. */
export function asOneOf<const Value extends string>(
  value: unknown,
  at: string,
  options: { of: readonly Value[] },
): Value {
  const found = options.of.find((candidate) => candidate === value);
  if (found === undefined) {
    throw invalidInput(
      `Invalid option: expected one of ${options.of.map((one) => `"${one}"`).join("|")}`,
      at,
    );
  }
  return found;
}

/** A whole number within bounds, from a query; undefined where the query has none. */
export function queryNumber(
  request: HubRequest,
  name: string,
  bounds: { least: number; most?: number },
): number | undefined {
  const text = request.url.searchParams.get(name);
  if (text === null) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number)) throw expected("number", { value: text, at: name });
  if (number < bounds.least) throw invalidInput(`Too small: expected number to be >=${bounds.least}`, name);
  if (bounds.most !== undefined && number > bounds.most) {
    throw invalidInput(`Too big: expected number to be <=${bounds.most}`, name);
  }
  return number;
}

/** The values of a query that may be repeated, `name` or `name[]` (hub.js sends both forms). */
export function queryList(request: HubRequest, name: string): string[] {
  const { searchParams } = request.url;
  return [...searchParams.getAll(name), ...searchParams.getAll(`${name}[]`)];
}

function expected(type: string, received: { value: unknown; at: string }): Refusal {
  const { value, at } = received;
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  return invalidInput(`Invalid input: expected ${type}, received ${kind}`, at);
}
