import { TRACKIO_DATASET_ID } from "../env_file/variables.ts";
import type { Whoami } from "../account/whoami.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import type { HubClient } from "../hub/client.ts";
import type { Clock } from "../ports/world.ts";

/** What a new repository starts with; `folder` is a template of one's own. */
export type TemplateName = "trackio" | "blank" | "folder";

/**
 * Which template was asked for: a built-in name wins over a folder of that name, which is then written as a path.
 *
 * @param variables that will name the dataset
 */
export function readTemplateChoice(
  text: string | undefined,
  variables: readonly string[],
): { template: TemplateName; templateFolder: string | undefined } {
  // Trackio would take a first row for one of its tables.
  const template = text ?? (variables.includes(TRACKIO_DATASET_ID) ? "blank" : "trackio");
  return template === "trackio" || template === "blank"
    ? { template, templateFolder: undefined }
    : { template: "folder", templateFolder: template };
}

/** What a dataset is to be like; what is left out stays. {@linkcode withoutPresent} compares each of it that the Hub shows. */
export interface DesiredDataset {
  readonly visibility?: Visibility | undefined;
  /** `false` for no gate. */
  readonly gated?: "auto" | "manual" | false | undefined;
  readonly discussions?: boolean | undefined;
  /** The id of a resource group; `null` for none. */
  readonly resourceGroup?: string | null | undefined;
  readonly region?: "us" | "eu" | undefined;
  readonly license?: string | undefined;
  /** Added to those that the card has. */
  readonly tags?: readonly string[] | undefined;
  readonly prettyName?: string | undefined;
  readonly removedTags?: readonly string[] | undefined;
  /** The text that replaces the card before the rest is set in it. */
  readonly card?: string | undefined;
}

export interface DatasetTools {
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** How often a creation that surely did not take place is asked for again. */
  readonly retries: number;
  readonly hub: HubClient;
  readonly whoami: Whoami;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
  /** The version of this program, for the first row. */
  readonly version: string;
  /** Shows each change as soon as it is made. */
  readonly reporter: {
    change(label: string, text: string): void;
    step(label: string, text: string): void;
    warn(text: string): void;
  };
}

/**
 * What of the desired state one look at the repository does not already show.
 *
 * The Hub does not say in which resource group or region a repository is, nor whether discussions are on: those stay.
 */
export function withoutPresent(desired: DesiredDataset, info: DatasetInfo | undefined): DesiredDataset {
  const { visibility, gated, license, prettyName, card } = desired;
  const tags = info?.tags ?? [];
  return {
    ...desired,
    visibility: visibility === info?.visibility ? undefined : visibility,
    gated: gated === info?.gated ? undefined : gated,
    // A card that is replaced is compared with all that it will say.
    ...(card !== undefined ? {} : {
      license: license !== undefined && tags.includes(`license:${license}`) ? undefined : license,
      tags: desired.tags?.filter((tag) => !tags.includes(tag)),
      removedTags: desired.removedTags?.filter((tag) => tags.includes(tag)),
      prettyName: prettyName === info?.prettyName ? undefined : prettyName,
    }),
  };
}

/** What a new repository starts with; a built-in card is made when it is needed. */
export interface InitialContent {
  readonly template: TemplateName;
  /** The README.md, which travels with the creation. */
  card(): Promise<string>;
  /** The files of a template folder, which come in the commit after it. */
  readonly files: readonly ContentFile[];
  /** Whether a card is the one of the template folder, made today or on another day. */
  matches(card: string): boolean;
}

/** A file that a new repository gets in the commit after its creation. */
export interface ContentFile {
  /** In the repository, with slashes. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The tag by which setup recognizes its own cards. */
export const CARD_TAG = "hf-dataset-setup";
