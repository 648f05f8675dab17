import { errorRow } from "./failure.ts";

export const REPOSITORY_ERRORS = {};
