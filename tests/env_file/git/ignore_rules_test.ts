import { assertEquals } from "@std/assert";
import { ignoreList, type IgnoreRules } from "../../../lib/env_file/git_repository.ts";
import { temporaryFolder } from "../../support/program.ts";
import { Chance } from "../random_env_files.ts";
import { git, hasGit } from "./real_git.ts";

Deno.test("rules count as they do for git", async (t) => {
  const cases: readonly [name: string, file: string, rules: Record<string, string>, ignored: boolean][] = [
    ["no rules", ".env", {}, false],
    ["a name at any depth", "a/b/.env", { "": ".env" }, true],
    ["a name from the root", "a/.env", { "": "/.env" }, false],
    ["the last rule wins", ".env", { "": ".env\n!.env" }, false],
    ["a comment and blank lines", ".env", { "": "#.env\n\n  \n" }, false],
    ["line ends of Windows", ".env", { "": ".env\r\n" }, true],
    ["a folder takes all with it", "a/.env", { "": "a/\n!a/.env" }, true],
    ["a folder brings back what the root leaves out", "a/.env", { "": ".env", a: "!.env" }, false],
    ["a folder's rules stay in it", "b/.env", { a: ".env" }, false],
    ["a folder's rules count at any depth below", "a/b/c/.env", { a: ".env" }, true],
    ["a folder's rule with a slash is tied to it", "a/b/.env", { a: "/.env" }, false],
    ["a folder of a name with special characters", "[a]/*/.env", { "[a]/*": ".env" }, true],
    ["everything but some", ".env.example", { "": ".env.*\n!.env.example" }, false],
  ];
  for (const [name, file, texts, ignored] of cases) {
    await t.step(name, async () => {
      const rules = Object.entries(texts).map(([folder, text]) => ({ folder, text }));
      assertEquals((await ignoreList(rules, { ignoreCase: false }))(file), ignored);
    });
  }
  await t.step("upper and lower case, where the file system does not tell them apart", async () => {
    const rules = [{ folder: "", text: ".ENV" }];
    assertEquals((await ignoreList(rules, { ignoreCase: true }))(".env"), true);
    assertEquals((await ignoreList(rules, { ignoreCase: false }))(".env"), false);
  });
});

const PATTERNS = [
  ".env",
  "/.env",
  "*.env",
  ".env*",
  "!.env",
  "!/.env",
  "a",
  "a/",
  "/a/",
  "!a/",
  "a/*",
  "!a/.env",
  "a/**",
  "**/b",
  "b/.env",
  "a/b/",
  "!a/b/.env",
  "*",
  "!*/",
  "/*",
  "# .env",
  "",
  ".e?v",
  ".[ef]nv",
  "\\!x",
  "a/**/.env",
  "*/.env",
  ".env.local",
];
const PATHS = [
  ".env",
  "a/.env",
  "b/.env",
  "a/b/.env",
  "a/b/c/.env",
  "b/a/.env",
  ".env.local",
  "a/.env.local",
  "x.env",
  "!x",
];

Deno.test({
  name: "random rules in random folders count as they do for git itself (needs git)",
  ignore: !await hasGit(),
  async fn() {
    await using folder = await temporaryFolder();
    const root = folder.path;
    await git(root, ["init", "-q"]);
    await Deno.mkdir(`${root}/a/b/c`, { recursive: true });
    await Deno.mkdir(`${root}/b/a`, { recursive: true });
    const chance = new Chance(3);
    const some = () => Array.from({ length: chance.below(4) }, () => chance.of(PATTERNS)).join("\n") + "\n";
    for (let round = 0; round < 150; round++) {
      const texts: Record<string, string> = { "": some(), a: some(), "a/b": some() };
      const exclude = some();
      for (const [at, text] of Object.entries(texts)) {
        await Deno.writeTextFile(`${root}/${at}/.gitignore`, text);
      }
      await Deno.writeTextFile(`${root}/.git/info/exclude`, exclude);
      const printed = await git(root, ["check-ignore", "--no-index", "--stdin", "-z"], {
        stdin: PATHS.join("\0"),
      });
      const byGit = new Set(printed.split("\0"));
      for (const file of PATHS) {
        const along = Object.entries(texts).filter(([at]) => at === "" || file.startsWith(`${at}/`));
        const rules: IgnoreRules[] = [
          { folder: "", text: exclude },
          ...along.map(([at, text]) => ({ folder: at, text })),
        ];
        const found = (await ignoreList(rules, { ignoreCase: false }))(file);
        assertEquals({ file, texts, exclude, ignored: found }, {
          file,
          texts,
          exclude,
          ignored: byGit.has(file),
        });
      }
    }
  },
});
