import { assert, assertEquals } from "@std/assert";
import dotenv from "dotenv";
import { join } from "node:path";
import { editEnvBytes } from "../../lib/env_file/edit.ts";
import { EditSearch } from "../../lib/env_file/edit_search.ts";
import { readVariables } from "../../lib/env_file/read.ts";
import { DOCKER } from "../../lib/env_file/readers.ts";
import { readShell } from "../../lib/env_file/shell_reader.ts";
import { readPlain, withPieces } from "../../lib/env_file/text.ts";
import { Failure } from "../../lib/cli/failure.ts";
import { commandSucceeds } from "../support/command_succeeds.ts";
import { temporaryFolder } from "../support/program.ts";
import { Chance, randomEnvFile } from "./random_env_files.ts";

const IS_FULL = Deno.env.get("HF_DATASET_SETUP_FULL") === "1";
const FILES = IS_FULL ? 20_000 : 2_000;
const SHELL_FILES = IS_FULL ? FILES : 400;
const DOCKER_FILES = IS_FULL ? 300 : 30;

type Values = Readonly<Record<string, string>>;

interface Edited {
  readonly before: string;
  readonly after: string;
  readonly hasWindowsLineEnds: boolean;
}

const refused = new Map<string, number>();
let plainFiles = 0;
const CASES: Edited[] = [];
for (let number = 0; number < FILES; number++) CASES.push(...await editedFile(number));

async function editedFile(number: number): Promise<Edited[]> {
  const before = randomEnvFile(new Chance(number));
  const assignments = [{ name: "K", value: "ns/name" }];
  try {
    const { bytes, hasWindowsLineEnds } = await editEnvBytes(new TextEncoder().encode(before), assignments);
    const again = await editEnvBytes(bytes, assignments);
    assert(
      again.bytes === bytes && again.changes[0]?.action === "kept",
      `Not the same twice: ${JSON.stringify(before)}`,
    );
    assertEquals([...await readVariables(bytes, new Set(["K"]))], [["K", "ns/name"]], JSON.stringify(before));
    const after = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    if (readPlain(before) !== undefined) {
      const search = new EditSearch(before, new Map([["K", "ns/name"]])).find();
      assert("pieces" in search && withPieces(before, search.pieces) === after, JSON.stringify(before));
      plainFiles++;
    }
    return [{ before, after, hasWindowsLineEnds }];
  } catch (error) {
    // Anything but a failure is a defect.
    if (!(error instanceof Failure)) throw error;
    const reason = `${error.code}: ${error.message.replace(/^.*: /, "")}`;
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
    return [];
  }
}

/**
 * What a reader got wrong, if anything: our variable, or one of the others.
 *
 * @param read what it reads before and after; the others do not count where it stopped in the middle before
 */
function problemOf({ before, after, stopped }: { before: Values; after: Values; stopped: boolean }) {
  if (after["K"] !== "ns/name") return `K is ${after["K"]}`;
  const had = others(before);
  const has = others(after);
  const isSame = had.length === has.length && had.every(([name, value]) => after[name] === value);
  return isSame || stopped ? undefined : `others were ${JSON.stringify(had)} and are ${JSON.stringify(has)}`;
}

/** Leaves out what is our own line in a form that the reader takes for another name or a value. */
function others(values: Values): [name: string, value: string][] {
  return Object.entries(values).filter(([name, value]) =>
    !/(?:^|[\s\uFEFF])K$/.test(name) && !/^(?:#|\uFEFF?$)/.test(name) &&
    !/^(?:export[ \t]+)?K[ \t]*=/.test(value)
  );
}

function checkAll(
  reader: string,
  cases: readonly Edited[],
  read: readonly (readonly [before: Values, after: Values])[],
  { stops = () => false }: { stops?: (text: string) => boolean } = {},
): void {
  assertEquals(read.length, cases.length);
  const wrong = cases.flatMap(({ before, after }, index) => {
    const [had = {}, has = {}] = read[index] ?? [];
    const problem = problemOf({ before: had, after: has, stopped: stops(before) });
    return problem === undefined
      ? []
      : [`${problem}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`];
  });
  assert(wrong.length === 0, `${reader}, ${wrong.length} times: ${wrong.slice(0, 5).join("\n")}`);
}

async function output(
  command: string,
  args: readonly string[],
  { stdin = "", env = {} } = {},
): Promise<string> {
  const child = new Deno.Command(command, {
    args: [...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(stdin)).then(() => writer.close()).catch(() => {});
  const { stdout } = await child.output();
  await written;
  return new TextDecoder().decode(stdout);
}

Deno.test(`of ${FILES} random files few are refused, each for a reason that names its line`, () => {
  assert(CASES.length > 0.8 * FILES, JSON.stringify([...refused]));
  assert(plainFiles > 0.1 * FILES, `${plainFiles} are plain`);
  for (const reason of refused.keys()) {
    assert(/^env_file_ambiguous: |^env_file_not_text: .* line \d+ has /.test(reason), reason);
  }
});

const NODE = `
let input = "";
process.stdin.setEncoding("utf8").on("data", (part) => input += part).on("end", () => {
  const { parseEnv } = require("node:util");
  console.log(JSON.stringify(JSON.parse(input).map((pair) => pair.map((text) => parseEnv(text)))));
});`;

const PYTHON = `
import io, json, logging, sys
from dotenv.main import DotEnv
logging.disable(logging.CRITICAL)
read = lambda text: {k: v for k, v in DotEnv(None, stream=io.StringIO(text, newline=""), interpolate=False).dict().items() if v is not None}
print(json.dumps([[read(text) for text in pair] for pair in json.load(sys.stdin)]))`;

const PAIRS = JSON.stringify(CASES.map(({ before, after }) => [before, after]));

Deno.test("npm dotenv reads the value, and every other variable as before", () => {
  checkAll(
    "npm dotenv",
    CASES,
    CASES.map(({ before, after }) => [dotenv.parse(before), dotenv.parse(after)] as const),
  );
});

Deno.test({
  name: "Node itself reads the value, and every other variable as before (needs node)",
  ignore: !await commandSucceeds("node", "-e", "require('node:util').parseEnv('A=1')"),
  fn: async () => checkAll("Node", CASES, JSON.parse(await output("node", ["-e", NODE], { stdin: PAIRS }))),
});

Deno.test({
  name: "python-dotenv reads the value, and every other variable as before (needs python-dotenv)",
  ignore: !await commandSucceeds("python3", "-c", "import dotenv"),
  fn: async () =>
    checkAll(
      "python-dotenv",
      CASES,
      JSON.parse(
        await output("python3", ["-c", PYTHON], {
          stdin: PAIRS,
          env: { PYTHONUTF8: "1" },
        }),
      ),
    ),
});

for (const shell of ["bash", "dash"]) {
  Deno.test({
    name:
      `${shell} reads the value, and every other variable as before, from ${SHELL_FILES} of them (needs ${shell})`,
    ignore: Deno.build.os === "windows" || !await commandSucceeds(shell, "-c", ":"),
    async fn() {
      // A shell keeps the carriage returns of Windows, in every value: such files are warned of.
      const cases = CASES.filter(({ hasWindowsLineEnds }) => !hasWindowsLineEnds).slice(0, SHELL_FILES);
      await using folder = await temporaryFolder();
      for (const [index, { before, after }] of cases.entries()) {
        await Deno.writeTextFile(join(folder.path, `${index}.0`), before);
        await Deno.writeTextFile(join(folder.path, `${index}.1`), after);
      }
      await Deno.mkdir(join(folder.path, "empty"));
      const script = `exec 3>&1; cd "$1/empty" && for i in $(seq 0 ${cases.length - 1}); do for w in 0 1; do (
        trap 'printf "%s\\036%s\\036%s\\037" "\${A-<unset>}" "\${B-<unset>}" "\${K-<unset>}" >&3' EXIT
        set -a; . "$1/$i.$w" >/dev/null 2>&1 </dev/null
      ); done; done`;
      const printed = await output(shell, ["-c", script, shell, folder.path], {
        // Some of the files redirect to `~`.
        env: { PATH: "/usr/bin:/bin", HOME: join(folder.path, "home") },
      });
      const read = printed.split("\x1f").slice(0, -1).map((record): Values => {
        const values = record.split("\x1e").map((value, at) => [["A", "B", "K"][at], value]);
        return Object.fromEntries(values.filter(([, value]) => value !== "<unset>"));
      });
      assertEquals(read.length, 2 * cases.length);
      const pairs = cases.map((_, index) => [read[2 * index] ?? {}, read[2 * index + 1] ?? {}] as const);
      checkAll(shell, cases, pairs, {
        // An open quote in our own line, say: once that is gone, the shell reads on; so it does without a byte order mark.
        stops(text) {
          const { stop } = readShell(text, shell === "bash" ? "bash" : "sh");
          return stop !== undefined && /^(?:\uFEFF|[ \t]*(?:export[ \t]+)?K[ \t]*=)/.test(text.slice(stop));
        },
      });
    },
  });
}

Deno.test({
  name:
    `docker itself reads the value, and every other variable as before, from ${DOCKER_FILES} of them (needs docker)`,
  ignore: Deno.build.os === "windows" || !await commandSucceeds("docker", "--version"),
  async fn() {
    await using folder = await temporaryFolder();
    const sent: Values[] = [];
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
      if (!new URL(request.url).pathname.endsWith("/containers/create")) {
        return new Response("OK", { headers: { "Api-Version": "1.41" } });
      }
      const { Env } = await request.json() as { Env: string[] | null };
      sent.push(
        Object.fromEntries(
          (Env ?? []).map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]),
        ),
      );
      return Response.json({ message: "enough" }, { status: 500 });
    });
    const read = async (text: string): Promise<Values | undefined> => {
      const path = join(folder.path, "env");
      await Deno.writeTextFile(path, text);
      await output("docker", ["create", "--env-file", path, "image"], {
        env: {
          DOCKER_HOST: `tcp://127.0.0.1:${server.addr.port}`,
          DOCKER_CONFIG: folder.path,
          PATH: "/usr/local/bin:/usr/bin:/bin",
        },
      });
      return sent.pop();
    };
    try {
      const cases = CASES.filter(({ before }) =>
        DOCKER.read(before).stop === undefined && !/['"`]/.test(before)
      );
      for (const { before, after } of cases.slice(0, DOCKER_FILES)) {
        const [had, has] = [await read(before), await read(after)];
        assert(had !== undefined && has !== undefined, JSON.stringify(before));
        assertEquals(
          problemOf({ before: had, after: has, stopped: false }),
          undefined,
          JSON.stringify([before, after]),
        );
      }
    } finally {
      await server.shutdown();
    }
  },
});
