/**
 * Tells the engine which functions a setup calls, so that it compiles them together with their module.
 *
 * V8 reads the text of any other function twice: when the module is loaded, only to find its end, and when it is called for
 * the first time. A function in parentheses is compiled at once (https://v8.dev/blog/preparser#pife). That saves 4 of the 50 ms
 * of processor time that a setup takes, but only for functions that are called: which these are is seen in setups that
 * are run when the program is built.
 */
import { fromFileUrl } from "../../tests/support/paths.ts";
import { runDeno } from "./run_deno.ts";

/** Where a function begins and ends in the text of its module, and whether setups call it. */
export interface SeenFunction {
  readonly start: number;
  readonly end: number;
  readonly called: boolean;
}

/**
 * Puts the functions of bundled modules that a setup calls in parentheses.
 *
 * @param folder where `main.js` is
 * @throws BuildError if a setup fails, with the modules as they were or as they are now
 */
export async function hintCalls(folder: string): Promise<void> {
  for (const [path, functions] of await runSetups(folder)) {
    await Deno.writeTextFile(path, withHints(await Deno.readTextFile(path), functions));
  }
  await runSetups(folder);
}

/**
 * Puts the functions that are called in parentheses.
 *
 * A declaration at the top level of the module becomes a variable at its beginning, so that it has its value as early as
 * before. Others, and methods, stay as they are: they have no place for parentheses.
 *
 * @param text a minified module
 * @param functions those of the module
 */
export function withHints(text: string, functions: readonly SeenFunction[]): string {
  const opening = new Set<number>();
  const closing = new Map<number, string>();
  const declared = new Map<number, number>();
  for (const { start, end } of functions.filter(({ called }) => called)) {
    const before = text.charAt(start - 1) || "\n";
    const own = text.slice(start, end);
    if (/^(?:async )?function\b/.test(own) && /[;}\n]/.test(before)) {
      const isNested = functions.some((other) => other.start < start && end < other.end);
      if (!isNested) declared.set(start, end);
    } else if (
      /^(?:async )?(?:function\b|[\w$]+=>)|^\(/.test(own) || /^async\(/.test(own) && /[=(:?[>&|]/.test(before)
    ) {
      opening.add(start);
      closing.set(end, `${closing.get(end) ?? ""})`);
    }
  }
  const render = (from: number, to: number) => {
    let rendered = "";
    for (let at = from; at < to; at++) {
      rendered += `${opening.has(at) ? "(" : ""}${text[at]}${closing.get(at + 1) ?? ""}`;
    }
    return rendered;
  };
  const [imports = ""] = /^(?:import[^;]*;)*/.exec(text) ?? [];
  const variables: string[] = [];
  let rest = "";
  let at = imports.length;
  for (const [start, end] of [...declared].sort(([one], [other]) => one - other)) {
    const [head = "", kind = "", name = ""] =
      /^((?:async )?function\*? ?)([\w$]+)/.exec(text.slice(start, end)) ?? [];
    variables.push(`${name}=(${kind.trimEnd()}${render(start + head.length, end)})`);
    rest += render(at, start);
    at = end;
  }
  const hoisted = variables.length === 0 ? "" : `var ${variables.join(",")};`;
  return imports + hoisted + rest + render(at, text.length);
}

/** What the Hub answers where the dataset exists, and where one is created. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/api/whoami-v2": {
    type: "user",
    name: "ada",
    auth: { type: "access_token", accessToken: { displayName: "laptop", role: "write" } },
  },
  "/api/repos/create": { name: "ada/new", url: "https://huggingface.co/datasets/ada/new" },
  "/api/datasets/ada/trackio-experiments": {
    id: "ada/trackio-experiments",
    private: true,
    gated: false,
    sha: "0".repeat(40),
    tags: [],
    siblings: [{ rfilename: ".gitattributes" }, { rfilename: "README.md" }, { rfilename: "data.parquet" }],
  },
};

/** Runs a setup that writes the env file, one that finds it as it should be, and one that creates a dataset. */
async function runSetups(folder: string): Promise<Map<string, SeenFunction[]>> {
  const work = await Deno.makeTempDir();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => Response.json(ANSWERS[new URL(url).pathname] ?? null),
  );
  try {
    const options = ["--quiet", "--no-config", "--no-lock", "--allow-all", `--coverage=${work}/coverage`];
    for (const args of [[], [], ["--template", "blank", "--name", "new"]]) {
      await runDeno(["run", ...options, `${folder}/main.js`, "--yes", ...args], {
        cwd: work,
        // Nothing else changes what is called: the same source gives the same bytes.
        clearEnv: true,
        env: {
          HF_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
          HF_TOKEN: `hf_${"x".repeat(34)}`,
          HOME: work,
          DENO_DIR: `${work}/deno`,
          // There is no network on Windows without it.
          SystemRoot: Deno.env.get("SystemRoot") ?? "",
        },
        failed: "The bundled program cannot set up a dataset",
      });
    }
    return await readCoverage(`${work}/coverage`);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** What Deno writes of one module. */
interface CoverageReport {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly {
      readonly startOffset: number;
      readonly endOffset: number;
      readonly count: number;
    }[];
  }[];
}

/**
 * The functions of each module. One counts as called where all runs that loaded the module called it: compiled at once, a
 * function that only some call would cost the others time.
 */
async function readCoverage(folder: string): Promise<Map<string, SeenFunction[]>> {
  const modules = new Map<string, Map<string, SeenFunction>>();
  for await (const { name } of Deno.readDir(folder)) {
    const report: CoverageReport = JSON.parse(await Deno.readTextFile(`${folder}/${name}`));
    if (!report.url.startsWith("file:")) continue;
    const path = fromFileUrl(new URL(report.url));
    const functions = modules.get(path) ?? new Map<string, SeenFunction>();
    modules.set(path, functions);
    // The first is the module itself.
    for (const { ranges: [range] } of report.functions.slice(1)) {
      if (range === undefined) continue;
      const { startOffset: start, endOffset: end, count } = range;
      const called = count > 0 && functions.get(`${start}-${end}`)?.called !== false;
      functions.set(`${start}-${end}`, { start, end, called });
    }
  }
  return new Map([...modules].map(([path, functions]) => [path, [...functions.values()]]));
}
