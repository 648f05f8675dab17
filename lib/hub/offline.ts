import type { ReadVariable } from "./proxy.ts";

/**
 * The variable by which the person has said that the Hub must not be contacted (hub-api 10).
 *
 * @param read the environment
 * @returns its name, or undefined when the Hub may be contacted
 */
export function offlineVariable(read: ReadVariable): string | undefined {
  return ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].find((name) =>
    /^(?:1|on|yes|true)$/i.test(read(name) ?? "")
  );
}
