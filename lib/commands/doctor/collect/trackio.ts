import { Failure } from "../../../cli/failure.ts";
import { TRACKIO_SPACE_ID } from "../../../env_file/trackio_variables.ts";
import type { Context } from "../../context.ts";
import { openTrackioHub, readPresent } from "../../trackio/look.ts";
import type { TrackioSetup } from "../facts.ts";
import type { CollectedEnvFile } from "./env_file.ts";
import { type CollectedHub, failureOf } from "./hub.ts";

/** Finds out what `TRACKIO_SPACE_ID` leads to; the shell's value counts, as it does for Trackio. */
export async function collectTrackioSetup(
  context: Context,
  known: { file: CollectedEnvFile; hub: CollectedHub | undefined; endpoint: string },
): Promise<TrackioSetup> {
  const { file, hub, endpoint } = known;
  const inShell = context.environment.get(TRACKIO_SPACE_ID)?.trim() || undefined;
  const inFile = file.value(TRACKIO_SPACE_ID);
  const value = inShell ?? inFile;
  const whoami = hub?.facts.whoami;
  if (value === undefined || whoami === undefined || hub === undefined) {
    return { inShell, inFile, endpoint, spaceId: value, present: undefined };
  }
  const spaceId = value.includes("/") ? value : `${whoami.name}/${value}`;
  try {
    const trackio = openTrackioHub(context, { hubFetch: hub.fetch, whoami, endpoint });
    return { inShell, inFile, endpoint, spaceId, present: await readPresent(trackio, spaceId) };
  } catch (error) {
    const failed = error instanceof Failure ? error : failureOf(error, context);
    return { inShell, inFile, endpoint, spaceId, present: failed };
  }
}
