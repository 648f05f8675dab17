/**
 * Puts what the program starts with into one module.
 *
 * The bundler makes a chunk of the code that the same dynamic imports reach, and a setup would start with more than thirty of
 * them. To find, read and link each takes time: one module saves 3 of 48 ms of a setup's processor time.
 */
import { BuildError, bundle } from "./run_deno.ts";

// As the bundler writes them when it minifies.
const STATIC_IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)"/g;
const DYNAMIC_IMPORT = /import\("\.\/([^"]+)"\)/g;
const EXPORTS = /export\{([^}]*)\};?\s*$/;

/** Stands before the names of modules that the bundler must leave outside. */
const OUTSIDE = "outside:";

/**
 * Merges what `main.js` loads, with all that it imports, into one module. What `main.js` itself imports stays as it is: the
 * version is written with nothing else.
 *
 * @param folder what the bundler wrote; it is changed
 * @throws BuildError if that begins otherwise than expected
 */
export async function mergeChunks(folder: string): Promise<void> {
  const texts = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    texts.set(name, await Deno.readTextFile(`${folder}/${name}`));
  }
  const [[, loaded] = []] = texts.get("main.js")?.matchAll(DYNAMIC_IMPORT) ?? [];
  if (loaded === undefined) throw new BuildError("The bundle begins otherwise than expected");
  const merged = withImports(texts, loaded).difference(withImports(texts, "main.js"));
  // The module that is loaded first gets it all, and keeps the names of its own exports.
  const nameOf = (module: string, name: string) => module === loaded ? name : `"${module}:${name}"`;
  const exportsOf = (text: string) => namesIn(EXPORTS.exec(text)?.[1]).map(([, name]) => name);

  const work = await Deno.makeTempDir();
  try {
    let entry = "";
    for (const module of merged) {
      const text = texts.get(module) ?? "";
      const names = exportsOf(text).map((name) => `${name} as ${nameOf(module, name)}`);
      entry += `export{${names}}from"./${module}";`;
      await Deno.writeTextFile(
        `${work}/${module}`,
        text.replaceAll(DYNAMIC_IMPORT, `import("${OUTSIDE}$1")`)
          .replace(
            STATIC_IMPORT,
            (found, _, path) => merged.has(path) ? found : found.replace("./", OUTSIDE),
          ),
      );
    }
    await Deno.writeTextFile(`${work}/entry.js`, entry);
    await bundle(`${work}/entry.js`, ["--minify", `--external=${OUTSIDE}*`, `--output=${work}/merged.js`]);
    const text = await Deno.readTextFile(`${work}/merged.js`);
    await Deno.writeTextFile(`${folder}/${loaded}`, text.replaceAll(`"${OUTSIDE}`, `"./`));
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  for (const [module, text] of texts) {
    if (module === loaded) continue;
    const path = `${folder}/${module}`;
    if (merged.has(module)) await Deno.remove(path);
    else {
      const moved = text.replaceAll(STATIC_IMPORT, (found, list, from) => {
        if (!merged.has(from)) return found;
        const names = namesIn(list).map(([name, local]) => `${nameOf(from, name)} as ${local}`);
        return `import{${names}}from"./${loaded}"`;
      });
      await Deno.writeTextFile(path, moved);
    }
  }
}

/** A module and all that it imports, but for what is loaded later. */
function withImports(texts: ReadonlyMap<string, string>, module: string): Set<string> {
  const found = new Set([module]);
  // Going through a set, one also meets what is added meanwhile.
  for (const module of found) {
    for (const [, , path = ""] of texts.get(module)?.matchAll(STATIC_IMPORT) ?? []) found.add(path);
  }
  return found;
}

/** The pairs of `a as b,c`: a and b, c and c. */
function namesIn(list = ""): [name: string, other: string][] {
  return list.split(",").filter((one) => one !== "").map((one) => {
    const [name = "", other = name] = one.split(" as ");
    return [name, other];
  });
}
