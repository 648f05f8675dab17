/** The Homebrew formula and the Scoop manifest: where the archives of this release are, with their checksums. */
import { DESCRIPTION, downloadsOf, homepageOf, LICENSE, PROGRAM, VERSION } from "./project.ts";
import { BuildError } from "./run_deno.ts";
import { TARGETS } from "./targets.ts";

/** The checksums of a release: the lower-case hexadecimal SHA-256 of each file. */
export type Checksums = ReadonlyMap<string, string>;

/** The formula, `hf-dataset-setup.rb`. */
export function homebrewFormula(checksums: Checksums, releases: string): string {
  const source = (target: string) => {
    const { url, hash } = sourceOf(target, { checksums, releases });
    return `url "${url}"\n      sha256 "${hash}"`;
  };
  return `class HfDatasetSetup < Formula
  desc "${DESCRIPTION}"
  homepage "${homepageOf(releases)}"
  version "${VERSION}"
  license "${LICENSE}"

  on_macos do
    on_arm do
      ${source("macos-aarch64")}
    end
    on_intel do
      ${source("macos-x86_64")}
    end
  end

  on_linux do
    on_arm do
      ${source("linux-aarch64")}
    end
    on_intel do
      ${source("linux-x86_64")}
    end
  end

  def install
    bin.install "${PROGRAM}"
    generate_completions_from_executable(bin/"${PROGRAM}", "completions", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/${PROGRAM} --version")
  end
end
`;
}

/** The manifest, `hf-dataset-setup.json`. Scoop takes the binary for x86_64 on Windows on ARM too. */
export function scoopManifest(checksums: Checksums, releases: string): string {
  const source = sourceOf("windows-x86_64", { checksums, releases });
  const homepage = homepageOf(releases);
  const manifest = {
    version: VERSION,
    description: DESCRIPTION,
    homepage,
    license: LICENSE,
    architecture: { "64bit": source },
    bin: `${PROGRAM}.exe`,
    checkver: { github: homepage },
    autoupdate: {
      architecture: { "64bit": { url: source.url.replace(`/v${VERSION}/`, "/v$version/") } },
      hash: { url: "$baseurl/SHA256SUMS" },
    },
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}

function sourceOf(
  name: string,
  { checksums, releases }: { readonly checksums: Checksums; readonly releases: string },
): { readonly url: string; readonly hash: string } {
  const archive = TARGETS.find((target) => target.name === name)?.archive ?? "";
  const hash = checksums.get(archive);
  if (hash === undefined) throw new BuildError(`There is no checksum of ${archive}`);
  return { url: `${downloadsOf(releases)}/${archive}`, hash };
}
