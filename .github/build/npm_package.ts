/** The npm packages: one with the command, which depends on one for each system; npm installs the one that fits. */
import { type Entry, tarGz, textEntry } from "./archive.ts";
import { DESCRIPTION, entryOf, homepageOf, LICENSE, PROGRAM, readmeFor, VERSION } from "./project.ts";
import { type Target, TARGETS } from "./targets.ts";

/** A package, under the name that `npm pack` gives it. */
export interface NpmPackage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The package with the command. */
export async function commandPackage(releases: string): Promise<NpmPackage> {
  const manifest = {
    name: PROGRAM,
    ...common(releases),
    bin: { [PROGRAM]: `${PROGRAM}.js` },
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(TARGETS.map((target) => [npmName(target), VERSION])),
  };
  return await pack(manifest, [
    { ...await entryOf(`.github/packages/${PROGRAM}.js`, `${PROGRAM}.js`), executable: true },
    textEntry("README.md", await readmeFor(releases)),
  ]);
}

/** The package with the binary for one system. */
export async function binaryPackage(
  binary: Entry["content"],
  target: Target,
  releases: string,
): Promise<NpmPackage> {
  const { os, cpu } = npmSystem(target);
  const manifest = {
    name: npmName(target),
    ...common(releases),
    // Windows on ARM runs the binary for x64.
    os: [os],
    cpu: os === "win32" ? [cpu, "arm64"] : [cpu],
    ...(os === "linux" ? { libc: ["glibc"] } : {}),
    preferUnplugged: true,
  };
  return await pack(manifest, [{ name: target.executable, content: binary, executable: true }]);
}

function common(releases: string): Record<string, unknown> {
  const homepage = homepageOf(releases);
  return {
    version: VERSION,
    description: DESCRIPTION,
    license: LICENSE,
    homepage,
    repository: { type: "git", url: `git+${homepage}.git` },
  };
}

function npmName(target: Target): string {
  const { os, cpu } = npmSystem(target);
  return `@${PROGRAM}/${os}-${cpu}`;
}

/** The system as Node names it. */
function npmSystem({ name }: Target): { readonly os: string; readonly cpu: string } {
  const [system = "", processor = ""] = name.split("-");
  const os = { macos: "darwin", windows: "win32" }[system] ?? system;
  return { os, cpu: processor === "aarch64" ? "arm64" : "x64" };
}

async function pack(
  manifest: { readonly name: string },
  entries: readonly Entry[],
): Promise<NpmPackage> {
  const description = textEntry("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
  const files = [description, ...entries, await entryOf("LICENSE")];
  return {
    name: `${manifest.name.replace("@", "").replace("/", "-")}-${VERSION}.tgz`,
    bytes: await tarGz(files.map((file) => ({ ...file, name: `package/${file.name}` }))),
  };
}
