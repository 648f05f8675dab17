import { COMPLETION_ERRORS } from "./completion_errors.ts";
import { CARD_ERRORS } from "./card_errors.ts";
import { CONFIGURE_ERRORS } from "./configure_errors.ts";
import { DOCTOR_ERRORS } from "./doctor_errors.ts";
import { type ErrorRow, type ExitCode, Failure } from "../cli/failure.ts";
import { FILE_ERRORS } from "./file_errors.ts";
import { HAND_OFF_ERRORS } from "./hand_off_errors.ts";
import { LIST_ERRORS } from "./list_errors.ts";
import { NETWORK_ERRORS } from "./network_errors.ts";
import { PERMISSION_ERRORS } from "./permission_errors.ts";
import { PLAN_ERRORS } from "./plan_errors.ts";
import { REPOSITORY_ERRORS } from "./repository_errors.ts";
import { RESOURCE_GROUP_ERRORS } from "./resource_group_errors.ts";
import { SHARING_ERRORS } from "./sharing_errors.ts";
import { SPACE_ERRORS } from "./space_errors.ts";
import { TEMPLATE_ERRORS } from "./template_errors.ts";
import { TOKEN_ERRORS } from "./token_errors.ts";
import { USAGE_ERRORS } from "./usage_errors.ts";

/** The one table of errors: codes, sentences, hints and the troubleshooting page come from here. */
export const ERRORS = {
  ...COMPLETION_ERRORS,
  ...USAGE_ERRORS,
  ...TOKEN_ERRORS,
  ...PERMISSION_ERRORS,
  ...REPOSITORY_ERRORS,
  ...NETWORK_ERRORS,
  ...FILE_ERRORS,
  ...HAND_OFF_ERRORS,
  ...CARD_ERRORS,
  ...TEMPLATE_ERRORS,
  ...CONFIGURE_ERRORS,
  ...RESOURCE_GROUP_ERRORS,
  ...DOCTOR_ERRORS,
  ...LIST_ERRORS,
  ...SHARING_ERRORS,
  ...SPACE_ERRORS,
  ...PLAN_ERRORS,
};

/** The stable code of a foreseen failure. */
export type ErrorCode = keyof typeof ERRORS;

/** The facts that the sentences of an error code need. */
export type DetailsOf<Code extends ErrorCode> = typeof ERRORS[Code] extends ErrorRow<infer Details> ? Details
  : never;

/**
 * Builds the failure of a code from its row in the table of errors.
 *
 * @param code which row
 * @param details the facts that the row's sentences need
 * @param options `cause`, where another error led here; `exitCode`, where that of the cause says more
 * @returns the failure, to be thrown
 */
export function failure<Code extends ErrorCode>(
  code: Code,
  details: DetailsOf<Code>,
  options?: ErrorOptions & { readonly exitCode?: ExitCode },
): Failure {
  // The compiler cannot follow that the row and the details were picked by the same code.
  const row = ERRORS[code] as ErrorRow<DetailsOf<Code>>;
  return new Failure(code, {
    exitCode: options?.exitCode ?? row.exit,
    message: row.message(details),
    hint: row.hint(details),
    next: row.next?.(details) ?? [],
  }, options);
}
