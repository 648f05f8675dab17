import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

interface Host {
  /** Host, with its port if it is not the scheme's own. */
  readonly host: string;
}

interface HubSaid {
  readonly repository: string;
  /** The Hub's own words. */
  readonly said: string;
}

/** Without a full stop: a clause at the end of a sentence. */
export function clause(said: string): string {
  return said.replace(/\.$/, "");
}

/** What can be wrong before a request leaves, and what every run can come upon; the rest is loaded when it is needed. */
export const hubFailure = failuresOf(() => ({
  endpoint_invalid: errorRow<{ endpoint: string; reason: string }>({
    exit: 2,
    message: ({ endpoint, reason }) => `Invalid endpoint "${endpoint}": ${reason}`,
    hint: () => "Use https://HOST with --endpoint or HF_ENDPOINT, or neither for https://huggingface.co",
  }),
  endpoint_not_secure: errorRow<Host>({
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
  other_origin_refused: errorRow<Host & { target: string }>({
    exit: 6,
    message: ({ host, target }) => `Refused to contact "${target}", which an answer of "${host}" refers to`,
    hint: () => "Check --endpoint and HF_ENDPOINT; a mirror must answer with its own URLs",
  }),
  malformed_answer: errorRow<Host & { request: string; fault: string }>({
    exit: 6,
    message: ({ host, request, fault }) => `Unexpected answer from "${host}" to ${request}: ${fault}`,
    hint: () => `Run it again; if the problem persists, check --endpoint and any proxy in between`,
  }),
  repository_not_found: errorRow<{ repository: string }>({
    exit: 5,
    message: ({ repository }) => `Dataset ${repository} does not exist, or this token cannot see it`,
    hint: () => "Check the spelling, or create it:",
    next: ({ repository }) => [`${PROGRAM} --name ${repository}`],
  }),
  creation_needs_payment: errorRow<HubSaid>({
    exit: 5,
    message: ({ repository, said }) =>
      `The Hub requires a paid plan to create ${repository}: ${clause(said)}`,
    hint: () => "Leave out what needs the plan (a region, a resource group), or use another owner",
  }),
  creation_rejected: errorRow<HubSaid>({
    exit: 5,
    message: ({ repository, said }) =>
      `The Hub did not accept the creation of ${repository}: ${clause(said)}`,
    hint: () => "Correct what the Hub names, for example with another --name",
  }),
}));
