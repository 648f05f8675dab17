import { Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import { cleanLine } from "../ports/text.ts";

/** What can be wrong before a request leaves, and what every run can come upon; the rest is loaded when it is needed. */
export const hubFailure = failuresOf(() => ({
  endpoint_invalid: ({ endpoint, reason }: { endpoint: string; reason: string }) => ({
    exitCode: 2,
    message: `Invalid endpoint "${endpoint}": ${reason}`,
    hint: "Use https://HOST with --endpoint or HF_ENDPOINT, or neither for https://huggingface.co",
  }),
  endpoint_not_secure: ({ host }: { host: string }) => ({
    exitCode: 2,
    message: `The endpoint "http://${host}" is not encrypted and would expose the token`,
    hint: `Use --endpoint https://${host}; plain http is only allowed for localhost`,
  }),
  repository_name_invalid: ({ name, problem }: { name: string; problem: string }) => ({
    exitCode: 2,
    message: `Invalid repository name "${name}": ${problem}`,
    hint: "Use up to 96 letters, digits, '-', '_' and '.', such as trackio-experiments or acme/runs",
  }),
  offline: ({ variable }: { variable: string }) => ({
    exitCode: 6,
    message: `${variable} is set, so the Hub must not be contacted`,
    hint: `Unset ${variable} and run it again`,
  }),
  proxy_unusable: ({ variable, problem }: { variable: string; problem: string }) => ({
    exitCode: 6,
    message: `Cannot use the proxy in ${variable}: ${problem}`,
    hint:
      `Set ${variable} to http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters as %XX`,
  }),
  other_origin_refused: ({ host, target }: { host: string; target: string }) => ({
    exitCode: 6,
    message: `Refused to contact "${target}", although "${host}" points to it`,
    hint: "Check --endpoint and HF_ENDPOINT; a mirror must respond with its own URLs",
  }),
  malformed_answer: ({ host, request, fault }: { host: string; request: string; fault: string }) => ({
    exitCode: 6,
    message: `Unexpected response from "${host}" to ${request}: ${fault}`,
    hint: `Run it again; if the problem persists, check --endpoint and any proxy in between`,
  }),
  repository_not_found: ({ repository }: { repository: string }) => ({
    exitCode: 5,
    message: `Dataset ${repository} does not exist, or this token cannot see it`,
    hint: "Check the spelling, or create it:",
    next: [`${PROGRAM} --name ${repository}`],
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
