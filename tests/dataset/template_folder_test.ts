import { assertEquals, assertStringIncludes } from "@std/assert";
import { diskFiles } from "../../lib/ports/files.ts";
import { readTemplateFolder, TEMPLATE_LIMITS } from "../../lib/dataset/template_folder.ts";
import { failureOfPromise } from "../support/failures.ts";
import { temporaryFolder } from "../support/program.ts";

/** Writes files into a folder; a value of the form `-> target` makes a symbolic link. */
async function lay(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    if (typeof content === "string" && content.startsWith("-> ")) {
      await Deno.symlink(content.slice(3), `${folder}/${path}`);
    } else {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${folder}/${path}`, bytes);
    }
  }
}

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Links need a privilege on Windows, which takes no line end in a name either. */
function isLaidHere(files: Files): boolean {
  return Deno.build.os !== "windows" ||
    Object.entries(files).every(([path, content]) =>
      !path.includes("\n") && !(typeof content === "string" && content.startsWith("-> "))
    );
}

/** Files that hold one letter each. */
function named(paths: string): Files {
  return Object.fromEntries(paths.split(" ").map((path) => [path, "x"]));
}

interface Case {
  readonly files: Files;
  /** The paths in their order, those of the files and those that are left out. */
  readonly taken: string;
  readonly leftOut?: string;
  /** Where the template is in those files. */
  readonly at?: string;
}

const CASES: Readonly<Record<string, Case>> = {
  "files and folders": {
    files: { ...named("README.md data/b.csv"), "data/deep/c.bin": "\0" },
    taken: "README.md data/b.csv data/deep/c.bin",
  },
  "git's own folder is not part of it": {
    files: { ...named("README.md .git/config other/.GIT/config"), "sub/.git": "gitdir: ../x" },
    taken: "README.md",
  },
  "env files stay at home, examples of them do not": {
    files: named("README.md .env .env.local .envrc .env.example sub/.env"),
    taken: ".env.example README.md",
    leftOut: ".env .env.local .envrc sub/.env",
  },
  "ignored files and folders": {
    files: {
      ...named("a.log keep.log build/x sub/build/x sub/secret secret"),
      ".gitignore": "*.log\n/build/\n!keep.log\n",
      "sub/.gitignore": "secret\n",
    },
    taken: ".gitignore keep.log secret sub/.gitignore sub/build/x",
    leftOut: "a.log build/ sub/secret",
  },
  "what systems and editors leave behind": {
    files: named(
      "a.csv .DS_Store sub/.ds_store ._a.csv Thumbs.db desktop.ini __MACOSX/a.csv a.csv.swp a.csv~",
    ),
    taken: "a.csv",
    leftOut: ".DS_Store ._a.csv Thumbs.db __MACOSX/ a.csv.swp a.csv~ desktop.ini sub/.ds_store",
  },
  "caches and environments of programs": {
    files: named(
      "load.py cache.py __pycache__/load.cpython-313.pyc b.pyc .ipynb_checkpoints/a.ipynb " +
        ".cache/huggingface/x .pytest_cache/x .ruff_cache/x .venv/bin/python node_modules/a/b.js",
    ),
    taken: "cache.py load.py",
    leftOut:
      ".cache/ .ipynb_checkpoints/ .pytest_cache/ .ruff_cache/ .venv/ __pycache__/ b.pyc node_modules/",
  },
  "keys and passwords": {
    files: named(
      "a.csv id_rsa id_ed25519 id_ed25519.pub .ssh/config .netrc _netrc .git-credentials .pypirc .npmrc " +
        ".aws/credentials store.p12",
    ),
    taken: "a.csv id_ed25519.pub",
    leftOut: ".aws/ .git-credentials .netrc .npmrc .pypirc .ssh/ _netrc id_ed25519 id_rsa store.p12",
  },
  "files that are private keys, whatever their name": {
    files: {
      "chain.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n",
      "both.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\n",
      "server.key": "-----BEGIN PRIVATE KEY-----\nAAAA\n",
      "deploy": "\ufeff\n-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
      "signing.asc": "-----BEGIN PGP PRIVATE KEY BLOCK-----\nAAAA\n",
      "putty.txt": "PuTTY-User-Key-File-3: ssh-ed25519\n",
      "notes.md": "A key begins with -----BEGIN PRIVATE KEY-----\n",
    },
    taken: "chain.pem notes.md",
    leftOut: "both.pem deploy putty.txt server.key signing.asc",
  },
  "a link that is ignored": {
    files: { "a.txt": "a", "b": "-> /etc/hostname", ".gitignore": "b\n" },
    taken: ".gitignore a.txt",
    leftOut: "b",
  },
  "in a repository that takes letters of either case for the same": {
    files: {
      ...named("a Secrets.json .git/HEAD"),
      ".git/config": "[core]\n\tignorecase = true\n",
      ".git/info/exclude": "secrets.json\n",
    },
    taken: "a",
    leftOut: "Secrets.json",
  },
  "in a repository that tells letters of either case apart": {
    files: {
      ...named("a Secrets.json .git/HEAD"),
      ".git/config": "",
      ".git/info/exclude": "secrets.json\n",
    },
    taken: "Secrets.json a",
  },
  "the ignore files around it count too": {
    files: {
      ...named("mine/README.md mine/x.key mine/x.tmp mine/private/y .git/HEAD"),
      ".git/info/exclude": "*.tmp\n",
      ".gitignore": "*.key\n/mine/private/\n",
    },
    at: "/mine",
    taken: "README.md",
    leftOut: "private/ x.key x.tmp",
  },
  "a linked work tree has the rules of its repository": {
    files: {
      ...named("second/mine/README.md second/mine/Secrets.json second/mine/x.key"),
      "main/.git/config": "[core]\n\tignorecase = true\n",
      "main/.git/info/exclude": "secrets.json\n",
      "main/.git/worktrees/second/commondir": "../..\n",
      "second/.git": "gitdir: ../main/.git/worktrees/second\n",
      "second/.gitignore": "*.key\n",
    },
    at: "/second/mine",
    taken: "README.md",
    leftOut: "Secrets.json x.key",
  },
};

Deno.test("A template folder is read as git would see it", async (t) => {
  for (const [name, { files, at = "", taken, leftOut = "" }] of Object.entries(CASES)) {
    await t.step({
      name,
      ignore: !isLaidHere(files),
      async fn() {
        await using folder = await temporaryFolder();
        await lay(folder.path, files);
        const read = await readTemplateFolder(diskFiles(), `${folder.path}${at}`);
        assertEquals(read.files.map(({ path }) => path).join(" "), taken);
        assertEquals(read.leftOut.join(" "), leftOut);
      },
    });
  }
});

const TOKEN_LIKE = `hf_${"Fake".repeat(9)}`;

/** The two bytes of a character in UTF-16, the lower one first. */
function codeUnit(character: string): [number, number] {
  const code = character.charCodeAt(0);
  return [code & 0xff, code >> 8];
}

const LINK = "template_file_unusable: it is a symbolic link";

/** Files with the template in `t`; the code of the failure, and what its message says. */
const REFUSED: Readonly<Record<string, readonly [files: Files, failure: string]>> = {
  "a link to a file inside": [{ "t/a": "a", "t/b": "-> a" }, LINK],
  "a link out of the folder": [{ "t/a": "a", "secret": "x", "t/b": "-> ../secret" }, LINK],
  "an absolute link": [{ "t/b": "-> /etc/hostname" }, LINK],
  "a broken link": [{ "t/b": "-> nowhere" }, LINK],
  "a link in circles": [{ "t/b": "-> b" }, LINK],
  "a link to a folder": [{ "t/sub/a": "a", "t/b": "-> sub" }, LINK],
  "a link as the card": [{ "t/a": "a", "t/README.md": "-> a" }, LINK],
  "a card in other letters": [
    { "t/readme.md": "# Mine" },
    "template_file_unusable: the card must be called README.md",
  ],
  "a folder in place of the card": [
    { "t/README.md/a": "a" },
    "template_file_unusable: the card must be a file",
  ],
  "a token": [{ "t/notes.txt": `one\ntwo ${TOKEN_LIKE}\n` }, 'template_holds_token: Line 2 of "notes.txt"'],
  "a token in UTF-16": [
    { "t/notes.txt": Uint8Array.from([...`\ufeff${TOKEN_LIKE}`].flatMap(codeUnit)) },
    'template_holds_token: Line 1 of "notes.txt"',
  ],
  "a token between bytes that are no text": [
    { "t/notes.bin": Uint8Array.from([0xff, 0, ...new TextEncoder().encode(TOKEN_LIKE), 0xff]) },
    'template_holds_token: Line 1 of "notes.bin"',
  ],
  "the token of a program": [{ "t/a": `hf_oauth_${"ey.J-9_".repeat(9)}` }, 'template_holds_token: "a"'],
  "the token of an organization": [{ "t/a": `api_org_${"Fake".repeat(9)}` }, 'template_holds_token: "a"'],
  "nothing to take": [{ "t/.env": "A=1" }, "template_empty: no files"],
  "a line end in a name": [{ "t/a\nb": "x" }, "template_file_unusable: its name"],
  "a card that is too long": [
    { "t/README.md": new Uint8Array(TEMPLATE_LIMITS.cardBytes + 1) },
    "template_too_large: README.md is larger than 1 MB",
  ],
  "too many files": [
    named(Array.from({ length: TEMPLATE_LIMITS.files + 1 }, (_, index) => `t/${index}`).join(" ")),
    "template_too_large: more than 500 files",
  ],
  "too much in all": [
    {
      "t/a": new Uint8Array(TEMPLATE_LIMITS.bytes / 2 + 1),
      "t/b": new Uint8Array(TEMPLATE_LIMITS.bytes / 2),
    },
    "template_too_large: larger than 50 MB",
  ],
  "too deep": [
    { [`t/${"d/".repeat(TEMPLATE_LIMITS.depth + 1)}x`]: "" },
    "template_too_large: more than 20 levels of folders",
  ],
  "a file in place of the folder": [{ t: "x" }, "template_unreadable: not a folder"],
  "a .git around it that names no repository": [
    { ".git": "hello", "t/a": "a" },
    "template_unreadable: does not name a git folder",
  ],
  "an ignore file that is too large to be read": [
    { "t/.gitignore": new Uint8Array(1024 * 1024 + 1).fill(35), "t/a": "a" },
    "template_unreadable: is too large",
  ],
  "nothing there": [{}, "template_unreadable: it does not exist"],
};

Deno.test("A template that cannot be uploaded as it is, is refused", async (t) => {
  for (const [name, [files, expected]] of Object.entries(REFUSED)) {
    await t.step({
      name,
      ignore: !isLaidHere(files),
      async fn() {
        await using folder = await temporaryFolder();
        await lay(folder.path, files);
        const failure = await failureOfPromise(() => readTemplateFolder(diskFiles(), `${folder.path}/t`));
        const [code, says = ""] = expected.split(": ");
        assertEquals([failure.code, failure.exitCode], [code, code === "template_unreadable" ? 7 : 2]);
        assertStringIncludes(failure.message, says);
      },
    });
  }
});

Deno.test("A template with unreadable ignore files is refused, one in an unreadable folder is not", async () => {
  await using folder = await temporaryFolder();
  await lay(folder.path, { ".git/HEAD": "", ".git/info/exclude": "secret\n", "t/a": "a", "t/secret": "" });
  const hidden = (end: string) => (path: string) =>
    path.endsWith(end) ? Promise.reject(new Deno.errors.NotCapable("Requires read access")) : undefined;
  const disk = diskFiles();
  const read: typeof disk.read = (path, options) => hidden("exclude")(path) ?? disk.read(path, options);
  const failure = await failureOfPromise(() => readTemplateFolder({ ...disk, read }, `${folder.path}/t`));
  assertEquals([failure.code, failure.exitCode], ["template_unreadable", 7]);
  const facts: typeof disk.facts = (path) => hidden(".git")(path) ?? disk.facts(path);
  const { files } = await readTemplateFolder({ ...disk, facts }, `${folder.path}/t`);
  assertEquals(files.map(({ path }) => path), ["a", "secret"]);
});

Deno.test({
  name: "A file whose name is not UTF-8 is refused for that, and not as one that is missing",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await temporaryFolder();
    const made = await new Deno.Command("sh", {
      args: ["-c", "printf a > \"$(printf 'caf\\351')\""],
      cwd: folder.path,
    }).output();
    assertEquals(made.code, 0);
    const failure = await failureOfPromise(() => readTemplateFolder(diskFiles(), folder.path));
    assertEquals(failure.code, "template_file_unusable");
    assertStringIncludes(failure.message, "its name is not UTF-8");
  },
});
