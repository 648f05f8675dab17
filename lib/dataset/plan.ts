import { checkResourceGroup } from "../account/rights.ts";
import { type DatasetInfo, readFile } from "../hub/datasets.ts";
import { resourceGroupOf, type SettingsChange } from "../hub/repositories.ts";
import { ownerOf } from "../hub/addresses.ts";
import { type CardChange, editCard, type EditedCard } from "./edit_card.ts";
import type { DatasetTools, DesiredDataset } from "./desired.ts";
import { contentFailure } from "./content_failures.ts";
import { datasetFailure } from "./failures.ts";
import { textOfFile } from "./card.ts";

/** One line of what will change. */
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
  /** The new card, where it changes. */
  readonly card: EditedCard | undefined;
  readonly changes: readonly PlannedChange[];
}

/** An existing repository, as far as it was read. */
interface PresentDataset {
  readonly info: DatasetInfo;
  readonly group: { readonly id: string; readonly name: string } | undefined;
  /** The card with the desired edits made. */
  readonly card: EditedCard | undefined;
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
  const card = concernsCard(desired) ? await editPresentCard(hub, info, desired) : undefined;
  return planChanges(desired, { info, group, card });
}

/** Compares the desired state with the present one. */
export function planChanges(desired: DesiredDataset, present: PresentDataset): DatasetPlan {
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

function concernsCard({ license, prettyName, tags, removedTags, card }: DesiredDataset): boolean {
  return license !== undefined || prettyName !== undefined || card !== undefined ||
    tags.length + removedTags.length > 0;
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
  if (text === undefined) throw contentFailure("card_not_text", { card });
  // Setup compares without a card, and needs not load what edits one.
  return await editCard(text, {
    license: desired.license,
    prettyName: desired.prettyName,
    addTags: desired.tags,
    removeTags: desired.removedTags,
    replacement: desired.card,
  }, { card });
}

const UNKNOWN = "(unknown)";

const CARD_LABELS: ReadonlyMap<string, readonly [label: string, setting: string]> = new Map([
  ["license", ["License", "license"]],
  ["tags", ["Tags", "tags"]],
  ["pretty_name", ["Title", "prettyName"]],
  ["text", ["Text", "text"]],
]);

function cardLine(change: CardChange): PlannedChange {
  const known = CARD_LABELS.get(change.key);
  const [label, setting] = known ?? ["Card key", change.key];
  if (change.key === "text") return { label, setting, from: sizeOf(change.from), to: sizeOf(change.to) };
  const prefix = known === undefined ? `${change.key}: ` : "";
  return { label, setting, from: `${prefix}${shown(change.from)}`, to: shown(change.to) };
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
  return gated === undefined ? UNKNOWN : gated === false ? "off" : gated;
}
