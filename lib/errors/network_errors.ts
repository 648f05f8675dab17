import { errorRow } from "./failure.ts";

export const NETWORK_ERRORS = {};
