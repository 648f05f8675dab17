/** `POST /api/validate-yaml` (lib/hub/README.md#files-and-commits): judges a card, with or without a token. */
import { jsonAnswer } from "../answers.ts";
import { readCard } from "../card.ts";
import { asOneOf, asString, jsonObject, type Visit } from "../exchange.ts";
import { type Route, route } from "../router.ts";

function validateYaml(visit: Visit) {
  const { request } = visit;
  const body = jsonObject(request);
  asOneOf(body.repoType ?? "model", "repoType", { of: ["dataset", "model", "space"] });
  const { warnings, errors } = readCard(asString(body.content, "content"));
  const status = errors.length > 0 ? 400 : 200;
  const messages = (list: readonly string[]) => list.map((message) => ({ message }));
  return jsonAnswer({ errors: messages(errors), warnings: messages(warnings) }, { status });
}

export const VALIDATE_YAML_ROUTES: readonly Route[] = [route("POST /api/validate-yaml", validateYaml)];
