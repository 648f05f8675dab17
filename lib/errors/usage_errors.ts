import { errorRow } from "./failure.ts";

export const USAGE_ERRORS = {};
