import { cliFailure } from "../../cli/failures.ts";
import { commandsFailure } from "../failures.ts";
import { readCardSettings, readRemovedTags } from "../../cli/creation_settings.ts";
import type { CardSettings } from "../../cli/creation_settings.ts";
import type { ParsedArguments } from "../../cli/parser.ts";
import type { Visibility } from "../../hub/dataset_info.ts";

/** What a repository is to be like; `undefined` where nothing was said. */
export interface AskedConfiguration extends CardSettings {
  readonly visibility: Visibility | undefined;
  readonly gated: "auto" | "manual" | false | undefined;
  readonly discussions: boolean | undefined;
  /** The id or the name as it was typed; `null` for none at all. */
  readonly resourceGroup: string | null | undefined;
  readonly removedTags: readonly string[];
  /** The file whose text the card is to have. */
  readonly cardPath: string | undefined;
}

/**
 * Reads what `configure` was asked to change.
 *
 * @throws Failure `nothing_to_configure`, `options_conflict`, `option_value_invalid`
 */
export function readAskedConfiguration(parsed: ParsedArguments): AskedConfiguration {
  if (parsed.has("private") && parsed.has("public")) {
    throw cliFailure("options_conflict", { first: "--private", second: "--public" });
  }
  const gated = parsed.value("gated");
  const discussions = parsed.value("discussions");
  const group = parsed.value("resource-group")?.trim();
  const card = readCardSettings(parsed);
  const removedTags = readRemovedTags(parsed);
  const both = card.tags.find((tag) => removedTags.includes(tag));
  if (both !== undefined) {
    throw cliFailure("options_conflict", { first: `--tag ${both}`, second: `--remove-tag ${both}` });
  }
  const asked: AskedConfiguration = {
    ...card,
    visibility: parsed.has("private") ? "private" : parsed.has("public") ? "public" : undefined,
    gated: gated === undefined ? undefined : gated === "auto" || gated === "manual" ? gated : false,
    discussions: discussions === undefined ? undefined : discussions === "on",
    resourceGroup: group === "none" ? null : group,
    removedTags,
    cardPath: parsed.value("card"),
  };
  const isNothing = Object.values(asked).every((value) =>
    value === undefined || (Array.isArray(value) && value.length === 0)
  );
  if (isNothing) throw commandsFailure("nothing_to_configure", { repository: parsed.words[0] ?? "" });
  return asked;
}

/** Whether the card is to be edited. */
export function concernsCard(asked: AskedConfiguration): boolean {
  return asked.license !== undefined || asked.prettyName !== undefined || asked.cardPath !== undefined ||
    asked.tags.length > 0 || asked.removedTags.length > 0;
}
