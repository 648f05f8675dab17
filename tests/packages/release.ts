/** A whole release to test: the one that `HF_DATASET_SETUP_RELEASE` names, or one with the binary of this machine. */
import {
  writeArchive,
  writeChecksums,
  writeCommonPackages,
  writeInstallScripts,
  writeNpmPackage,
  writeWheel,
} from "../../.github/build/pack.ts";
import { TARGETS } from "../../.github/build/targets.ts";
import { buildForTests, folderOfThisFile, type Found } from "../binary/build.ts";
import { stubBinary } from "./stub_binaries.ts";

export const RELEASES = "https://github.com/acme/hf-dataset-setup/releases";

/** What a release has of each binary. */
type Kind = "archive" | "wheel" | "npm";

/**
 * The folder of a release.
 *
 * @param kind what has to hold the binary of this machine; compressing it takes time
 * @returns the path, or why it has no binary that runs here
 */
export async function releaseForTests(kind: Kind): Promise<Found> {
  const given = Deno.env.get("HF_DATASET_SETUP_RELEASE");
  if (given) return { path: await Deno.realPath(given) };
  const build = await buildForTests();
  if ("missing" in build) return build;
  return { path: await writeRelease({ kind, path: build.path }) };
}

/**
 * Writes a release into a new folder.
 *
 * @param own the binary for this machine, and what holds it; everything else holds stubs
 */
export async function writeRelease(own?: { readonly kind: Kind; readonly path: string }): Promise<string> {
  const folder = folderOfThisFile();
  const stubs = folderOfThisFile();
  const release = { folder, url: RELEASES };
  for (const target of TARGETS) {
    const stub = `${stubs}/${target.name}`;
    await Deno.writeFile(stub, stubBinary(target.name));
    const pathFor = (kind: Kind) =>
      target.triple === Deno.build.target && own?.kind === kind ? own.path : stub;
    await writeArchive(pathFor("archive"), target, release);
    await writeWheel(pathFor("wheel"), target, release);
    await writeNpmPackage(pathFor("npm"), target, release);
  }
  await writeInstallScripts(release);
  await writeCommonPackages(release);
  await writeChecksums(folder);
  return folder;
}
