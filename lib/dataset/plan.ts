import { checkResourceGroup } from "../account/rights.ts";
import { type DatasetInfo, readFile } from "../hub/datasets.ts";
import { resourceGroupOf, type SettingsChange } from "../hub/repositories.ts";
import { ownerOf } from "../hub/addresses.ts";
import { type CardChange, editCard, type EditedCard } from "./edit_card.ts";
import type { DatasetTools, DesiredDataset } from "./desired.ts";
import { datasetFailure } from "./failures.ts";
import { cardFailure, textOfFile } from "./card.ts";

interface PlannedChange {
  readonly label: string;
  /** The name in JSON. */
  readonly setting: string;
  /** As people read it. */
  readonly from: string;
  readonly to: string;
}

/** What must be done to an existing repository, and nothing that is so already. */
export interface DatasetPlan {
  readonly id: string;
  /** The commit that the card was read at, which the new one must follow. */
  readonly revision: string | undefined;
  readonly settings: SettingsChange;
  /** `undefined` where the group stays; `null` for none. */
  readonly group: string | null | undefined;
  readonly card: EditedCard | undefined;
  readonly changes: readonly PlannedChange[];
}

/**
 * Reads what the desired state is compared with, and compares: the resource group and the card only where they matter.
 *
 * @throws Failure `resource_group_outside_organization`, those of the card, and those of the network
 */
export async function planDataset(
  tools: Pick<DatasetTools, "hub" | "whoami">,
  info: DatasetInfo,
  desired: DesiredDataset,
): Promise<DatasetPlan> {
  const { hub, whoami } = tools;
  const { resourceGroup } = desired;
  if (typeof resourceGroup === "string") {
    checkResourceGroup(whoami, { owner: ownerOf(info.id), group: resourceGroup });
  }
  const group = resourceGroup === undefined ? undefined : await resourceGroupOf(hub, info.id);
  const { license, prettyName, card: text, tags = [], removedTags = [] } = desired;
  const isOfCard = [license, prettyName, text, ...tags, ...removedTags].some((one) => one !== undefined);
  const card = isOfCard ? await editPresentCard(hub, info, desired) : undefined;
  return planChanges(desired, { info, group, card });
}

/** Compares the desired state with the present one; the card has the desired edits made. */
export function planChanges(
  desired: DesiredDataset,
  present: {
    readonly info: Pick<DatasetInfo, "id" | "visibility" | "gated" | "revision">;
    readonly group?: { readonly id: string; readonly name: string } | undefined;
    readonly card?: EditedCard | undefined;
  },
): DatasetPlan {
  const { info } = present;
  const visibility = desired.visibility === info.visibility ? undefined : desired.visibility;
  const gated = desired.gated === info.gated ? undefined : desired.gated;
  const { discussions, resourceGroup } = desired;
  const group = resourceGroup === (present.group?.id ?? null) ? undefined : resourceGroup;
  const card = present.card?.changes.length === 0 ? undefined : present.card;
  const rows: readonly (readonly [label: string, setting: string, from: string, to: string | undefined])[] = [
    ["Visibility", "visibility", info.visibility ?? UNKNOWN, visibility],
    ["Gate", "gated", gateWord(info.gated), gated === undefined ? undefined : gateWord(gated)],
    // The Hub has no way to read this one, so it is always set when it is desired.
    [
      "Discussions",
      "discussions",
      UNKNOWN,
      discussions === undefined ? undefined : discussions ? "on" : "off",
    ],
    ["Group", "resourceGroup", present.group?.name ?? "none", group === null ? "none" : group],
  ];
  return {
    id: info.id,
    revision: info.revision,
    settings: {
      ...(visibility === undefined ? {} : { visibility }),
      ...(gated === undefined ? {} : { gated }),
      ...(discussions === undefined ? {} : { discussionsDisabled: !discussions }),
    },
    group,
    card,
    changes: [
      ...rows.flatMap(([label, setting, from, to]) => to === undefined ? [] : [{ label, setting, from, to }]),
      ...(card?.changes.map(cardLine) ?? []),
    ],
  };
}

/** Whether a plan keeps people out who could read the repository before. */
export function closes({ settings: { visibility, gated } }: DatasetPlan): boolean {
  return visibility === "private" || (visibility === undefined && (gated === "auto" || gated === "manual"));
}

/** Whether a plan lets more people see or read the repository than before. */
export function opens({ settings: { visibility, gated } }: DatasetPlan): boolean {
  return visibility === "public" || gated === false;
}

/** The card is read at the very commit that its successor must follow. */
async function editPresentCard(
  hub: DatasetTools["hub"],
  { id, revision }: DatasetInfo,
  desired: DesiredDataset,
): Promise<EditedCard> {
  if (revision === undefined) throw datasetFailure("repository_unread", { repository: id });
  const card = `README.md of ${id}`;
  const bytes = await readFile(hub, id, { path: "README.md", revision });
  const text = bytes === undefined ? "" : textOfFile(bytes);
  if (text === undefined) throw cardFailure("card_not_text", { card });
  return await editCard(text, desired, card);
}

const UNKNOWN = "(unknown)";

const CARD_LABELS: ReadonlyMap<string, string> = new Map([
  ["license", "License"],
  ["tags", "Tags"],
  ["pretty_name", "Title"],
]);

function cardLine({ key, from, to }: CardChange): PlannedChange {
  if (key === "text") return { label: "Text", setting: key, from: sizeOf(from), to: sizeOf(to) };
  const label = CARD_LABELS.get(key);
  const setting = key === "pretty_name" ? "prettyName" : key;
  const prefix = label === undefined ? `${key}: ` : "";
  return { label: label ?? "Card key", setting, from: `${prefix}${shown(from)}`, to: shown(to) };
}

/** On one line: a card must not be able to look like lines of this program. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  const isOfTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  const text = isOfTexts ? value.join(", ") : typeof value === "string" ? value : JSON.stringify(value);
  const line = /[\p{Cc}\u2028\u2029]/u.test(text) ? JSON.stringify(text) : text;
  if (isOfTexts && value.length === 0) return "none";
  return line.length <= 200 ? line : `${line.slice(0, 200)}...`;
}

function sizeOf(text: unknown): string {
  const { length } = String(text ?? "");
  return length === 1 ? "1 character" : `${length} characters`;
}

function gateWord(gated: DatasetInfo["gated"]): string {
  return gated === undefined ? UNKNOWN : gated === false ? "off" : gated;
}
