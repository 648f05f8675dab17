/** `GET /api/whoami-v2` (lib/hub/README.md#whoami). */
import { jsonAnswer } from "../answers.ts";
import { signedIn } from "../exchange.ts";
import { type Route, route } from "../router.ts";

export const WHOAMI_ROUTES: readonly Route[] = [
  route("GET /api/whoami-v2", (visit) => jsonAnswer(signedIn(visit).whoami)),
];
