import { problemOfName } from "../../dataset/repository_id.ts";

/** Whether a variable's value is what its readers take for a repository: `namespace/name`, the slash included. */
export function isRepositoryId(value: string): boolean {
  const parts = value.split("/");
  return parts.length === 2 && parts.every((part) => problemOfName(part) === undefined);
}
