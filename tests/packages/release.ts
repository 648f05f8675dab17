/** A whole release to test: the one that `HF_DATASET_SETUP_RELEASE` names, or one with the binary of this machine. */
import {
  writeArchive,
  writeBinaryPackages,
  writeChecksums,
  writeCommonPackages,
  writeInstallScripts,
} from "../../.github/build/pack.ts";
import { TARGETS } from "../../.github/build/targets.ts";
import { type Build, buildForTests, folderOfThisFile } from "../binary/build.ts";
import { stubBinary } from "./stub_binaries.ts";

export const RELEASES = "https://github.com/acme/hf-dataset-setup/releases";

/**
 * The folder of a release.
 *
 * @returns the path, or why it has no binary that runs here
 */
export async function releaseForTests(): Promise<Build> {
  const given = Deno.env.get("HF_DATASET_SETUP_RELEASE");
  if (given) return { path: await Deno.realPath(given) };
  const build = await buildForTests();
  if ("missing" in build) return build;
  return { path: await writeRelease(build.path) };
}

/**
 * Writes a release into a new folder.
 *
 * @param own the binary for this machine; those for other systems are stubs
 */
export async function writeRelease(own?: string): Promise<string> {
  const folder = folderOfThisFile();
  const stubs = folderOfThisFile();
  const release = { folder, url: RELEASES };
  for (const target of TARGETS) {
    const stub = `${stubs}/${target.name}`;
    await Deno.writeFile(stub, stubBinary(target.name));
    const path = target.triple === Deno.build.target && own !== undefined ? own : stub;
    await writeArchive(path, { target, folder });
    await writeBinaryPackages(path, { target, release });
  }
  await writeInstallScripts(release);
  await writeCommonPackages(release);
  await writeChecksums(folder);
  return folder;
}
