/** `PUT /api/datasets/{id}/settings` (lib/hub/README.md#settings); there is no route to read them back. */
import { invalidInput, jsonAnswer, refusal } from "../answers.ts";
import { asBoolean, asOneOf, asString, jsonObject, type Visit, writableRepository } from "../exchange.ts";
import type { Gating, HubRepository, RepositoryType } from "../repositories.ts";
import { type Route, route } from "../router.ts";

/** Reads one setting, and says how to apply it. */
type Setting = (value: unknown, at: string) => (repository: HubRepository) => void;

function gating(value: unknown, at: string): Gating {
  // `true` is rejected (lib/hub/README.md#settings).
  return value === false ? false : asOneOf(value, at, { of: ["auto", "manual"] });
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  visibility: (value, at) => {
    const visibility = asOneOf(value, at, { of: ["private", "public", "protected"] });
    return (repository) => {
      if (visibility === "protected" && repository.type !== "space") {
        throw invalidInput("`protected` is only supported for Spaces", at);
      }
      repository.private = visibility === "private";
    };
  },
  private: (value, at) => {
    const isPrivate = asBoolean(value, at);
    return (repository) => void (repository.private = isPrivate);
  },
  gated: (value, at) => {
    const gated = gating(value, at);
    // Requests stay stored while gating is off (lib/hub/README.md#settings).
    return (repository) => void (repository.gated = gated);
  },
  orgMembersGated: (value, at) => {
    const isOn = asBoolean(value, at);
    return ({ settings }) => void (settings.orgMembersGated = isOn);
  },
  gatedNotificationsEmail: (value, at) => {
    const email = asString(value, at);
    if (!/^[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}$/.test(email)) throw invalidInput("Invalid email address", at);
    return ({ settings }) => void (settings.gatedNotificationsEmail = email);
  },
  gatedNotificationsMode: (value, at) => {
    const mode = asOneOf(value, at, { of: ["bulk", "real-time"] });
    return ({ settings }) => void (settings.gatedNotificationsMode = mode);
  },
  discussionsDisabled: (value, at) => {
    const isOff = asBoolean(value, at);
    return ({ settings }) => void (settings.discussionsDisabled = isOff);
  },
  discussionsSorting: (value, at) => {
    const sorting = asOneOf(value, at, { of: ["recently-created", "trending", "reactions"] });
    return ({ settings }) => void (settings.discussionsSorting = sorting);
  },
};

/** Observed: recognised fields are echoed, those of notifications are not (lib/hub/README.md#settings). */
const NOT_ECHOED = ["gatedNotificationsEmail", "gatedNotificationsMode"];

function putSettings(visit: Visit, type: RepositoryType) {
  const { hub, request } = visit;
  const repository = writableRepository(visit, type);
  const body = jsonObject(request);
  const given = Object.keys(SETTINGS).filter((name) => body[name] !== undefined);
  const changes = given.flatMap((name) => SETTINGS[name]?.(body[name], name) ?? []);
  const policy = hub.accounts.organizations.get(repository.namespace)?.visibility;
  if (policy === "private-only" && (body.visibility === "public" || body.private === false)) {
    throw refusal(403, `The organization "${repository.namespace}" only allows private repositories`);
  }
  for (const change of changes) change(repository);
  return jsonAnswer(
    Object.fromEntries(given.filter((name) => !NOT_ECHOED.includes(name)).map((name) => [name, body[name]])),
  );
}

export const SETTINGS_ROUTES: readonly Route[] = [
  route("PUT /api/datasets/:namespace/:name/settings", (visit) => putSettings(visit, "dataset")),
  route("PUT /api/spaces/:namespace/:name/settings", (visit) => putSettings(visit, "space")),
];
