import { type HubClient, orUndefined } from "./client.ts";
import { listIn, recordIn, textIn } from "./json.ts";
import { HubAnswerError } from "./request_failure.ts";

/** The settings of a repository that can be changed (lib/hub/README.md#settings). */
export interface SettingsChange {
  readonly visibility?: "private" | "public";
  readonly gated?: "auto" | "manual" | false;
  readonly discussionsDisabled?: boolean;
}

/** What the Hub says of a card. */
export interface CardCheck {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** `undefined` if there is no such file. */
export async function readFile(
  hub: HubClient,
  id: string,
  { path, revision }: { readonly path: string; readonly revision: string },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = [revision, ...path.split("/")].map(encodeURIComponent).join("/");
  return (await orUndefined(hub.request(`/datasets/${id}/resolve/${file}`)))?.bytes;
}

/** What the Hub says the settings now are; it leaves out what it does not confirm. */
export async function changeSettings(
  hub: HubClient,
  id: string,
  settings: SettingsChange,
): Promise<Readonly<Record<string, unknown>>> {
  return recordIn(await hub.json(`/api/datasets/${id}/settings`, { method: "PUT", body: settings }));
}

/** What the Hub would say of a card; `undefined` if it cannot be asked. */
export async function checkCard(hub: HubClient, text: string): Promise<CardCheck | undefined> {
  try {
    const body = { content: text, repoType: "dataset" };
    return cardCheckIn(await hub.json("/api/validate-yaml", { method: "POST", body }));
  } catch (error) {
    if (error instanceof HubAnswerError && error.status === 400) {
      const { errors, warnings } = cardCheckIn(error.body);
      return { errors: errors.length > 0 ? errors : [error.said], warnings };
    }
    // A mirror without this route cannot check it, and need not stop the work: the commit is checked again.
    if (error instanceof HubAnswerError && [401, 403, 404, 405].includes(error.status)) return undefined;
    throw error;
  }
}

/** `undefined` if the dataset is in none. */
export async function readResourceGroup(
  hub: HubClient,
  id: string,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const { id: group, name } = recordIn(await orUndefined(hub.json(`/api/datasets/${id}/resource-group`)));
  return typeof group === "string" ? { id: group, name: textIn(name) ?? group } : undefined;
}

/** `null` removes it from its group. */
export async function putInResourceGroup(hub: HubClient, id: string, group: string | null): Promise<void> {
  const body = { resourceGroupId: group };
  await hub.request(`/api/datasets/${id}/resource-group`, { method: "POST", body });
}

function cardCheckIn(body: unknown): CardCheck {
  const { errors, warnings } = recordIn(body);
  return { errors: messagesIn(errors), warnings: messagesIn(warnings) };
}

function messagesIn(list: unknown): string[] {
  return listIn(list).flatMap((item) => textIn(item) ?? textIn(recordIn(item)["message"]) ?? []);
}
