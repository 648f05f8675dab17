import { assertEquals, assertMatch } from "@std/assert";
import { TARGETS } from "../../.github/build/targets.ts";
import { testWith } from "../binary/build.ts";
import configuration from "../../deno.json" with { type: "json" };
import { tool } from "../install/tools.ts";
import { runProgram } from "../support/program.ts";
import { RELEASES, writeRelease } from "./release.ts";

const { version: VERSION } = configuration;
const GIVEN = Deno.env.get("HF_DATASET_SETUP_RELEASE");
const RELEASE = GIVEN === undefined ? await writeRelease() : await Deno.realPath(GIVEN);
const SUMS = await checksums();

Deno.test("SHA256SUMS lists every file of the release with its checksum", async () => {
  const names = (await Array.fromAsync(Deno.readDir(RELEASE))).map(({ name }) => name).filter((name) =>
    name !== "SHA256SUMS"
  );
  assertEquals([...SUMS.keys()].sort(), names.sort());
  for (const [name, sum] of SUMS) assertEquals(sum, await sha256(name), name);
});

Deno.test("A release has an archive, a wheel and an npm package for each system, and nothing twice", () => {
  const names = [...SUMS.keys()];
  for (const { archive } of TARGETS) {
    assertEquals(names.filter((name) => name === archive).length, 1, archive);
  }
  const count = (pattern: RegExp) => names.filter((name) => pattern.test(name)).length;
  assertEquals(count(/^hf_dataset_setup-.*\.whl$/), TARGETS.length);
  assertEquals(count(/^hf-dataset-setup-(?:linux|darwin|win32)-(?:x64|arm64)-.*\.tgz$/), TARGETS.length);
  assertEquals(count(/^hf-dataset-setup-\d.*\.tgz$/), 1);
});

Deno.test("The Scoop manifest names the archive for Windows with its checksum, and how to find the next one", async () => {
  const manifest = JSON.parse(await Deno.readTextFile(`${RELEASE}/hf-dataset-setup.json`));
  const { url, hash } = manifest.architecture["64bit"];
  assertMatch(url, new RegExp(`/releases/download/v${VERSION}/hf-dataset-setup-windows-x86_64\\.zip$`));
  assertEquals(hash, SUMS.get("hf-dataset-setup-windows-x86_64.zip"));
  assertEquals(manifest.autoupdate.architecture["64bit"].url.replaceAll("$version", VERSION), url);
  assertEquals([manifest.version, manifest.license, manifest.bin], [VERSION, "MIT", "hf-dataset-setup.exe"]);
});

/** The words of a formula, as Homebrew understands them, for one system. */
const HOMEBREW = `
class Formula
  class << self
    attr_reader :said
    %w[desc homepage version license url sha256].each do |word|
      define_method(word) { |text| (@said ||= {})[word] = text }
    end
    def on_macos; yield if SYSTEM == "macos"; end
    def on_linux; yield if SYSTEM == "linux"; end
    def on_arm; yield if PROCESSOR == "aarch64"; end
    def on_intel; yield if PROCESSOR == "x86_64"; end
    def test; end
  end
end
SYSTEM, PROCESSOR = ARGV
load ENV["FORMULA"]
puts HfDatasetSetup.said.values_at("version", "license", "url", "sha256")
puts HfDatasetSetup.said["desc"].length <= 80, HfDatasetSetup.instance_methods(false).inspect
`;

testWith(
  await tool("ruby"),
  "Ruby finds in the formula the archive for each system with its checksum",
  async (ruby, t) => {
    for (const { name, archive } of TARGETS) {
      if (name.startsWith("windows-")) continue;
      await t.step(name, async () => {
        const read = await runProgram(["-w", "-e", HOMEBREW, "--", ...name.split("-")], {
          cwd: RELEASE,
          command: [ruby],
          env: { FORMULA: `${RELEASE}/hf-dataset-setup.rb` },
        });
        const [version, license, url = "", sum, ...rest] = read.stdout.trim().split("\n");
        assertEquals([version, license, sum, ...rest], [
          VERSION,
          "MIT",
          SUMS.get(archive),
          "true",
          "[:install]",
        ], read.stderr);
        assertEquals(url.replace(/^.*\/releases\//, ""), `download/v${VERSION}/${archive}`);
        if (GIVEN === undefined) assertEquals(url.startsWith(`${RELEASES}/`), true);
      });
    }
  },
);

testWith(
  GIVEN === undefined ? { path: RELEASE } : { missing: "the release is given" },
  "The same binaries make the same files",
  async (release) => {
    const sums = (folder: string) => Deno.readTextFile(`${folder}/SHA256SUMS`);
    assertEquals(await sums(await writeRelease()), await sums(release));
  },
);

async function checksums(): Promise<ReadonlyMap<string, string>> {
  const text = await Deno.readTextFile(`${RELEASE}/SHA256SUMS`);
  return new Map(text.trim().split("\n").map((line) => [line.slice(66), line.slice(0, 64)]));
}

async function sha256(name: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(`${RELEASE}/${name}`)))
    .toHex();
}
