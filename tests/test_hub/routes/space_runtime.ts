/** How a Space runs, and what it mounts (lib/hub/README.md#spaces). */
import { invalidInput, jsonAnswer, refusal } from "../answers.ts";
import { runtimeOf } from "../description.ts";
import { jsonObject, visibleRepository, type Visit, writableRepository } from "../exchange.ts";
import { type Route, route } from "../router.ts";
import { readVolumes } from "../volumes.ts";

function readRuntime(visit: Visit) {
  return jsonAnswer(runtimeOf(visibleRepository(visit, "space")));
}

/** Replaces the whole list. */
function putVolumes(visit: Visit) {
  const space = writableRepository(visit, "space");
  if (space.sdk === "static") throw refusal(400, "Volumes are not supported on static Spaces");
  const volumes = readVolumes(jsonObject(visit.request).volumes, "volumes");
  if (volumes.length === 0) {
    throw invalidInput("Too small: expected array to have >=1 items", "volumes");
  }
  space.volumes = volumes;
  return jsonAnswer(runtimeOf(space));
}

export const SPACE_RUNTIME_ROUTES: readonly Route[] = [
  route("GET /api/spaces/:namespace/:name/runtime", readRuntime),
  route("PUT /api/spaces/:namespace/:name/volumes", putVolumes),
];
