import { type Scene, setScene } from "./scene.ts";

/** A gated dataset of ada's, at which grace waits. */
export async function setGatedScene(): Promise<Scene> {
  const scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs", gated: "manual" });
  repository.accessRequests.set("grace", {
    user: "grace",
    status: "pending",
    timestamp: Date.parse("2026-10-05T12:00:00Z"),
    fields: { Why: "to \u001b[31mread" },
  });
  return scene;
}

/** What JSON says became of the users. */
export function usersIn(result: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof result !== "object" || result === null || !("users" in result)) return [];
  return Array.isArray(result.users) ? result.users : [];
}
