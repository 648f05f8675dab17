import { assertEquals } from "@std/assert";
import { fromFileUrl } from "../support/paths.ts";

const LIB = new URL("../../lib/", import.meta.url);

/** Each room imports only from itself and from those before it. */
const ROOMS = ["ports", "hub", "account", "env_file", "shell", "dataset", "terminal", "cli", "commands"];

/** What every room throws. */
const FAILURE = "cli/failure.ts";

interface SourceFile {
  readonly text: string;
  /** The files of `lib/` that it imports, types included, by their paths there. */
  readonly imports: readonly string[];
  /** Those that are loaded with it: neither types nor what it imports when it needs it. */
  readonly loads: readonly string[];
}

async function readSources(folder: URL = LIB): Promise<Map<string, SourceFile>> {
  const sources = new Map<string, SourceFile>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) {
      for (const [path, source] of await readSources(url)) sources.set(path, source);
    } else if (name.endsWith(".ts")) {
      const text = await Deno.readTextFile(url);
      const pathOf = (specifier = "") => new URL(specifier, url).href.slice(LIB.href.length);
      const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+\.ts)"/g)]
        .map(([, specifier]) => pathOf(specifier));
      const loads = [...text.matchAll(/^(?:import|export) (?!type )([^;"]*) from "(\.[^"]+\.ts)"/gm)]
        .filter(([, names = ""]) => !/^\{(?:\s*type \w+,?)+\s*\}$/.test(names))
        .map(([, , specifier]) => pathOf(specifier));
      sources.set(pathOf(url.href), { text, imports, loads });
    }
  }
  return sources;
}

function roomOf(path: string): number {
  return ROOMS.indexOf(path.split("/")[0] ?? "");
}

const SOURCES = await readSources();

Deno.test("every file of lib/ is in a room", () => {
  assertEquals([...SOURCES.keys()].filter((path) => roomOf(path) < 0), [], fromFileUrl(LIB));
});

Deno.test("no room imports from one after it", () => {
  const against = [...SOURCES].flatMap(([path, { imports }]) =>
    imports.filter((target) => target !== FAILURE && roomOf(target) > roomOf(path))
      .map((target) => `${path} imports ${target}`)
  );
  assertEquals(against, []);
});

Deno.test("no file imports itself through others", () => {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) {
      return void cycles.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
    }
    if (done.has(path)) return;
    for (const target of SOURCES.get(path)?.imports ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of SOURCES.keys()) visit(path, []);
  assertEquals(cycles, []);
});

Deno.test("setup can be read, and starts, with 60 files and 6,500 lines", () => {
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const target of SOURCES.get(path)?.loads ?? []) load(target);
  };
  load("commands/setup.ts");
  const lines = [...loaded].map((path) => SOURCES.get(path)?.text ?? "").join("").split("\n").length;
  assertEquals([loaded.size <= 60, lines <= 6_500], [true, true], `${loaded.size} files, ${lines} lines`);
});

Deno.test("only the ports touch Deno and the console", () => {
  const outside = [...SOURCES].flatMap(([path, { text }]) =>
    path.startsWith("ports/")
      ? []
      : text.split("\n").flatMap((line, index) =>
        /^\s*(?:\/\/|\*|\/\*)/.test(line) || !/\b(?:Deno|console)\.[a-z]/.test(line)
          ? []
          : [`${path}:${index + 1}`]
      )
  );
  assertEquals(outside, []);
});

Deno.test("no file of lib/ is longer than 300 lines", () => {
  const long = [...SOURCES].filter(([, { text }]) => text.split("\n").length > 301).map(([path]) => path);
  assertEquals(long, []);
});
