import { quoted } from "../shell/quoted.ts";
import type { Shell } from "../shell/shell.ts";
import type { CreationSettings } from "../cli/creation_settings.ts";
import type { DatasetInfo } from "../hub/dataset_info.ts";

/** The options that had no effect on a repository that was there. */
export interface UnappliedOptions {
  /** Their names, as in `--license`. */
  readonly given: readonly string[];
  /** What `configure` takes to bring the same about, ready to be typed. */
  readonly configure: readonly string[];
}

/**
 * Compares what a new repository was asked to be with one that is there.
 *
 * @param asked the options of creation
 * @param info what the Hub tells of the repository; `undefined` where it was not read
 * @param typed the shell that `configure` is to be typed into
 * @returns the options that are not true of it, as far as can be told
 */
export function unappliedOptions(
  asked: CreationSettings,
  info: DatasetInfo | undefined,
  typed: { readonly shell: Shell },
): UnappliedOptions {
  const option = (name: string, value: string) =>
    `--${name}${value.startsWith("-") ? "=" : " "}${quoted(value, typed)}`;
  const tags = info?.tags ?? [];
  const missing = asked.tags.filter((tag) => !tags.includes(tag));
  const { license, prettyName, gated, region, resourceGroup } = asked;
  const rows: (readonly [name: string, holds: boolean, words: readonly string[]])[] = [
    ["--gated", gated === undefined || info?.gated === gated, [option("gated", gated ?? "")]],
    ["--license", license === undefined || tags.includes(`license:${license}`), [
      option("license", license ?? ""),
    ]],
    ["--tag", missing.length === 0, missing.map((tag) => option("tag", tag))],
    ["--pretty-name", prettyName === undefined || info?.prettyName === prettyName, [
      option("pretty-name", prettyName ?? ""),
    ]],
    ["--resource-group", resourceGroup === undefined, [option("resource-group", resourceGroup ?? "")]],
    ["--region", region === undefined, []],
  ];
  const unapplied = rows.filter(([, holds]) => !holds);
  return {
    given: unapplied.map(([name]) => name),
    configure: unapplied.flatMap(([, , words]) => words),
  };
}
