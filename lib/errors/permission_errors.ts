import { errorRow } from "./failure.ts";

export const PERMISSION_ERRORS = {};
