/** A Python wheel with the binary for one system (https://packaging.python.org/specifications/binary-distribution-format). */
import { type Entry, textEntry, zip } from "./archive.ts";
import { platformTags } from "./platform_tag.ts";
import { DESCRIPTION, entryOf, homepageOf, LICENSE, PROGRAM, readmeFor, VERSION } from "./project.ts";
import { BuildError } from "./run_deno.ts";

/**
 * Makes the wheel.
 *
 * @param binary the executable file, which also says for which systems the wheel is
 * @param executable its name
 * @param releases the page of the releases
 * @returns the file name that pip expects, and the bytes
 */
export async function wheel(
  binary: Entry["content"],
  executable: string,
  releases: string,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const tags = platformTags(binary);
  const module = PROGRAM.replaceAll("-", "_");
  const base = `${module}-${pythonVersion(VERSION)}`;
  const information = `${base}.dist-info`;
  const entries: Entry[] = [
    await entryOf(`.github/packages/${module}.py`, `${module}.py`),
    { name: `${base}.data/scripts/${executable}`, content: binary, executable: true },
    textEntry(`${information}/METADATA`, `${metadata(releases)}\n${await readmeFor(releases)}`),
    textEntry(
      `${information}/WHEEL`,
      ["Wheel-Version: 1.0", `Generator: ${PROGRAM} ${VERSION}`, "Root-Is-Purelib: false"]
        .concat(tags.map((tag) => `Tag: py3-none-${tag}`)).join("\n") + "\n",
    ),
    await entryOf("LICENSE", `${information}/licenses/LICENSE`),
  ];
  const record = await Promise.all(entries.map(async ({ name, content }) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    const hash = digest.toBase64({ alphabet: "base64url", omitPadding: true });
    return `${name},sha256=${hash},${content.length}\n`;
  }));
  entries.push(textEntry(`${information}/RECORD`, `${record.join("")}${information}/RECORD,,\n`));
  return { name: `${base}-py3-none-${tags.join(".")}.whl`, bytes: zip(entries) };
}

/** The version as Python writes it (PEP 440). */
export function pythonVersion(version: string): string {
  const [, release, stage, number] = /^(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?$/.exec(version) ?? [];
  if (release === undefined) {
    throw new BuildError(`Python has no version like ${version}; use one like 1.0.0-rc.1`);
  }
  return stage === undefined ? release : `${release}${stage === "rc" ? stage : stage.charAt(0)}${number}`;
}

function metadata(releases: string): string {
  return [
    "Metadata-Version: 2.4",
    `Name: ${PROGRAM}`,
    `Version: ${pythonVersion(VERSION)}`,
    `Summary: ${DESCRIPTION}`,
    `Project-URL: Homepage, ${homepageOf(releases)}`,
    `License-Expression: ${LICENSE}`,
    "License-File: LICENSE",
    "Keywords: hugging face,dataset,trackio",
    "Classifier: Environment :: Console",
    "Classifier: Programming Language :: Python :: 3",
    "Requires-Python: >=3.8",
    "Description-Content-Type: text/markdown",
    "",
  ].join("\n");
}
