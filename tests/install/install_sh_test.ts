import { assertEquals, assertStringIncludes } from "@std/assert";
import { createAuthority } from "../hub/certificates.ts";
import { issueCertificate, startTlsServer } from "../hub/tls_server.ts";
import {
  ARCHIVE,
  assertRefused,
  assertUnsupported,
  testInShells,
  VERSION,
  versionOf,
} from "./installation.ts";
import { namesIn } from "../support/program.ts";

testInShells("install.sh", {
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
  async "the real binary under the memory limit of a login node: the reason is named"({ run, folder }) {
    if (Deno.build.os !== "linux") return;
    await assertRefused(() => run([], { before: "ulimit -v 8000000" }), { folder, says: "ulimit -v" });
  },
  async "a version, a folder that is given, and XDG_BIN_HOME"({ run, folder, server }) {
    assertEquals((await run(["--version", VERSION, "--dir", `${folder}/my tools`])).code, 0);
    assertEquals(await versionOf(`${folder}/my tools/hf-dataset-setup`), VERSION);
    assertStringIncludes(server.requests[0] ?? "", `/download/v${VERSION}/`);
    assertEquals((await run([], { env: { XDG_BIN_HOME: `${folder}/xdg` } })).code, 0);
    assertEquals(await versionOf(`${folder}/xdg/hf-dataset-setup`), VERSION);
    const unknown = await run(["--version=0.0.0", "--dir=none"]);
    assertEquals(unknown.code, 1);
    assertStringIncludes(unknown.stderr, "Cannot download");
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
    await assertRefused(() => run([]), { folder, says: "The checksum of the downloaded" });
  },
  async "a truncated download"({ run, folder, server }) {
    server.damage(ARCHIVE, "truncated");
    await assertRefused(() => run([]), {
      folder,
      says: "Cannot download the release|The checksum of the downloaded",
    });
  },
  async "no checksums on the server"({ run, folder, server }) {
    server.damage("SHA256SUMS", "missing");
    await assertRefused(() => run([]), { folder, says: "Cannot download the release" });
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
    await assertRefused(() => run([]), { folder, says: "Cannot download the release" });
  },
  async "no sha256sum but shasum"({ run, folder }) {
    const done = await run([], { tools: ["curl", "shasum", "perl"] });
    assertEquals(done.code, 0, done.stderr);
    assertEquals(await versionOf(`${folder}/.local/bin/hf-dataset-setup`), VERSION);
  },
  async "nothing that computes checksums"({ run, folder }) {
    await assertRefused(() => run([], { tools: ["curl"] }), { folder, says: "Cannot verify the download" });
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
      says: "Cannot download the release",
    });
    assertStringIncludes(
      (await at("https://releases.invalid/releases")).stderr,
      "does not verify certificates",
    );
    assertStringIncludes((await at("http://127.0.0.1:1/releases")).stderr, "was run");
  },
  async "a redirect from https to http is not followed"({ run, folder, server }) {
    const authority = await createAuthority();
    const bundle = `${folder}/authority.pem`;
    await Deno.writeTextFile(bundle, authority.cert);
    await using secure = startTlsServer(await issueCertificate(authority, "none"), (request) => {
      const { pathname } = new URL(request.url);
      return Response.redirect(server.url.replace("/releases", pathname), 302);
    });
    await assertRefused(
      () => run(["--from", `https://127.0.0.1:${secure.port}/releases`], { env: { CURL_CA_BUNDLE: bundle } }),
      { folder, says: "Cannot download the release" },
    );
    assertEquals(server.requests, []);
  },
  async "neither curl nor wget"({ run, folder }) {
    await assertRefused(() => run([], { tools: ["sha256sum"] }), { folder, says: "Neither curl nor wget" });
  },
  async "a folder that cannot be written to"({ run, folder, server }) {
    const blocked = await run(["--dir", "/dev/null/bin"]);
    assertEquals(blocked.code, 1);
    assertStringIncludes(blocked.stderr, 'Cannot create the folder "/dev/null/bin"');
    if (Deno.build.os === "linux") {
      const kernel = await run(["--dir", "/proc"]);
      assertEquals(kernel.code, 1);
      assertStringIncludes(kernel.stderr, 'Cannot write to the folder "/proc"');
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
});
