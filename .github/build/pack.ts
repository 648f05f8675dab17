/**
 * `deno task pack`: the files of a release, in `dist/release/`, from what compile:all, bundle and sbom made.
 *
 * `RELEASES_URL` is the page under which `latest/download/` and `download/vVERSION/` are.
 */
import { tarGz, zip } from "./archive.ts";
import { type Checksums, homebrewFormula, scoopManifest } from "./manifests.ts";
import { binaryPackage, commandPackage } from "./npm_package.ts";
import { entryOf, PROGRAM } from "./project.ts";
import { BuildError, buildOrExit, ROOT, tell } from "./run_deno.ts";
import { type Target, TARGETS } from "./targets.ts";
import { wheel } from "./wheel.ts";

/** Where the files of a release go, and the page of all releases. */
export interface Release {
  readonly folder: string;
  readonly url: string;
}

/**
 * Writes the archive of one binary, in the format that its system unpacks by itself.
 *
 * @param path of the binary
 */
export async function writeArchive(path: string, target: Target, { folder }: Release): Promise<void> {
  const entries = [
    { name: target.executable, content: await Deno.readFile(path), executable: true },
    await entryOf("LICENSE"),
    await entryOf("README.md"),
  ];
  const bytes = target.archive.endsWith(".zip") ? zip(entries) : await tarGz(entries);
  await Deno.writeFile(`${folder}/${target.archive}`, bytes);
}

/**
 * Writes the Python wheel of one binary.
 *
 * @param path of the binary
 */
export async function writeWheel(path: string, target: Target, { folder, url }: Release): Promise<void> {
  const { name, bytes } = await wheel(await Deno.readFile(path), target.executable, url);
  await Deno.writeFile(`${folder}/${name}`, bytes);
}

/**
 * Writes the npm package of one binary.
 *
 * @param path of the binary
 */
export async function writeNpmPackage(path: string, target: Target, { folder, url }: Release): Promise<void> {
  const { name, bytes } = await binaryPackage(await Deno.readFile(path), target, url);
  await Deno.writeFile(`${folder}/${name}`, bytes);
}

/** Writes what is the same for all systems, with the checksums of the archives where it names them. */
export async function writeCommonPackages({ folder, url }: Release): Promise<void> {
  const { name, bytes } = await commandPackage(url);
  await Deno.writeFile(`${folder}/${name}`, bytes);
  await Deno.copyFile(`${ROOT}.github/packages/Dockerfile`, `${folder}/Dockerfile`);
  const checksums = await checksumsIn(folder);
  await Deno.writeTextFile(`${folder}/${PROGRAM}.rb`, homebrewFormula(checksums, url));
  await Deno.writeTextFile(`${folder}/${PROGRAM}.json`, scoopManifest(checksums, url));
}

/** Writes the install scripts with the page of the releases in them. */
export async function writeInstallScripts({ folder, url }: Release): Promise<void> {
  for (const name of ["install.sh", "install.ps1"]) {
    const text = await Deno.readTextFile(`${ROOT}.github/install/${name}`);
    if (!text.includes("@RELEASES_URL@")) throw new BuildError(`There is no place for the URL in ${name}`);
    await Deno.writeTextFile(`${folder}/${name}`, text.replaceAll("@RELEASES_URL@", url));
  }
}

/**
 * Writes `SHA256SUMS` for everything else in the folder.
 *
 * @returns the names, in order
 */
export async function writeChecksums(folder: string): Promise<readonly string[]> {
  const checksums = await checksumsIn(folder);
  const lines = [...checksums].map(([name, hash]) => `${hash}  ${name}\n`);
  await Deno.writeTextFile(`${folder}/SHA256SUMS`, lines.join(""));
  return [...checksums.keys()];
}

async function checksumsIn(folder: string): Promise<Checksums> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name)
    .filter((name) => name !== "SHA256SUMS").sort();
  const checksums = new Map<string, string>();
  for (const name of names) {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${folder}/${name}`));
    checksums.set(name, new Uint8Array(digest).toHex());
  }
  return checksums;
}

function binaryOf({ name, executable }: Target): string {
  return `${ROOT}dist/${name}/${executable}`;
}

/** A release is whole or not at all. */
async function checkMade(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await Deno.stat(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new BuildError(
        `There is no ${path}. Run these first: deno task compile:all, deno task bundle, deno task sbom`,
      );
    });
  }
}

if (import.meta.main) {
  await buildOrExit(async () => {
    const url = Deno.env.get("RELEASES_URL");
    if (!url) throw new BuildError("Set RELEASES_URL, such as https://github.com/OWNER/REPOSITORY/releases");
    const copies = [
      ["dist/hf-dataset-setup.js", "hf-dataset-setup.js"],
      ["dist/sbom.cdx.json", "hf-dataset-setup.cdx.json"],
      ["lib/dataset/plan.schema.json", "plan.schema.json"],
      ["lib/cli/result.schema.json", "result.schema.json"],
    ] as const;
    await checkMade([...copies.map(([from]) => `${ROOT}${from}`), ...TARGETS.map(binaryOf)]);
    const folder = `${ROOT}dist/release`;
    await Deno.remove(folder, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    await Deno.mkdir(folder, { recursive: true });
    for (const target of TARGETS) {
      for (const write of [writeArchive, writeWheel, writeNpmPackage]) {
        await write(binaryOf(target), target, { folder, url });
      }
    }
    for (const [from, to] of copies) await Deno.copyFile(`${ROOT}${from}`, `${folder}/${to}`);
    await writeInstallScripts({ folder, url });
    await writeCommonPackages({ folder, url });
    for (const name of await writeChecksums(folder)) tell(`Packed dist/release/${name}`);
  });
}
