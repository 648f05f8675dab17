import { PROGRAM } from "../cli/failure.ts";
import { optionsOf } from "../cli/options.ts";
import { CREATION_OPTIONS } from "../cli/settings.ts";
import { type DesiredDataset, withoutPresent } from "../dataset/desired.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import { detectShell, quoted } from "../shell/shell.ts";
import type { Context } from "./context.ts";

/**
 * Names the options for a new repository that change nothing of an existing one, and what would change it.
 *
 * @param plan `isContentMissing`: the card was made by an earlier run, and the gate is set now
 */
export function reportUnapplied(
  context: Pick<Context, "environment" | "reporter">,
  { id, info }: EnsuredDataset,
  { desired, isContentMissing }: { readonly desired: DesiredDataset; readonly isContentMissing: boolean },
): void {
  const gated = isContentMissing ? undefined : desired.gated;
  const unapplied: Readonly<Record<string, unknown>> = { ...withoutPresent({ ...desired, gated }, info) };
  const options = Object.entries(CREATION_OPTIONS).flatMap(([setting, name]) =>
    [unapplied[setting]].flat().flatMap((value) => typeof value === "string" ? [{ name, value }] : [])
  );
  if (options.length === 0) return;
  const names = [...new Set(options.map(({ name }) => `--${name}`))];
  const shell = detectShell(context.environment);
  const changeable = optionsOf("configure").map(({ name }) => name);
  const configure = options.filter(({ name }) => changeable.includes(name))
    .map(({ name, value }) => `--${name}${value.startsWith("-") ? "=" : " "}${quoted(value, { shell })}`);
  const fix = configure.length === 0
    ? `${names.length === 1 ? "it applies" : "they apply"} only to a new repository`
    : `to change it: ${PROGRAM} configure ${id} ${configure.join(" ")}`;
  context.reporter.warn(`${id} already exists, so ${names.join(", ")} had no effect; ${fix}`);
}
