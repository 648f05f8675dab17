/** What every package says of the project. */
import configuration from "../../deno.json" with { type: "json" };
import { type Entry, textEntry } from "./archive.ts";
import { ROOT } from "./run_deno.ts";

export const PROGRAM = "hf-dataset-setup";
export const { version: VERSION, license: LICENSE } = configuration;
/** One line; Homebrew takes at most 80 characters. */
export const DESCRIPTION = "Set up a Hugging Face dataset repository and tell your programs its name";

/** The page of the repository, from that of its releases. */
export function homepageOf(releases: string): string {
  return releases.replace(/\/releases\/?$/, "");
}

/** Where a release has its files, from the page of all releases. */
export function downloadsOf(releases: string): string {
  return `${releases.replace(/\/$/, "")}/download/v${VERSION}`;
}

/** A text of this repository as an entry of a package, under its own name or another. */
export async function entryOf(path: string, name = path): Promise<Entry> {
  return textEntry(name, await Deno.readTextFile(`${ROOT}${path}`));
}

/** The README for PyPI and npm, which show it outside of the repository, where its links to files lead nowhere. */
export async function readmeFor(releases: string): Promise<string> {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  return readme.replaceAll(/\]\((?!https?:|#)([^)]+)\)/g, `](${homepageOf(releases)}/raw/HEAD/$1)`);
}
