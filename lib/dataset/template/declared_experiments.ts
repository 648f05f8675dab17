import { CARD_TAG } from "./card.ts";
import { recordIn } from "../../hub/json_record.ts";

/**
 * Whether a card says that its dataset holds experiments: by its columns, by the template's tags, or by Trackio's tag
 * and the place of the rows (experiments-dataset 1). The files are not looked at, which would take requests of its own.
 *
 * @param told tags and front matter, as they came over the wire
 */
export function declaresExperiments(told: { tags: unknown; cardData: unknown }): boolean {
  const { dataset_info: info, configs, tags: cardTags } = recordIn(told.cardData);
  const columns = listOf(info).flatMap((one) => listIn(recordIn(one)["features"]));
  if (columns.some((column) => recordIn(column)["name"] === "experiment_id")) return true;
  const tags = [...listIn(told.tags), ...listIn(cardTags)];
  if (!tags.includes("trackio")) return false;
  if (tags.includes(CARD_TAG)) return true;
  return listIn(configs).flatMap((config) => listOf(recordIn(config)["data_files"])).some((files) => {
    const paths = typeof files === "string" ? files : recordIn(files)["path"];
    return listOf(paths).some((path) => typeof path === "string" && path.startsWith("data/train-"));
  });
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list, also where one item stands without one. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
