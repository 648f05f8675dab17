import type { Failure } from "../cli/failure.ts";
import { hubFailure } from "./failures.ts";
import type { FailedAttempt } from "./attempt.ts";
import { classifyNetworkError, hostOfRefusedPermission, type NetworkFault } from "./classify.ts";
import { cleanLine } from "../terminal/clean_text.ts";
import { NetworkFailure } from "./network_failure.ts";
import type { PreparedRequest } from "./prepared_request.ts";
import { shownProxy } from "./proxy.ts";
import { BodyTooLarge } from "./read_body.ts";
import { RedirectRefused } from "./redirect.ts";
import type { Outcome } from "./retry.ts";
import { TimeUp } from "./time_limit.ts";

/** What is known about an attempt that ended without an answer of the Hub. */
export interface FailedExchange {
  readonly request: PreparedRequest;
  /** Where it was at that moment, after redirects. */
  readonly url: URL;
  /** Whether the head of the answer had arrived. */
  readonly duringBody: boolean;
  readonly sentRequestId: string | undefined;
  readonly maxAnswerBytes: number;
  /** The proxy in use, as written in the environment. */
  readonly proxy: string | undefined;
  /** The variables that name certificates. */
  readonly trustSources: readonly string[];
}

/**
 * Reads what was thrown in place of an answer.
 *
 * @param error of the time limit, of a refused redirect, of `fetch` or of reading the body
 * @param exchange what is known about the attempt
 * @returns whether another attempt has a chance, and the failure
 */
export function readFailure(error: unknown, exchange: FailedExchange): FailedAttempt<NetworkFailure> {
  const { request, url, proxy } = exchange;
  const { host } = url;
  const shownRequest = `${request.method} ${url.pathname}`;
  if (error instanceof TimeUp) {
    // Whole seconds, as --timeout is given; a fraction only where it is less than one.
    const seconds = error.limitMs < 1000 ? error.limitMs / 1000 : Math.round(error.limitMs / 1000);
    const outcome: Outcome = { type: "no_answer", reason: "timeout", mayHaveArrived: true, isPassing: true };
    return failedAttempt(outcome, hubFailure("request_timeout", { host, seconds }));
  }
  const refused: Outcome = {
    type: "no_answer",
    reason: "bad_answer",
    mayHaveArrived: true,
    isPassing: false,
  };
  if (error instanceof RedirectRefused) {
    const { reason } = error;
    const said = reason === "elsewhere"
      ? hubFailure("redirect_refused", { host, target: cleanLine(error.target, { maxLength: 120 }) })
      : hubFailure("redirect_useless", { host, request: shownRequest, reason });
    return failedAttempt(refused, said);
  }
  if (error instanceof BodyTooLarge) {
    const megabytes = Math.ceil(exchange.maxAnswerBytes / 1_000_000);
    return failedAttempt(refused, hubFailure("answer_too_large", { host, request: shownRequest, megabytes }));
  }
  const { fault, mayHaveArrived, isPassing, reason } = classifyNetworkError(error, {
    duringBody: exchange.duringBody,
    throughProxy: proxy !== undefined,
  });
  return failedAttempt(
    { type: "no_answer", reason: "connection", mayHaveArrived, isPassing },
    failureOfFault(fault, {
      host: hostOfRefusedPermission(error) ?? host,
      proxy: proxy === undefined ? "from the environment" : shownProxy(proxy),
      reason: cleanLine(reason),
      request: shownRequest,
      sources: exchange.trustSources,
    }),
  );

  function failedAttempt(outcome: Outcome, said: Failure): FailedAttempt<NetworkFailure> {
    const failed = {
      method: request.method,
      url: request.shownUrl,
      requestId: exchange.sentRequestId,
      cause: error,
    };
    return {
      type: "failed",
      outcome,
      toError: (outcomeUnknown) => new NetworkFailure(said, { ...failed, outcomeUnknown }),
    };
  }
}

interface FaultFacts {
  readonly host: string;
  readonly proxy: string;
  readonly reason: string;
  readonly request: string;
  /** The variables that name certificates. */
  readonly sources: readonly string[];
}

function failureOfFault(fault: NetworkFault, facts: FaultFacts): Failure {
  const { host, proxy, reason, request, sources } = facts;
  switch (fault) {
    case "system_timeout":
      return hubFailure("request_timeout", { host, seconds: undefined });
    case "tls_failed":
    case "network_failed":
      return hubFailure(fault, { host, reason });
    case "tls_unknown_issuer":
      return hubFailure(fault, { host, sources });
    case "certificate_store_unknown":
      return hubFailure(fault, { reason });
    case "certificates_unreadable":
      return hubFailure(fault, { variables: sources.join(" or ") || "DENO_CERT or SSL_CERT_FILE", reason });
    case "proxy_authentication_required":
    case "proxy_unreachable":
      return hubFailure(fault, { proxy });
    case "proxy_refused":
      return hubFailure(fault, { proxy, host });
    case "malformed_answer":
      return hubFailure(fault, { host, request, fault: reason });
    default:
      return hubFailure(fault, { host });
  }
}
