import type { CardChange, EditedCard } from "../../dataset/card/edit_card.ts";
import type { DatasetInfo } from "../../hub/dataset_info.ts";
import type { SettingsChange } from "../../hub/hub_client.ts";
import type { AskedConfiguration } from "./asked.ts";

/** A resource group, as the Hub tells it. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** The repository as it is. */
export interface PresentState {
  readonly info: DatasetInfo;
  /** Only where it was asked for. */
  readonly group?: Group | undefined;
}

/** One line of what will change. */
export interface PlannedChange {
  readonly label: string;
  /** The name in JSON. */
  readonly setting: string;
  /** As people read it. */
  readonly from: string;
  readonly to: string;
}

/** What is to be done, and nothing that is so already. */
export interface ConfigurationPlan {
  readonly settings: SettingsChange;
  /** `undefined` where the group stays; `null` for none. */
  readonly group: string | null | undefined;
  /** The new card, where it changes. */
  readonly card: EditedCard | undefined;
  readonly changes: readonly PlannedChange[];
}

/**
 * Compares what was asked with what is.
 *
 * @param asked the options
 * @param present the repository as it is
 * @param wanted the card after its edits, and the group's id, where they were asked for
 */
export function planConfiguration(
  asked: AskedConfiguration,
  present: PresentState,
  wanted: { card: EditedCard | undefined; group: string | null | undefined },
): ConfigurationPlan {
  const { info } = present;
  const visibility = asked.visibility !== info.visibility ? asked.visibility : undefined;
  const gated = asked.gated !== info.gated ? asked.gated : undefined;
  const isGroupKept = wanted.group === undefined || wanted.group === (present.group?.id ?? null);
  const group = isGroupKept ? undefined : wanted.group;
  const card = wanted.card !== undefined && wanted.card.changes.length > 0 ? wanted.card : undefined;
  const { discussions } = asked;
  return {
    settings: {
      ...(visibility === undefined ? {} : { visibility }),
      ...(gated === undefined ? {} : { gated }),
      ...(discussions === undefined ? {} : { discussionsDisabled: !discussions }),
    },
    group,
    card,
    changes: [
      ...(visibility === undefined
        ? []
        : [line("Visibility", "visibility", [info.visibility ?? NOT_TOLD, visibility])]),
      ...(gated === undefined ? [] : [line("Gate", "gated", [gateWord(info.gated), gateWord(gated)])]),
      // The Hub has no way to read this one back (hub-api 5), so it is always set when it is asked for.
      ...(discussions === undefined
        ? []
        : [line("Discussions", "discussions", [NOT_TOLD, discussions ? "on" : "off"])]),
      ...(group === undefined
        ? []
        : [line("Group", "resourceGroup", [present.group?.name ?? "none", groupWord(asked, group)])]),
      ...(card?.changes.map(cardLine) ?? []),
    ],
  };
}

/** Whether the plan keeps people out who could read the repository before. */
export function closes(plan: ConfigurationPlan): boolean {
  const { visibility, gated } = plan.settings;
  return visibility === "private" || (visibility === undefined && (gated === "auto" || gated === "manual"));
}

const NOT_TOLD = "(not told by the Hub)";

const CARD_LABELS: ReadonlyMap<string, readonly [label: string, setting: string]> = new Map([
  ["license", ["License", "license"]],
  ["tags", ["Tags", "tags"]],
  ["pretty_name", ["Title", "prettyName"]],
  ["text", ["Text", "text"]],
]);

function cardLine(change: CardChange): PlannedChange {
  const known = CARD_LABELS.get(change.key);
  const [label, setting] = known ?? ["Card key", change.key];
  if (change.key === "text") return line(label, setting, [sizeOf(change.from), sizeOf(change.to)]);
  const prefix = known === undefined ? `${change.key}: ` : "";
  return line(label, setting, [`${prefix}${shown(change.from)}`, shown(change.to)]);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return shortened(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
    return value.length === 0 ? "none" : shortened(value.join(", "));
  }
  return shortened(JSON.stringify(value));
}

function sizeOf(text: unknown): string {
  const { length } = String(text ?? "");
  return length === 1 ? "1 character" : `${length} characters`;
}

/** On one line: a card must not be able to look like lines of this program. */
function shortened(value: string): string {
  const text = /[\p{Cc}\u2028\u2029]/u.test(value) ? JSON.stringify(value) : value;
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`;
}

function gateWord(gated: DatasetInfo["gated"]): string {
  return gated === undefined ? NOT_TOLD : gated === false ? "off" : gated;
}

function groupWord(asked: AskedConfiguration, group: string | null | undefined): string {
  return group === null ? "none" : asked.resourceGroup ?? String(group);
}

function line(label: string, setting: string, values: readonly [from: string, to: string]): PlannedChange {
  const [from, to] = values;
  return { label, setting, from, to };
}
