import type { Scene } from "./scene.ts";

/** Writes `plan.json` into the folder of a scene; a text stands as it is. */
export async function writePlan(scene: Scene, plan: unknown): Promise<void> {
  await Deno.writeTextFile(
    `${scene.folder}/plan.json`,
    typeof plan === "string" ? plan : JSON.stringify(plan, null, 2),
  );
}

/** The requests that may have changed something. */
export function changing(scene: Scene): string[] {
  return scene.requests().filter((request) => !/^(GET|HEAD) /.test(request));
}
