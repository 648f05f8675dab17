import { PROGRAM } from "../cli/failure.ts";
import { type DesiredDataset, withoutPresent } from "../dataset/desired.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import { quoted } from "../shell/quoted.ts";
import { detectShell } from "../shell/shell.ts";
import type { Context } from "./context.ts";

/**
 * Warns of the options for a new repository that change nothing of an existing one.
 *
 * @param options `isContentMissing`: the card was made by an earlier run, and the gate is set now
 */
export function warnOfUnapplied(
  context: Pick<Context, "environment" | "reporter">,
  { id, info }: EnsuredDataset,
  { desired, isContentMissing }: { desired: DesiredDataset; isContentMissing: boolean },
): void {
  const { license, tags, prettyName, gated, region, resourceGroup } = withoutPresent(desired, info);
  const typed = { shell: detectShell(context.environment) };
  const option = (name: string, value: string) =>
    `--${name}${value.startsWith("-") ? "=" : " "}${quoted(value, typed)}`;
  const rows: (readonly [name: string, values: readonly (string | null | false | undefined)[]])[] = [
    ["gated", isContentMissing ? [] : [gated]],
    ["license", [license]],
    ["tag", tags],
    ["pretty-name", [prettyName]],
    ["resource-group", [resourceGroup]],
    ["region", [region]],
  ];
  const unapplied = rows.map(([name, values]) => ({
    name,
    values: values.filter((value) => typeof value === "string"),
  }))
    .filter(({ values }) => values.length > 0);
  if (unapplied.length === 0) return;
  const configure = unapplied.filter(({ name }) => name !== "region")
    .flatMap(({ name, values }) => values.map((value) => option(name, value)));
  const fix = configure.length === 0
    ? `${unapplied.length === 1 ? "it applies" : "they apply"} only to a new repository`
    : `to change it: ${PROGRAM} configure ${id} ${configure.join(" ")}`;
  const given = unapplied.map(({ name }) => `--${name}`).join(", ");
  context.reporter.warn(`${id} already exists, so ${given} had no effect; ${fix}`);
}
