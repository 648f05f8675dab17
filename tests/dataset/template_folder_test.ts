import { assertEquals, assertStringIncludes } from "@std/assert";
import { diskFiles } from "../../lib/ports/files.ts";
import { readTemplateFolder, TEMPLATE_LIMITS } from "../../lib/dataset/template_folder.ts";
import { failureOfPromise } from "../support/failures.ts";
import { temporaryFolder } from "../support/program.ts";

/** Writes files into a folder; a value of the form `-> target` makes a symbolic link. */
async function lay(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
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

/** Links need a privilege on Windows, which takes no line end in a name either. */
function isLaidHere(files: Readonly<Record<string, string | Uint8Array>>): boolean {
  return Deno.build.os !== "windows" ||
    Object.entries(files).every(([path, content]) =>
      !path.includes("\n") && !(typeof content === "string" && content.startsWith("-> "))
    );
}

const CASES: Readonly<
  Record<string, { files: Readonly<Record<string, string>>; taken: string[]; leftOut?: string[] }>
> = {
  "files and folders": {
    files: { "README.md": "a", "data/b.csv": "b", "data/deep/c.bin": "\0" },
    taken: ["README.md", "data/b.csv", "data/deep/c.bin"],
  },
  "git's own folder is not part of it": {
    files: { "README.md": "a", ".git/config": "x", "sub/.git": "gitdir: ../x", "other/.GIT/config": "x" },
    taken: ["README.md"],
  },
  "env files stay at home, examples of them do not": {
    files: {
      "README.md": "a",
      ".env": "A=1",
      ".env.local": "A=1",
      ".envrc": "export A=1",
      ".env.example": "A=",
      "sub/.env": "A=1",
    },
    taken: [".env.example", "README.md"],
    leftOut: [".env", ".env.local", ".envrc", "sub/.env"],
  },
  "ignored files and folders": {
    files: {
      ".gitignore": "*.log\n/build/\n!keep.log\n",
      "a.log": "",
      "keep.log": "",
      "build/x": "",
      "sub/build/x": "",
      "sub/.gitignore": "secret\n",
      "sub/secret": "",
      "secret": "",
    },
    taken: [".gitignore", "keep.log", "secret", "sub/.gitignore", "sub/build/x"],
    leftOut: ["a.log", "build/", "sub/secret"],
  },
  "what systems and editors leave behind": {
    files: {
      "a.csv": "a",
      ".DS_Store": "x",
      "sub/.ds_store": "x",
      "._a.csv": "x",
      "Thumbs.db": "x",
      "desktop.ini": "x",
      "__MACOSX/a.csv": "x",
      "a.csv.swp": "x",
      "a.csv~": "x",
    },
    taken: ["a.csv"],
    leftOut: [
      ".DS_Store",
      "._a.csv",
      "Thumbs.db",
      "__MACOSX/",
      "a.csv.swp",
      "a.csv~",
      "desktop.ini",
      "sub/.ds_store",
    ],
  },
  "caches and environments of programs": {
    files: {
      "load.py": "a",
      "cache.py": "a",
      "__pycache__/load.cpython-313.pyc": "x",
      "b.pyc": "x",
      ".ipynb_checkpoints/a.ipynb": "x",
      ".cache/huggingface/x": "x",
      ".pytest_cache/x": "x",
      ".ruff_cache/x": "x",
      ".venv/bin/python": "x",
      "node_modules/a/b.js": "x",
    },
    taken: ["cache.py", "load.py"],
    leftOut: [
      ".cache/",
      ".ipynb_checkpoints/",
      ".pytest_cache/",
      ".ruff_cache/",
      ".venv/",
      "__pycache__/",
      "b.pyc",
      "node_modules/",
    ],
  },
  "keys and passwords": {
    files: {
      "a.csv": "a",
      "id_rsa": "x",
      "id_ed25519": "x",
      "id_ed25519.pub": "ssh-ed25519 AAAA",
      ".ssh/config": "x",
      ".netrc": "machine huggingface.co",
      "_netrc": "x",
      ".git-credentials": "x",
      ".pypirc": "x",
      ".npmrc": "x",
      ".aws/credentials": "x",
      "store.p12": "x",
    },
    taken: ["a.csv", "id_ed25519.pub"],
    leftOut: [
      ".aws/",
      ".git-credentials",
      ".netrc",
      ".npmrc",
      ".pypirc",
      ".ssh/",
      "_netrc",
      "id_ed25519",
      "id_rsa",
      "store.p12",
    ],
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
    taken: ["chain.pem", "notes.md"],
    leftOut: ["both.pem", "deploy", "putty.txt", "server.key", "signing.asc"],
  },
  "a link that is ignored": {
    files: { "a.txt": "a", "b": "-> /etc/hostname", ".gitignore": "b\n" },
    taken: [".gitignore", "a.txt"],
    leftOut: ["b"],
  },
};

Deno.test("A template folder is read as git would see it", async (t) => {
  for (const [name, { files, taken, leftOut = [] }] of Object.entries(CASES)) {
    await t.step({
      name,
      ignore: !isLaidHere(files),
      async fn() {
        await using folder = await temporaryFolder();
        await lay(folder.path, files);
        const read = await readTemplateFolder(diskFiles(), folder.path);
        assertEquals(read.files.map(({ path }) => path), taken);
        assertEquals(read.leftOut, leftOut);
      },
    });
  }
  await t.step("a repository that takes letters of either case for the same ignores them so", async () => {
    const rows: [config: string, taken: string[]][] = [
      ["[core]\n\tignorecase = true\n", ["a"]],
      ["", ["Secrets.json", "a"]],
    ];
    for (const [config, taken] of rows) {
      await using folder = await temporaryFolder();
      await lay(folder.path, {
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/config": config,
        ".git/info/exclude": "secrets.json\n",
        "a": "",
        "Secrets.json": "",
      });
      const read = await readTemplateFolder(diskFiles(), folder.path);
      assertEquals(read.files.map(({ path }) => path), taken);
    }
  });
  await t.step("the ignore files around it count too", async () => {
    await using folder = await temporaryFolder();
    await lay(folder.path, {
      ".git/HEAD": "ref: refs/heads/main\n",
      ".git/info/exclude": "*.tmp\n",
      ".gitignore": "*.key\n/templates/mine/private/\n",
      "templates/mine/README.md": "a",
      "templates/mine/x.key": "",
      "templates/mine/x.tmp": "",
      "templates/mine/private/y": "",
    });
    const read = await readTemplateFolder(diskFiles(), `${folder.path}/templates/mine`);
    assertEquals(read.files.map(({ path }) => path), ["README.md"]);
    assertEquals(read.leftOut, ["private/", "x.key", "x.tmp"]);
  });
  await t.step("a linked work tree has the rules of its repository", async () => {
    await using folder = await temporaryFolder();
    await lay(folder.path, {
      "main/.git/config": "[core]\n\tignorecase = true\n",
      "main/.git/info/exclude": "secrets.json\n",
      "main/.git/worktrees/second/commondir": "../..\n",
      "second/.git": `gitdir: ${folder.path}/main/.git/worktrees/second\n`,
      "second/.gitignore": "*.key\n",
      "second/mine/README.md": "a",
      "second/mine/Secrets.json": "",
      "second/mine/x.key": "",
    });
    const read = await readTemplateFolder(diskFiles(), `${folder.path}/second/mine`);
    assertEquals(read.files.map(({ path }) => path), ["README.md"]);
    assertEquals(read.leftOut, ["Secrets.json", "x.key"]);
  });
});

const TOKEN_LIKE = `hf_${"Fake".repeat(9)}`;

/** The two bytes of a character in UTF-16, the lower one first. */
function codeUnit(character: string): [number, number] {
  const code = character.charCodeAt(0);
  return [code & 0xff, code >> 8];
}

const REFUSED: Readonly<
  Record<
    string,
    { files: Readonly<Record<string, string | Uint8Array>>; code: string; exit?: number; says: string }
  >
> = {
  "a link to a file inside": {
    files: { "t/a": "a", "t/b": "-> a" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "a link out of the folder": {
    files: { "t/a": "a", "secret": "x", "t/b": "-> ../secret" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "an absolute link": {
    files: { "t/b": "-> /etc/hostname" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "a broken link": {
    files: { "t/b": "-> nowhere" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "a link in circles": {
    files: { "t/b": "-> b" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "a link to a folder": {
    files: { "t/sub/a": "a", "t/b": "-> sub" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "a link as the card": {
    files: { "t/a": "a", "t/README.md": "-> a" },
    code: "template_file_unusable",
    says: "it is a symbolic link",
  },
  "a card in other letters": {
    files: { "t/readme.md": "# Mine" },
    code: "template_file_unusable",
    says: "the card must be called README.md",
  },
  "a folder in place of the card": {
    files: { "t/README.md/a": "a" },
    code: "template_file_unusable",
    says: "the card must be a file",
  },
  "a token": {
    files: { "t/notes.txt": `one\ntwo ${TOKEN_LIKE}\n` },
    code: "template_holds_token",
    says: 'Line 2 of "notes.txt"',
  },
  "a token in UTF-16": {
    files: { "t/notes.txt": Uint8Array.from([...`\ufeff${TOKEN_LIKE}`].flatMap(codeUnit)) },
    code: "template_holds_token",
    says: 'Line 1 of "notes.txt"',
  },
  "a token between bytes that are no text": {
    files: { "t/notes.bin": Uint8Array.from([0xff, 0, ...new TextEncoder().encode(TOKEN_LIKE), 0xff]) },
    code: "template_holds_token",
    says: 'Line 1 of "notes.bin"',
  },
  "the token of a program": {
    files: { "t/a": `hf_oauth_${"ey.J-9_".repeat(9)}` },
    code: "template_holds_token",
    says: '"a"',
  },
  "the token of an organization": {
    files: { "t/a": `api_org_${"Fake".repeat(9)}` },
    code: "template_holds_token",
    says: '"a"',
  },
  "nothing to take": { files: { "t/.env": "A=1" }, code: "template_empty", says: "no files" },
  "a line end in a name": { files: { "t/a\nb": "x" }, code: "template_file_unusable", says: "its name" },
  "a card that is too long": {
    files: { "t/README.md": new Uint8Array(TEMPLATE_LIMITS.cardBytes + 1) },
    code: "template_too_large",
    says: "README.md is larger than 1 MB",
  },
  "too many files": {
    files: Object.fromEntries(
      Array.from({ length: TEMPLATE_LIMITS.files + 1 }, (_, index) => [`t/${index}`, ""]),
    ),
    code: "template_too_large",
    says: "more than 500 files",
  },
  "too much in all": {
    files: {
      "t/a": new Uint8Array(TEMPLATE_LIMITS.bytes / 2 + 1),
      "t/b": new Uint8Array(TEMPLATE_LIMITS.bytes / 2),
    },
    code: "template_too_large",
    says: "larger than 50 MB",
  },
  "too deep": {
    files: { [`t/${"d/".repeat(TEMPLATE_LIMITS.depth + 1)}x`]: "" },
    code: "template_too_large",
    says: "more than 20 levels of folders",
  },
  "a file in place of the folder": {
    files: { t: "x" },
    code: "template_unreadable",
    exit: 7,
    says: "not a folder",
  },
  "a .git around it that names no repository": {
    files: { ".git": "hello", "t/a": "a" },
    code: "template_unreadable",
    exit: 7,
    says: "does not name a git folder",
  },
  "an ignore file that is too large to be read": {
    files: { "t/.gitignore": new Uint8Array(1024 * 1024 + 1).fill(35), "t/a": "a" },
    code: "template_unreadable",
    exit: 7,
    says: "is too large",
  },
  "nothing there": { files: {}, code: "template_unreadable", exit: 7, says: "it does not exist" },
};

Deno.test("A template that cannot be uploaded as it is, is refused", async (t) => {
  for (const [name, { files, code, exit = 2, says }] of Object.entries(REFUSED)) {
    await t.step({
      name,
      ignore: !isLaidHere(files),
      async fn() {
        await using folder = await temporaryFolder();
        await lay(folder.path, files);
        const failure = await failureOfPromise(() => readTemplateFolder(diskFiles(), `${folder.path}/t`));
        assertEquals([failure.code, failure.exitCode], [code, exit]);
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
