import { datasetFailure } from "../failures.ts";
import { fillPlaceholders, type PlaceholderValues } from "./placeholders.ts";
import type { TemplateFolder } from "./read_folder.ts";
import { textOfFile } from "./text_file.ts";

/** A file that a new repository gets in the commit after its creation. */
export interface ContentFile {
  /** In the repository, with slashes. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** A template folder with its placeholders filled in. */
export interface FilledFolder {
  /** `undefined` where the folder has no README.md. */
  readonly card: string | undefined;
  /** Everything but the card. */
  readonly files: readonly ContentFile[];
}

/**
 * Fills in the placeholders of all text files of a template.
 *
 * @throws Failure `card_not_text`, `template_placeholder_unknown`, `template_visibility_unknown`
 */
export function fillFolder(folder: TemplateFolder, values: PlaceholderValues): FilledFolder {
  let card: string | undefined;
  const files: ContentFile[] = [];
  for (const { path, bytes } of folder.files) {
    const text = textOfFile(bytes);
    if (path === "README.md" && text === undefined) {
      throw datasetFailure("card_not_text", { card: `README.md of the template "${folder.path}"` });
    }
    const filled = text === undefined ? undefined : fillPlaceholders(text, values, { file: path });
    if (path === "README.md" && filled !== undefined) card = filled;
    else {
      const content = filled === undefined || filled === text ? bytes : new TextEncoder().encode(filled);
      files.push({ path, content: Uint8Array.from(content) });
    }
  }
  return { card, files };
}
