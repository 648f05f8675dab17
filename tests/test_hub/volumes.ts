/** What a Space mounts, read by the rules of the server's schema (lib/hub/README.md#spaces). */
import { invalidInput } from "./answers.ts";
import { asBoolean, asList, asObject, asOneOf, asString } from "./exchange.ts";

/** A Bucket or a repository at a path inside the Space's container. */
export interface Volume {
  readonly type: "bucket" | "model" | "dataset" | "space";
  readonly source: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly revision?: string;
  readonly path?: string;
}

/** Reads a list of volumes. */
export function readVolumes(value: unknown, at: string): Volume[] {
  return asList(value, at).map((item, index) => {
    const here = `${at}[${index}]`;
    const volume = asObject(item, here);
    const mountPath = asString(volume.mountPath, `${here}.mountPath`);
    if (!mountPath.startsWith("/")) {
      throw invalidInput("Invalid string: must match pattern /^\\/.*/", `${here}.mountPath`);
    }
    return {
      type: asOneOf(volume.type, `${here}.type`, { of: ["bucket", "model", "dataset", "space"] }),
      source: asString(volume.source, `${here}.source`),
      mountPath,
      ...(volume.readOnly === undefined ? {} : { readOnly: asBoolean(volume.readOnly, `${here}.readOnly`) }),
      ...(volume.revision === undefined ? {} : { revision: asString(volume.revision, `${here}.revision`) }),
      ...(volume.path === undefined ? {} : { path: asString(volume.path, `${here}.path`) }),
    };
  });
}
