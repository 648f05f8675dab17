import { errorRow, Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import { cleanLine } from "../ports/text.ts";

/** What can be wrong before a request leaves, and what every run can come upon; the rest is loaded when it is needed. */
export const hubFailure = failuresOf(() => ({
  endpoint_invalid: errorRow<{ endpoint: string; reason: string }>({
    exit: 2,
    message: ({ endpoint, reason }) => `Invalid endpoint "${endpoint}": ${reason}`,
    hint: () => "Use https://HOST with --endpoint or HF_ENDPOINT, or neither for https://huggingface.co",
  }),
  endpoint_not_secure: errorRow<{ host: string }>({
    exit: 2,
    message: ({ host }) => `The endpoint "http://${host}" is not encrypted and would expose the token`,
    hint: ({ host }) => `Use --endpoint https://${host}; plain http is only allowed for localhost`,
  }),
  repository_name_invalid: errorRow<{ name: string; problem: string }>({
    exit: 2,
    message: ({ name, problem }) => `Invalid repository name "${name}": ${problem}`,
    hint: () => "Use up to 96 letters, digits, '-', '_' and '.', such as trackio-experiments or acme/runs",
  }),
  offline: errorRow<{ variable: string }>({
    exit: 6,
    message: ({ variable }) => `${variable} is set, so the Hub must not be contacted`,
    hint: ({ variable }) => `Unset ${variable} and run it again`,
  }),
  proxy_unusable: errorRow<{ variable: string; problem: string }>({
    exit: 6,
    message: ({ variable, problem }) => `Cannot use the proxy in ${variable}: ${problem}`,
    hint: ({ variable }) =>
      `Set ${variable} to http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters as %XX`,
  }),
  other_origin_refused: errorRow<{ host: string; target: string }>({
    exit: 6,
    message: ({ host, target }) => `Refused to contact "${target}", although "${host}" points to it`,
    hint: () => "Check --endpoint and HF_ENDPOINT; a mirror must respond with its own URLs",
  }),
  malformed_answer: errorRow<{ host: string; request: string; fault: string }>({
    exit: 6,
    message: ({ host, request, fault }) => `Unexpected response from "${host}" to ${request}: ${fault}`,
    hint: () => `Run it again; if the problem persists, check --endpoint and any proxy in between`,
  }),
  repository_not_found: errorRow<{ repository: string }>({
    exit: 5,
    message: ({ repository }) => `Dataset ${repository} does not exist, or this token cannot see it`,
    hint: () => "Check the spelling, or create it:",
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
}));

/** A request that failed: no answer of the Hub came, or ({@linkcode HubAnswerError}) one that is not 2xx. */
export class RequestFailure extends Failure {
  /** @param outcomeUnknown whether it may have taken effect although no usable answer came */
  constructor(failure: Failure, readonly outcomeUnknown: boolean, options?: ErrorOptions) {
    super(failure.code, { ...failure, message: failure.message }, options);
  }
}

/** Whether a request that failed may have taken effect, so that only reading shows it. */
export function isOutcomeUnknown(error: unknown): error is RequestFailure {
  return error instanceof RequestFailure && error.outcomeUnknown;
}

/** An answer of the Hub that is final and not 2xx, as the failure that its status means. */
export class HubAnswerError extends RequestFailure {
  /**
   * @param errorCode `X-Error-Code`, such as `RepoNotFound`; the Hub sends it only sometimes
   * @param hubMessage the Hub's message as one clean line; empty if it sent none
   * @param body its JSON, or its text
   */
  constructor(
    failure: Failure,
    outcomeUnknown: boolean,
    readonly status: number,
    readonly errorCode: string | undefined,
    readonly hubMessage: string,
    readonly body: unknown,
  ) {
    super(failure, outcomeUnknown);
  }

  /** What the Hub said, or the status if it said nothing. */
  get said(): string {
    return this.hubMessage || `status ${this.status}`;
  }
}

/** The id of a request in the Hub's logs (lib/hub/README.md#errors). */
export function requestIdOf(headers: Headers): string | undefined {
  for (const name of ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"]) {
    const id = cleanLine(headers.get(name) ?? "", { maxLength: 120 });
    if (id !== "") return id;
  }
  return undefined;
}
