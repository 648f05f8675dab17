import { Failure } from "../../cli/failure.ts";
import { ownerRights } from "../../account/rights.ts";
import { yesOrNo } from "../whoami.ts";
import { shownValue } from "../sentences.ts";
import type { Facts } from "./facts.ts";
import { type Finding, worstGrade } from "./finding.ts";

/** Puts the findings, and the facts that a program may want, into the JSON result. */
export function doctorResult(facts: Facts, findings: readonly Finding[]): Readonly<Record<string, unknown>> {
  const { hub, network, token } = facts;
  const endpoint = network instanceof Failure ? undefined : network.endpoint.url;
  return {
    verdict: worstGrade(findings),
    findings: findings.map(({ check, grade, text, mend, command, exit }) => ({
      check,
      grade,
      text,
      mend: mend ?? null,
      command: command ?? null,
      exit: exit ?? null,
    })),
    endpoint: endpoint ?? null,
    tokenSource: token.places[0]?.source ?? null,
    user: hub?.whoami?.name ?? null,
    namespaces: hub?.whoami === undefined || endpoint === undefined
      ? null
      : ownerRights(hub.whoami, { endpoint }).map(({ owner, right, brief }) => ({
        namespace: owner,
        mayCreate: yesOrNo(right),
        why: brief === "" ? null : brief,
      })),
    clockAheadSeconds: hub?.aheadMs === undefined ? null : Math.round(hub.aheadMs / 1_000),
    envFile: { path: facts.envFile.path, exists: facts.envFile.exists },
    variables: facts.variables.map(({ name, inFile, inShell }) => ({
      name,
      inFile: inFile === undefined ? null : shownValue(inFile),
      inShell: inShell === undefined ? null : shownValue(inShell),
    })),
    repositories: facts.repositories.map(({ id, info, failure, writable, data }) => ({
      repository: info?.id ?? id,
      exists: failure === undefined ? info !== undefined : null,
      visibility: info?.visibility ?? null,
      writable: writable === undefined || writable instanceof Failure ? null : writable === true,
      rows: data === undefined || data instanceof Failure ? null : data.rows,
    })),
  };
}
