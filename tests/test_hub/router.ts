/** Which route answers which request. */
import type { Answer } from "./answers.ts";
import type { Visit } from "./exchange.ts";

/** Answers the requests of one method to one form of path. */
export interface Route {
  readonly method: string;
  readonly matches: (pathname: string) => Readonly<Record<string, string>> | undefined;
  readonly answer: (visit: Visit) => Answer;
}

/**
 * Makes a route.
 *
 * @param what method and path, `"GET /api/datasets/:namespace/:name"`: `:part` is one segment, `*part` all the rest
 * @param answer what it answers
 * @returns the route
 */
export function route(what: string, answer: (visit: Visit) => Answer): Route {
  const [method = "", path = ""] = what.split(" ");
  const names: string[] = [];
  const source = path.replace(/[.]/g, "\\$&").replace(
    /([:*])([a-zA-Z]+)/g,
    (_, kind: string, name: string) => {
      names.push(name);
      return kind === ":" ? "([^/]+)" : "(.+)";
    },
  );
  const pattern = new RegExp(`^${source}$`);
  return {
    method,
    answer,
    matches(pathname) {
      const found = pattern.exec(pathname);
      if (!found) return undefined;
      return Object.fromEntries(names.map((name, index) => [name, decodePart(found[index + 1] ?? "")]));
    },
  };
}

/** A part of a path, unescaped; as it is where the escapes make no sense. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Finds the route of a request; `HEAD` is answered by the route of `GET`. */
export function findRoute(
  routes: readonly Route[],
  request: { method: string; pathname: string },
): { route: Route; parts: Readonly<Record<string, string>> } | undefined {
  const method = request.method === "HEAD" ? "GET" : request.method;
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const parts = candidate.matches(request.pathname);
    if (parts) return { route: candidate, parts };
  }
  return undefined;
}
