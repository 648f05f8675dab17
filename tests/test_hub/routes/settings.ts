/** `PUT /api/datasets/{id}/settings` (lib/hub/README.md#settings); there is no route to read them back. */
import { jsonAnswer, refusal } from "../answers.ts";
import { asBoolean, asOneOf, jsonObject, type Visit, writableRepository } from "../exchange.ts";
import type { Gating, HubRepository } from "../repositories.ts";
import { type Route, route } from "../router.ts";

/** Reads one setting, and says how to apply it. */
type Setting = (value: unknown, at: string) => (repository: HubRepository) => void;

function gating(value: unknown, at: string): Gating {
  // `true` is rejected (lib/hub/README.md#settings).
  return value === false ? false : asOneOf(value, at, { of: ["auto", "manual"] });
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  visibility: (value, at) => {
    const visibility = asOneOf(value, at, { of: ["private", "public"] });
    return (repository) => void (repository.private = visibility === "private");
  },
  gated: (value, at) => {
    const gated = gating(value, at);
    // Requests stay stored while gating is off (lib/hub/README.md#settings).
    return (repository) => void (repository.gated = gated);
  },
  discussionsDisabled: (value, at) => {
    const isOff = asBoolean(value, at);
    return ({ settings }) => void (settings.discussionsDisabled = isOff);
  },
};

/** Observed: recognized fields are echoed (lib/hub/README.md#settings). */
function putSettings(visit: Visit) {
  const { hub, request } = visit;
  const repository = writableRepository(visit);
  const body = jsonObject(request);
  const given = Object.keys(SETTINGS).filter((name) => body[name] !== undefined);
  const changes = given.flatMap((name) => SETTINGS[name]?.(body[name], name) ?? []);
  const policy = hub.accounts.organizations.get(repository.namespace)?.visibility;
  if (policy === "private-only" && body.visibility === "public") {
    throw refusal(403, `The organization "${repository.namespace}" only allows private repositories`);
  }
  for (const change of changes) change(repository);
  return jsonAnswer(Object.fromEntries(given.map((name) => [name, body[name]])));
}

export const SETTINGS_ROUTES: readonly Route[] = [
  route("PUT /api/datasets/:namespace/:name/settings", putSettings),
];
