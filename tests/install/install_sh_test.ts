import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { packBinary, writeChecksums, writeInstallScripts } from "../../.github/build/pack.ts";
import { targetOf } from "../../.github/build/targets.ts";
import configuration from "../../deno.json" with { type: "json" };
import { buildForTests, folderOfThisFile, ROOT } from "../binary/build.ts";
import { createAuthority } from "../hub/certificates.ts";
import { issueCertificate, startTlsServer } from "../hub/tls_server.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import {
  assertRefused,
  assertUnsupported,
  type Installation,
  namesIn,
  runner,
  versionOf,
} from "./installation.ts";
import { toolsInFolder, whereIs } from "./tools.ts";
import { serveRelease } from "./release_server.ts";

const BUILD = await buildForTests();
/** The real program, for the case that says so; for the others one of a few bytes, which is unpacked quicker. */
const REAL_RELEASE = folderOfThisFile();
const RELEASE = folderOfThisFile();
const TARGET = targetOf(Deno.build);
const ARCHIVE = TARGET?.archive ?? "";
const { version: VERSION } = configuration;

const SHELLS: [name: string, file: string, args: string[]][] = [
  ["sh", "sh", []],
  ["dash", "dash", []],
  ["BusyBox", "busybox", ["sh"]],
];

type Case = (installation: Installation) => Promise<void>;

const CASES: Record<string, Case> = {
  async "the happy path, with the real binary, into ~/.local/bin"({ run, folder, server }) {
    const done = await run([]);
    assertEquals(done.code, 0, done.stderr);
    assertEquals(done.stdout, "");
    assertStringIncludes(
      done.stderr,
      `Installed hf-dataset-setup ${VERSION} to ${folder}/.local/bin/hf-dataset-setup`,
    );
    assertStringIncludes(done.stderr, "not on your PATH");
    assertEquals(await versionOf(`${folder}/.local/bin/hf-dataset-setup`), VERSION);
    assertEquals(await namesIn(folder), [".local"]);
    assertEquals(await namesIn(`${folder}/.local/bin`), ["hf-dataset-setup"]);
    assertEquals(server.requests.map((path) => path.replace(/.*\//, "")), ["SHA256SUMS", ARCHIVE]);
  },
  async "a version, a folder that is given, and XDG_BIN_HOME"({ run, folder, server }) {
    assertEquals((await run(["--version", VERSION, "--dir", `${folder}/my tools`])).code, 0);
    assertEquals(await versionOf(`${folder}/my tools/hf-dataset-setup`), VERSION);
    assertStringIncludes(server.requests[0] ?? "", `/download/v${VERSION}/`);
    assertEquals((await run([], { env: { XDG_BIN_HOME: `${folder}/xdg` } })).code, 0);
    assertEquals(await versionOf(`${folder}/xdg/hf-dataset-setup`), VERSION);
    const unknown = await run(["--version=0.0.0", "--dir=none"]);
    assertEquals(unknown.code, 1);
    assertStringIncludes(unknown.stderr, "could not be downloaded");
  },
  async "an older version is replaced, and removed by --uninstall"({ run, folder }) {
    const path = `${folder}/.local/bin/hf-dataset-setup`;
    await Deno.mkdir(`${folder}/.local/bin`, { recursive: true });
    await Deno.writeTextFile(path, "#!/bin/sh\necho old\n", { mode: 0o755 });
    assertEquals((await run([])).code, 0);
    assertEquals(await versionOf(path), VERSION);
    const removed = await run(["--uninstall"]);
    assertEquals(removed.code, 0, removed.stderr);
    assertEquals(await namesIn(`${folder}/.local/bin`), []);
    const again = await run(["--uninstall"]);
    assertEquals(again.code, 0);
    assertStringIncludes(again.stderr, "There is no hf-dataset-setup in");
  },
  async "a tampered file"({ run, folder, server }) {
    server.damage(ARCHIVE, "tampered");
    await assertRefused(() => run([]), { folder, says: "is not the published one" });
  },
  async "a truncated download"({ run, folder, server }) {
    server.damage(ARCHIVE, "truncated");
    await assertRefused(() => run([]), {
      folder,
      says: "could not be downloaded whole|is not the published one",
    });
  },
  async "no checksums on the server"({ run, folder, server }) {
    server.damage("SHA256SUMS", "missing");
    await assertRefused(() => run([]), { folder, says: "SHA256SUMS could not be downloaded" });
    assertEquals(server.requests.length <= 2, true);
  },
  async "no checksum for the file"({ run, folder, server, release }) {
    await Deno.rename(`${release}/SHA256SUMS`, `${release}/all`);
    try {
      const lines = (await Deno.readTextFile(`${release}/all`)).split("\n").filter((line) =>
        !line.endsWith(ARCHIVE)
      );
      await Deno.writeTextFile(`${release}/SHA256SUMS`, lines.join("\n"));
      await assertRefused(() => run([]), { folder, says: "has no checksum for" });
    } finally {
      await Deno.rename(`${release}/all`, `${release}/SHA256SUMS`);
    }
    assertEquals(server.requests.length, 2);
  },
  async "no archive on the server"({ run, folder, server }) {
    server.damage(ARCHIVE, "missing");
    await assertRefused(() => run([]), { folder, says: "could not be downloaded" });
  },
  async "no sha256sum but shasum"({ run, folder }) {
    const done = await run([], { tools: ["curl", "shasum", "perl"] });
    assertEquals(done.code, 0, done.stderr);
    assertEquals(await versionOf(`${folder}/.local/bin/hf-dataset-setup`), VERSION);
  },
  async "nothing that computes checksums"({ run, folder }) {
    await assertRefused(() => run([], { tools: ["curl"] }), { folder, says: "cannot be verified" });
  },
  async "curl only"({ run }) {
    assertEquals((await run([], { tools: ["curl", "sha256sum"] })).code, 0);
  },
  async "wget only"({ run }) {
    const done = await run([], { tools: ["wget", "sha256sum"] });
    assertEquals(done.code, 0, done.stderr);
  },
  async "a wget that does not verify certificates is not used for https"({ run, folder }) {
    // As BusyBox's: it does not know --version, and takes any certificate.
    const wget = `wget=case $1 in --version) exit 1 ;; *) echo "was run" >&2; exit 1 ;; esac`;
    const at = (url: string) => run(["--from", url], { tools: ["sha256sum", wget] });
    await assertRefused(() => at("https://releases.invalid/releases"), {
      folder,
      says: "does not verify who it downloads from",
    });
    assertStringIncludes((await at("http://127.0.0.1:1/releases")).stderr, "was run");
  },
  async "a server that sends on from https to http is not followed"({ run, folder, server }) {
    const authority = await createAuthority();
    const bundle = `${folder}/authority.pem`;
    await Deno.writeTextFile(bundle, authority.cert);
    await using secure = startTlsServer(await issueCertificate(authority, "none"), (request) => {
      const { pathname } = new URL(request.url);
      return Response.redirect(server.url.replace("/releases", pathname), 302);
    });
    await assertRefused(
      () => run(["--from", `https://127.0.0.1:${secure.port}/releases`], { env: { CURL_CA_BUNDLE: bundle } }),
      { folder, says: "SHA256SUMS could not be downloaded" },
    );
    assertEquals(server.requests, []);
  },
  async "neither curl nor wget"({ run, folder }) {
    await assertRefused(() => run([], { tools: ["sha256sum"] }), { folder, says: "Neither curl nor wget" });
  },
  async "a folder that cannot be written to"({ run, folder, server }) {
    const blocked = await run(["--dir", "/dev/null/bin"]);
    assertEquals(blocked.code, 1);
    assertStringIncludes(blocked.stderr, 'The folder "/dev/null/bin" cannot be made');
    if (Deno.build.os === "linux") {
      const kernel = await run(["--dir", "/proc"]);
      assertEquals(kernel.code, 1);
      assertStringIncludes(kernel.stderr, 'The folder "/proc" cannot be written to');
    }
    await Deno.mkdir(`${folder}/taken/hf-dataset-setup`, { recursive: true });
    assertStringIncludes((await run(["--dir", `${folder}/taken`])).stderr, "is a folder");
    assertEquals(server.requests, []);
  },
  async "a program that does not run here"({ run, folder }) {
    await assertRefused(
      () => run([], { tools: ["curl", "sha256sum", "tar=printf 'exit 9' > hf-dataset-setup"] }),
      {
        folder,
        says: "does not run on this system",
      },
    );
  },
  async "systems and processors without a binary, before anything is written"({ run, folder, server }) {
    const rows: [uname: string, says: string][] = [
      ["Plan9 x86_64", 'the system "Plan9"'],
      ["Linux riscv64", 'the processor "riscv64"'],
      ["Linux i686", 'the processor "i686"'],
      ["MINGW64_NT-10.0 x86_64", "install.ps1"],
    ];
    const on = (uname: string, ...tools: string[]) => {
      const [system, machine] = uname.split(" ");
      const played = `uname=case $1 in -s) echo ${system} ;; *) echo ${machine} ;; esac`;
      return run([], { tools: ["curl", "sha256sum", played, ...tools] });
    };
    for (const [uname, says] of rows) assertUnsupported(await on(uname), says);
    const musl = ["getconf=exit 1", "ldd=echo musl libc >&2; exit 1"];
    assertUnsupported(await on("Linux x86_64", ...musl), "musl");
    const narrow = "getconf=case $1 in LONG_BIT) echo 32 ;; *) echo glibc 2.36 ;; esac";
    assertUnsupported(await on("Linux x86_64", narrow), "32-bit");
    assertEquals([await namesIn(folder), server.requests], [[], []]);
  },
  async "PATH is told, changed only when asked to, and only once"({ run, folder }) {
    const shells: [shell: string, profile: string, line: RegExp][] = [
      ["/bin/bash", Deno.build.os === "darwin" ? ".bash_profile" : ".bashrc", /export PATH='.*':"\$PATH"/],
      ["/usr/bin/zsh", ".zshrc", /export PATH='.*':"\$PATH"/],
      ["/usr/bin/fish", ".config/fish/config.fish", /fish_add_path '.*'/],
      ["/bin/sh", ".profile", /export PATH='.*':"\$PATH"/],
    ];
    for (const [shell, profile, line] of shells) {
      const told = await run([], { env: { SHELL: shell } });
      assertMatch(told.stderr, line);
      assertStringIncludes(told.stderr, `${folder}/${profile}`);
      assertEquals((await namesIn(folder)).includes(profile.split("/")[0] ?? ""), false);
      for (const times of [1, 2]) {
        assertEquals((await run(["--add-to-path"], { env: { SHELL: shell } })).code, 0);
        const text = await Deno.readTextFile(`${folder}/${profile}`);
        assertEquals(text.match(new RegExp(line, "g"))?.length, 1, `after ${times}: ${text}`);
      }
    }
    const sourced = await runProgram([], {
      cwd: folder,
      command: ["/bin/sh", "-c", '. "$HOME/.profile"; hf-dataset-setup --version'],
      env: { HOME: folder, PATH: "/nowhere" },
    });
    assertEquals(sourced.stdout, `${VERSION}\n`, sourced.stderr);
    const found = await run([], { env: { PATH_FIRST: `${folder}/.local/bin` } });
    assertStringIncludes(found.stderr, "Try: hf-dataset-setup --help");
  },
  async "without HOME, into a folder that is given, as it would stand on PATH"({ run, folder }) {
    for (const SHELL of ["/bin/sh", "/bin/bash", "/usr/bin/zsh", "/usr/bin/fish"]) {
      const done = await run(["--dir", `${folder}/tools//`, "--add-to-path"], { env: { HOME: "", SHELL } });
      assertEquals(done.code, 0, done.stderr);
      assertStringIncludes(done.stderr, ` to ${folder}/tools/hf-dataset-setup\n`);
      assertMatch(done.stderr, /HOME is not set.*\n {2}export PATH='.*\/tools':"\$PATH"\n$/);
    }
    assertEquals(await namesIn(folder), ["tools"]);
    assertStringIncludes((await run([], { env: { HOME: "" } })).stderr, "Name the folder with --dir");
  },
  async "wrong usage"({ run, folder }) {
    for (
      const args of [
        ["--nonsense"],
        ["--dir="],
        ["--uninstall", "--dir="],
        ["--from="],
        ["--dir"],
        ["--version", "a b"],
        ["--from", "http://example.com"],
        [
          "--dir",
          "",
        ],
      ]
    ) {
      const refused = await run(args);
      assertEquals([refused.code, refused.stdout], [2, ""], args.join(" "));
    }
    const help = await run(["--help"]);
    assertEquals([help.code, help.stderr], [0, ""]);
    for (const option of ["--version", "--dir", "--add-to-path", "--uninstall", "--from"]) {
      assertStringIncludes(help.stdout, option);
    }
    assertEquals(await namesIn(folder), []);
  },
};

Deno.test("install.sh", async (t) => {
  if (TARGET === undefined || Deno.build.os === "windows") return;
  const small = `${folderOfThisFile()}/hf-dataset-setup`;
  await Deno.writeTextFile(small, `#!/bin/sh\necho ${VERSION}\n`);
  for (const [program, release] of [["path" in BUILD ? BUILD.path : small, REAL_RELEASE], [small, RELEASE]]) {
    if (program === undefined || release === undefined) continue;
    await packBinary(program, { target: TARGET, texts: [`${ROOT}LICENSE`], release });
    await writeInstallScripts(release, "https://releases.invalid/releases");
    await writeChecksums(release);
  }
  const hasWget = await whereIs("wget") !== undefined;
  for (const [name, file, args] of SHELLS) {
    const shell = await whereIs(file);
    for (const [title, work] of Object.entries(CASES)) {
      const isReal = title.includes("real binary");
      const missing = shell === undefined
        ? `no ${file} here`
        : title === "wget only" && !hasWget
        ? "no wget here"
        : isReal && "missing" in BUILD
        ? BUILD.missing
        : undefined;
      await t.step({
        name: `in ${name}: ${title}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
        ignore: missing !== undefined,
        async fn() {
          await using home = await temporaryFolder();
          const folder = `${home.path}/it's a home`;
          await Deno.mkdir(folder);
          const release = isReal ? REAL_RELEASE : RELEASE;
          await using server = serveRelease(release, VERSION);
          await using tools = await toolsInFolder();
          await work({
            folder,
            server,
            release,
            run: runner([shell ?? "", ...args], { folder, release, server, tools }),
          });
        },
      });
    }
  }
});
