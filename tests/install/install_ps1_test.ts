import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { writeArchive, writeChecksums, writeInstallScripts } from "../../.github/build/pack.ts";
import { targetOf } from "../../.github/build/targets.ts";
import configuration from "../../deno.json" with { type: "json" };
import { buildForTests, folderOfThisFile, ROOT } from "../binary/build.ts";
import { type ProgramRun, runProgram, temporaryFolder } from "../support/program.ts";
import { type ReleaseServer, serveRelease } from "./release_server.ts";

const WINDOWS = Deno.build.os === "windows";
const TARGET = targetOf(Deno.build);
const RELEASES = "https://releases.invalid/releases";
const ARCHIVE = TARGET?.archive ?? "";
const { version: VERSION } = configuration;

/** Windows PowerShell 5.1 and PowerShell 7; elsewhere only the second can be there. */
const SHELLS = WINDOWS ? ["powershell", "pwsh"] : ["pwsh"];

for (const shell of SHELLS) {
  const there = await isThere(shell);
  Deno.test({
    name: `install.ps1 in ${shell}${there ? "" : " (skipped: not installed here)"}`,
    ignore: !there,
    async fn(t) {
      const release = folderOfThisFile();
      await writeInstallScripts({ folder: release, url: RELEASES });
      await using home = await temporaryFolder();
      await using server = serveRelease(release, VERSION);
      const run = runner(shell, { release, home: home.path, server });
      await t.step("-Help names every option and its variable", async () => {
        const help = await run(["-Help"]);
        assertEquals(help.code, 0, help.stderr);
        for (const option of ["Version", "Dir", "AddToPath", "Uninstall", "From", "Quiet"]) {
          assertStringIncludes(help.stdout, `  -${option} `);
          const variable = option.replaceAll(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
          assertStringIncludes(help.stdout, `HF_DATASET_SETUP_${variable}`);
        }
      });
      await t.step("an unknown option is refused with code 2", async () => {
        assertEquals((await run(["-Nonsense"])).code, 2);
      });
      // Its own releases are at a host that does not exist, and elsewhere than on Windows it does not get that far.
      const reason = WINDOWS ? "Cannot download the release" : "This is not Windows";
      await t.step("piped into iex it throws, and leaves nothing in the session", async () => {
        const script = `${home.path}/setup.ps1`;
        await Deno.writeTextFile(
          script,
          [
            "$before = [Net.ServicePointManager]::SecurityProtocol",
            "$names = @(Get-Variable | ForEach-Object Name) + @(Get-Command -CommandType Function | ForEach-Object Name)",
            `try { Get-Content -Raw -LiteralPath '${release}/install.ps1' | Invoke-Expression } catch { "caught: $($_.Exception.Message)" }`,
            "$now = @(Get-Variable | ForEach-Object Name) + @(Get-Command -CommandType Function | ForEach-Object Name)",
            "\"left: $($now | Where-Object { $_ -notin $names -and $_ -notin 'names', 'Error', 'LASTEXITCODE' })\"",
            '"$ErrorActionPreference $ProgressPreference $($before -eq [Net.ServicePointManager]::SecurityProtocol)"',
          ].join("\n"),
        );
        const piped = await runProgram([], {
          cwd: home.path,
          command: [shell, "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script],
          env: environment(home.path),
        });
        assertStringIncludes(piped.stdout, `caught: ${reason}`, piped.stderr);
        assertMatch(piped.stdout, /^left: \r?\nContinue Continue True/m);
      });
      await t.step("a command that pipes it into iex fails when it fails", async () => {
        const piped = await runProgram([`Get-Content -Raw -LiteralPath '${release}/install.ps1' | iex`], {
          cwd: home.path,
          command: [shell, "-NoProfile", "-Command"],
          env: environment(home.path),
        });
        assertEquals(piped.code, 1);
        assertStringIncludes(piped.stdout + piped.stderr, reason);
      });
      if (WINDOWS) await onWindows(t, { run, release, server, home: home.path });
      else {
        await t.step("another system is refused before anything is written", async () => {
          const refused = await run([]);
          assertEquals([refused.code, server.requests], [3, []], refused.stderr);
          assertStringIncludes(refused.stderr, "This is not Windows");
        });
      }
    },
  });
}

Deno.test("install.ps1 is ASCII, is one script block, and names the same places as install.sh", async () => {
  const [ps1 = "", sh = ""] = await Promise.all(
    ["install.ps1", "install.sh"].map((name) => Deno.readTextFile(`${ROOT}.github/install/${name}`)),
  );
  // Windows PowerShell 5.1 reads a file without a mark as if it were in the language of the system.
  assertMatch(ps1, /^[\n -~]*$/);
  assertMatch(ps1.replaceAll(/^#.*\n/gm, ""), /^\n& \{\n[^]*\n\} \$args\n$/);
  for (const text of ["@RELEASES_URL@", "latest/download", "download/v", "SHA256SUMS", "XDG_BIN_HOME"]) {
    assertStringIncludes(ps1, text);
    assertStringIncludes(sh, text);
  }
});

async function onWindows(
  t: Deno.TestContext,
  { run, release, server, home }: {
    run: Run;
    release: string;
    server: ReleaseServer;
    home: string;
  },
): Promise<void> {
  const build = await buildForTests();
  if ("missing" in build || TARGET === undefined) {
    throw new Error(`No binary to install: ${JSON.stringify(build)}`);
  }
  await writeArchive(build.path, TARGET, { folder: release, url: RELEASES });
  await writeChecksums(release);
  const folder = `${home}\\my tools`;
  const path = `${folder}\\hf-dataset-setup.exe`;

  const damages = {
    tampered: "The checksum of the downloaded",
    missing: "Cannot download the release",
  } as const;
  for (const damage of ["tampered", "missing"] as const) {
    await t.step(`a file that is ${damage} leaves the old version as it is`, async () => {
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(path, "old");
      server.damage(ARCHIVE, damage);
      const refused = await run(["-Dir", folder]);
      server.damage(ARCHIVE);
      assertEquals(refused.code, 1, refused.stderr);
      assertStringIncludes(refused.stderr, damages[damage]);
      assertEquals(await Deno.readTextFile(path), "old");
      assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
    });
  }
  await t.step("the happy path replaces the old version, and -Uninstall removes it", async () => {
    const done = await run(["-Dir", folder, "-Version", VERSION]);
    assertEquals(done.code, 0, done.stderr);
    assertStringIncludes(done.stdout, `Installed hf-dataset-setup ${VERSION}`);
    const version = await runProgram(["--version"], { cwd: home, command: [path], env: {} });
    assertStringIncludes(version.stdout, VERSION);
    assertEquals((await run(["-Dir", folder, "-Uninstall"])).code, 0);
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
  await t.step(
    "a folder in the program's place is left as it is, and renamed old programs are cleared away",
    async () => {
      await Deno.mkdir(`${path}\\mine`, { recursive: true });
      for (const args of [[], ["-Uninstall"]]) {
        const refused = await run(["-Dir", folder, ...args]);
        assertEquals(refused.code, 1, refused.stderr);
        assertStringIncludes(refused.stderr, "is a folder");
      }
      assertEquals((await Deno.stat(`${path}\\mine`)).isDirectory, true);
      await Deno.remove(path, { recursive: true });
      await Deno.writeTextFile(`${folder}\\.hf-dataset-setup.123.old`, "old");
      await Deno.writeTextFile(`${folder}\\.hf-dataset-setup.mine.old`, "");
      const done = await run(["-Dir", folder]);
      assertEquals(done.code, 0, done.stderr);
      const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
      assertEquals(names, [".hf-dataset-setup.mine.old", "hf-dataset-setup.exe"]);
    },
  );
  await t.step(
    "a folder with brackets, a relative XDG_BIN_HOME, and the variables of the options",
    async () => {
      const odd = `${home}\\tools [new]`;
      const variables = { HF_DATASET_SETUP_DIR: odd, HF_DATASET_SETUP_QUIET: "1", XDG_BIN_HOME: "relative" };
      const quiet = await run([], variables);
      assertEquals([quiet.code, quiet.stdout], [0, ""], quiet.stderr);
      assertEquals((await Deno.stat(`${odd}\\hf-dataset-setup.exe`)).isFile, true);
      assertEquals((await run([], { ...variables, HF_DATASET_SETUP_UNINSTALL: "1" })).code, 0);
      assertEquals(await Array.fromAsync(Deno.readDir(odd)), []);
    },
  );
  await t.step(
    "in a GitHub workflow the next steps find it, and a mirror stands in for another",
    async () => {
      await Deno.writeTextFile(`${home}\\added`, "C:\\mine");
      const from = ["-From", `${server.url}/none ${server.url}`];
      const done = await run([...from, "-Dir", folder], { GITHUB_PATH: `${home}\\added` });
      assertEquals(done.code, 0, done.stderr);
      assertEquals(await Deno.readTextFile(`${home}\\added`), `C:\\mine\n${folder}\n`);
    },
  );
  await t.step("wrong usage is refused with code 2", async () => {
    assertEquals((await run(["-Version", "a b"])).code, 2);
    assertEquals((await run(["-From", "http://example.com/releases"])).code, 2);
  });
}

function runner(
  shell: string,
  { release, home, server }: { release: string; home: string; server: ReleaseServer },
): Run {
  return (args, env = {}) =>
    runProgram([...(args.includes("-From") ? [] : ["-From", server.url]), ...args], {
      cwd: home,
      command: [shell, "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", `${release}/install.ps1`],
      env: { ...environment(home), ...env },
    });
}

type Run = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<ProgramRun>;

/**
 * That of this machine, but for the folders of modules: a Windows PowerShell that PowerShell 7 starts through another program
 * looks for its own commands in those of PowerShell 7, and cannot load them (PowerShell issue 27774).
 */
function environment(home: string): Record<string, string> {
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !/^PSModulePath$/i.test(name));
  return { ...Object.fromEntries(inherited), XDG_BIN_HOME: `${home}/bin` };
}

async function isThere(shell: string): Promise<boolean> {
  try {
    return (await new Deno.Command(shell, {
      args: ["-NoProfile", "-Command", "exit"],
      stdout: "null",
      stderr: "null",
    })
      .output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
