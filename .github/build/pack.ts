/**
 * `deno task pack`: the files of a release, in `dist/release/`: an archive for the binary of each system, the bundle, the
 * list of components, the schema of plans, the install scripts and `SHA256SUMS`.
 *
 * `RELEASES_URL` is written into the install scripts: the address under which `latest/download/` and `download/vVERSION/` are.
 */
import { BuildError, buildOrExit, ROOT, tell } from "./run_deno.ts";
import { type Target, TARGETS } from "./targets.ts";

const SCRIPTS = ["install.sh", "install.ps1"] as const;

/**
 * Packs one binary with the texts that go with it, in the format that its system unpacks by itself.
 *
 * @param binary its path
 * @param options the target, the texts, and the folder for the archive
 * @throws BuildError where `tar` or `zip` fails
 */
export async function packBinary(
  binary: string,
  { target, texts, release }: {
    readonly target: Target;
    readonly texts: readonly string[];
    readonly release: string;
  },
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hf-dataset-setup-" });
  try {
    await Deno.copyFile(binary, `${folder}/${target.executable}`);
    await Deno.chmod(`${folder}/${target.executable}`, 0o755).catch(ignoreUnsupported);
    const names = [target.executable];
    for (const text of texts) {
      const name = text.replace(/^.*[\\/]/, "");
      await Deno.copyFile(text, `${folder}/${name}`);
      names.push(name);
    }
    // The same content gives the same archive: no owner, and one time for all.
    for (const name of names) await Deno.utime(`${folder}/${name}`, FIRST_TIME_OF_ZIP, FIRST_TIME_OF_ZIP);
    const archive = `${release}/${target.archive}`;
    const [tool, flags] = toolFor(target);
    await runTool(tool, [...flags, archive, ...names], folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The tool of this machine that makes the archive; releases are packed on Linux, tests pack everywhere. */
function toolFor(target: Target): [tool: string, flags: string[]] {
  const { os } = Deno.build;
  if (!target.archive.endsWith(".zip")) {
    return ["tar", [...(os === "linux" ? ["--owner=0", "--group=0", "--numeric-owner"] : []), "-czf"]];
  }
  // The tar of Windows itself; the one that comes with git makes no zip archives.
  return os === "windows"
    ? [`${Deno.env.get("SystemRoot")}\\System32\\tar.exe`, ["-a", "-c", "-f"]]
    : ["zip", ["-q", "-X", "-9"]];
}

/** 1 January 1980, the earliest time that a zip archive can hold, with room for any time zone. */
const FIRST_TIME_OF_ZIP = 315_619_200;

/**
 * Writes the install scripts with the address of the releases in them.
 *
 * @param release the folder that they go to
 * @param url where the releases are
 */
export async function writeInstallScripts(release: string, url: string): Promise<void> {
  for (const name of SCRIPTS) {
    const text = await Deno.readTextFile(`${ROOT}.github/install/${name}`);
    if (!text.includes("@RELEASES_URL@")) {
      throw new BuildError(`There is no place for the address in ${name}`);
    }
    await Deno.writeTextFile(`${release}/${name}`, text.replaceAll("@RELEASES_URL@", url));
  }
}

/**
 * Writes `SHA256SUMS` for everything else in the folder.
 *
 * @returns the names, in order
 */
export async function writeChecksums(release: string): Promise<readonly string[]> {
  const names = (await Array.fromAsync(Deno.readDir(release))).map(({ name }) => name)
    .filter((name) => name !== "SHA256SUMS").sort();
  const lines: string[] = [];
  for (const name of names) {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${release}/${name}`));
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    lines.push(`${hex}  ${name}\n`);
  }
  await Deno.writeTextFile(`${release}/SHA256SUMS`, lines.join(""));
  return names;
}

async function runTool(name: string, args: readonly string[], cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(name, {
    args: [...args],
    cwd,
    // The speed of the compression is not the point, its size is; and no time in its header.
    env: { GZIP: "-9n" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new BuildError(`${name} failed: ${new TextDecoder().decode(stderr).trim()}`);
}

function binaryOf({ name, executable }: Target): string {
  return `${name}/${executable}`;
}

/** A release is whole or not at all. */
async function checkMade(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await Deno.stat(`${ROOT}dist/${path}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new BuildError(
        `There is no dist/${path}. Run these first: deno task compile:all, deno task bundle, deno task sbom`,
      );
    });
  }
}

function ignoreUnsupported(error: unknown): void {
  if (!(error instanceof Deno.errors.NotSupported)) throw error;
}

if (import.meta.main) {
  await buildOrExit(async () => {
    const url = Deno.env.get("RELEASES_URL");
    if (!url) throw new BuildError("Set RELEASES_URL, such as https://github.com/OWNER/REPOSITORY/releases");
    await checkMade(["hf-dataset-setup.js", "sbom.cdx.json", ...TARGETS.map(binaryOf)]);
    const release = `${ROOT}dist/release`;
    await Deno.remove(release, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    await Deno.mkdir(release, { recursive: true });
    const texts = [`${ROOT}LICENSE`, `${ROOT}README.md`];
    for (const target of TARGETS) {
      await packBinary(`${ROOT}dist/${binaryOf(target)}`, { target, texts, release });
    }
    await Deno.copyFile(`${ROOT}dist/hf-dataset-setup.js`, `${release}/hf-dataset-setup.js`);
    await Deno.copyFile(`${ROOT}lib/dataset/plan.schema.json`, `${release}/plan.schema.json`);
    await Deno.copyFile(`${ROOT}dist/sbom.cdx.json`, `${release}/hf-dataset-setup.cdx.json`);
    await writeInstallScripts(release, url);
    for (const name of await writeChecksums(release)) tell(`Packed dist/release/${name}`);
  });
}
