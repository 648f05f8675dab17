import { validateCard } from "../hub/repositories.ts";
import { nearest } from "../ports/text.ts";
import { PROGRAM } from "../cli/failure.ts";
import { optionsOf } from "../cli/options.ts";
import { CREATION_OPTIONS } from "../cli/settings.ts";
import { cardName, checkTemplate } from "../dataset/content.ts";
import { type DesiredDataset, type InitialContent, withoutPresent } from "../dataset/desired.ts";
import { cardFailure } from "../dataset/card.ts";
import { readTemplateFolder, templateFailure, type TemplateFolder } from "../dataset/template_folder.ts";
import type { EnsuredDataset } from "../dataset/ensure.ts";
import type { HubClient } from "../hub/client.ts";
import type { Visibility } from "../hub/datasets.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import { detectShell, quoted } from "../shell/shell.ts";
import type { Context } from "./context.ts";

/** Reads and checks the folder of `--template`, before any request; the env file that this run writes is no part of it. */
export async function readTemplate(
  context: Context,
  path: string,
  { envFile, visibility }: { envFile: string | undefined; visibility: Visibility | undefined },
): Promise<TemplateFolder> {
  await checkExists(context, path);
  const folder = await readTemplateFolder(context.files, path, { envFile });
  // What will be asked for is known by then.
  await checkTemplate(folder, visibility ?? (context.canAsk ? "private" : undefined));
  const { files, leftOut } = folder;
  const count = files.length === 1 ? "1 file" : `${files.length} files`;
  const more = leftOut.length > 5 ? `, and ${leftOut.length - 5} more` : "";
  const excluded = leftOut.length === 0 ? "" : ` (excluded: ${leftOut.slice(0, 5).join(", ")}${more})`;
  context.reporter.step("Template", `${path}, ${count}${excluded}`);
  return folder;
}

/**
 * Has the Hub check the card of a template folder, before anything is created.
 *
 * @throws Failure `card_invalid` and those of the network
 */
export async function checkCardAtHub(
  context: Context,
  { hub, content, folder }: { hub: HubClient; content: InitialContent; folder: TemplateFolder },
): Promise<void> {
  const validation = await validateCard(hub, await content.card());
  if (validation === undefined) {
    return context.reporter.detail("The Hub could not be asked to check the card");
  }
  const { errors, warnings } = validation;
  if (errors.length > 0) {
    const problem = `the Hub says: ${errors.join("; ")}`;
    throw cardFailure("card_invalid", { card: cardName(folder), problem });
  }
  for (const warning of warnings) context.reporter.warn(`The Hub warns about the card: ${warning}`);
}

/** A word that names neither a template nor a folder is most likely a typo. */
async function checkExists(context: Context, path: string): Promise<void> {
  if (/[/\\]/.test(path) || path.startsWith(".")) return;
  try {
    await context.files.facts(path);
  } catch (error) {
    if (errorNameOf(error) !== "NotFound") return;
    throw templateFailure("template_unknown", { name: path, nearest: nearest(path, ["trackio", "blank"]) });
  }
}

/**
 * Names the options for a new repository that change nothing of an existing one, and what would change it.
 *
 * @param plan `isContentMissing`: the card was made by an earlier run, and the gate is set now
 */
export function reportUnapplied(
  { environment, reporter }: Pick<Context, "environment" | "reporter">,
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
  const shell = detectShell(environment);
  const changeable = optionsOf("configure").map(({ name }) => name);
  const configure = options.filter(({ name }) => changeable.includes(name))
    .map(({ name, value }) => `--${name}${value.startsWith("-") ? "=" : " "}${quoted(value, { shell })}`);
  const fix = configure.length === 0
    ? `${names.length === 1 ? "it applies" : "they apply"} only to a new repository`
    : `to change it: ${PROGRAM} configure ${id} ${configure.join(" ")}`;
  reporter.warn(`${id} already exists, so ${names.join(", ")} had no effect; ${fix}`);
}
