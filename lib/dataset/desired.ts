import { TRACKIO_DATASET_ID } from "../env_file/variables.ts";
import type { Whoami } from "../account/whoami.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import type { HubClient } from "../hub/client.ts";
import type { CreationTools } from "./create_or_find.ts";

/** What a new repository starts with; `folder` is a template of one's own. */
export type TemplateName = "trackio" | "blank" | "folder";

/**
 * Which template was asked for: a built-in name wins over a folder of that name, which is then written as a path.
 *
 * @param text the value of `--template`
 * @param variables that will name the dataset; Trackio's own would take a first row for one of its tables
 */
export function readTemplateChoice(
  text: string | undefined,
  variables: readonly string[],
): { template: TemplateName; templateFolder: string | undefined } {
  const template = text ?? (variables.includes(TRACKIO_DATASET_ID) ? "blank" : "trackio");
  return template === "trackio" || template === "blank"
    ? { template, templateFolder: undefined }
    : { template: "folder", templateFolder: template };
}

/** What the card says. */
export interface DesiredCard {
  readonly license: string | undefined;
  /** Added to those that the card has. */
  readonly tags: readonly string[];
  readonly prettyName: string | undefined;
}

/** What a dataset is to be like; `undefined` leaves a setting as it is. */
export interface DesiredDataset extends DesiredCard {
  readonly visibility: Visibility | undefined;
  /** `false` for no gate. */
  readonly gated: "auto" | "manual" | false | undefined;
  readonly discussions: boolean | undefined;
  /** The id of a resource group; `null` for none. */
  readonly resourceGroup: string | null | undefined;
  /** Where a new one is stored. */
  readonly region: "us" | "eu" | undefined;
  readonly removedTags: readonly string[];
  /** The text that replaces the card; the license, tags and title above are set in it. */
  readonly card: string | undefined;
}

/** Leaves everything as it is. */
export const UNCHANGED = {
  visibility: undefined,
  gated: undefined,
  discussions: undefined,
  resourceGroup: undefined,
  region: undefined,
  license: undefined,
  tags: [],
  removedTags: [],
  prettyName: undefined,
  card: undefined,
} satisfies DesiredDataset;

/** What the work on a dataset needs. */
export interface DatasetTools extends CreationTools {
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
      tags: desired.tags.filter((tag) => !tags.includes(tag)),
      removedTags: desired.removedTags.filter((tag) => tags.includes(tag)),
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

/** The license ids of the Hub, in its order (lib/hub/README.md#creating-a-repository). */
export const LICENSES: readonly string[] = `
  apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m
  afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5
  cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
  cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
  cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0
  lgpl lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl
  openmdw-1.0 openmdw-1.1 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr
  deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4
  grok2-community gemma unknown other
`.trim().split(/\s+/);
