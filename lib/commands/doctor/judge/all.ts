import { Failure } from "../../../cli/failure.ts";
import { DEFAULT_ENDPOINT } from "../../../hub/endpoint.ts";
import type { Facts } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { judgeEnvFile } from "./env_file.ts";
import { judgeClock, judgeNetwork } from "./network.ts";
import { judgeRepository } from "./repository.ts";
import { judgeAccount, judgeRights, judgeTokenPlaces } from "./token.ts";
import { TRACKIO_DATASET_ID } from "../../../env_file/trackio_variables.ts";
import { judgeTrackioSetup } from "./trackio.ts";
import { judgeTrackio, judgeVariable } from "./variables.ts";

/**
 * Says how everything stands.
 *
 * @param facts what was found out
 * @returns the findings; what others depend on comes first, so that the first bad one is the one to mend first
 */
export function judgeAll(facts: Facts): readonly Finding[] {
  const { place, hub, envFile, network, repositories } = facts;
  const endpoint = network instanceof Failure ? DEFAULT_ENDPOINT : network.endpoint.url;
  const user = hub?.whoami?.name;
  return [
    ...judgeNetwork(facts),
    ...judgeTokenPlaces(facts.token, { place, endpoint }),
    ...judgeAccount(facts),
    ...judgeClock(hub, place),
    ...judgeRights(hub, {
      endpoint,
      writesSomewhere: repositories.some(({ writable }) => writable === true),
    }),
    ...judgeEnvFile(envFile, place),
    ...facts.variables.flatMap((variable) => judgeVariable(variable, { place, envFile })),
    ...repositories.flatMap((repository) =>
      judgeRepository(repository, { place, endpoint, user, unreached: hub?.failure })
    ),
    ...(facts.trackioSetup === undefined ? [] : judgeTrackioSetup(facts.trackioSetup, place)),
    ...judgeTrackio(facts.trackio, {
      place,
      repositories: facts.variables.filter(({ name }) => name !== TRACKIO_DATASET_ID)
        .flatMap(({ inFile, inShell }) => [inFile, inShell].filter((value) => value !== undefined)),
    }),
  ];
}
