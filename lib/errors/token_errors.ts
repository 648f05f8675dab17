import { errorRow } from "./failure.ts";

export const TOKEN_ERRORS = {};
