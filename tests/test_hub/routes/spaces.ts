/** Variables and secrets of Spaces, how they run and what they mount (lib/hub/README.md#spaces). */
import { invalidInput, jsonAnswer, refusal } from "../answers.ts";
import { asVariableName } from "../creation.ts";
import { isoTime, runtimeOf } from "../description.ts";
import { asString, jsonObject, visibleRepository, type Visit, writableRepository } from "../exchange.ts";
import type { HubRepository, SpaceVariable } from "../repositories.ts";
import { type Route, route } from "../router.ts";
import { readVolumes } from "../volumes.ts";

type Kind = "variables" | "secrets";

/** Variables by name, with their values. */
function describeVariables(space: HubRepository): Record<string, unknown> {
  return Object.fromEntries(
    [...space.variables].map(([key, variable]) => [key, {
      key,
      value: variable.value,
      ...(variable.description === undefined ? {} : { description: variable.description }),
      updatedAt: isoTime(variable.updatedAt),
    }]),
  );
}

/** Secrets by name, never their values. */
function describeSecrets(space: HubRepository): Record<string, unknown> {
  return Object.fromEntries(
    [...space.secrets].map(([key, secret]) => [key, {
      key,
      ...(secret.description === undefined ? {} : { description: secret.description }),
      updatedAt: isoTime(secret.updatedAt),
    }]),
  );
}

/** After a change of variables the whole map is answered, after one of secrets an empty object. */
function afterChange(space: HubRepository, kind: Kind) {
  return jsonAnswer(kind === "variables" ? describeVariables(space) : {});
}

function read(visit: Visit, kind: Kind) {
  const space = writableRepository(visit, "space");
  return jsonAnswer(kind === "variables" ? describeVariables(space) : describeSecrets(space));
}

function upsert(visit: Visit, kind: Kind) {
  const space = writableRepository(visit, "space");
  const body = jsonObject(visit.request);
  const variable: SpaceVariable = {
    value: asString(body.value ?? "", "value"),
    ...(body.description === undefined ? {} : { description: asString(body.description, "description") }),
    updatedAt: visit.hub.now(),
  };
  space[kind].set(asVariableName(body.key, "key"), variable);
  return afterChange(space, kind);
}

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

export const SPACE_ROUTES: readonly Route[] = [
  ...(["variables", "secrets"] as const).flatMap((kind) => [
    route(`GET /api/spaces/:namespace/:name/${kind}`, (visit) => read(visit, kind)),
    route(`POST /api/spaces/:namespace/:name/${kind}`, (visit) => upsert(visit, kind)),
  ]),
  route("GET /api/spaces/:namespace/:name/runtime", readRuntime),
  route("PUT /api/spaces/:namespace/:name/volumes", putVolumes),
];
