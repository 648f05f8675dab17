/** What every package says of the project. */
import configuration from "../../deno.json" with { type: "json" };

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
