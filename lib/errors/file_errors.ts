import { errorRow } from "./failure.ts";

export const FILE_ERRORS = {};
