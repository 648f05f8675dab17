/** Every route of the test Hub. */
import type { Route } from "../router.ts";
import { CREATE_ROUTES } from "./create.ts";
import { LIST_ROUTES } from "./list.ts";
import { READ_ROUTES } from "./read.ts";
import { WHOAMI_ROUTES } from "./whoami.ts";

export const ROUTES: readonly Route[] = [
  ...WHOAMI_ROUTES,
  ...CREATE_ROUTES,
  ...READ_ROUTES,
  ...LIST_ROUTES,
];
