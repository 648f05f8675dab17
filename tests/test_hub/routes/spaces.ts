/** Variables and secrets of Spaces (lib/hub/README.md#space-variables-and-secrets). */
import { jsonAnswer } from "../answers.ts";
import { asVariableName } from "../creation.ts";
import { isoTime } from "../description.ts";
import { asString, jsonObject, type Visit, writableRepository } from "../exchange.ts";
import type { HubRepository, SpaceVariable } from "../repositories.ts";
import { type Route, route } from "../router.ts";

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

export const SPACE_ROUTES: readonly Route[] = (["variables", "secrets"] as const).flatMap((kind) => [
  route(`GET /api/spaces/:namespace/:name/${kind}`, (visit) => read(visit, kind)),
  route(`POST /api/spaces/:namespace/:name/${kind}`, (visit) => upsert(visit, kind)),
]);
