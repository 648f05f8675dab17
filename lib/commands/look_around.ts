import { Failure } from "../cli/failure.ts";
import type { FileSettings, HubSettings } from "../cli/settings.ts";
import type { SignedIn } from "./sign_in.ts";
import { checkSchemes } from "./check_schemes.ts";
import type { Context } from "./context.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import { inspectSpace, type SpacePlan } from "./space_step.ts";

/**
 * Looks at what else the repository meets: the Space, and Trackio's own use of it.
 *
 * What stands against it is returned, not thrown: another repository would not mend it, so there is no menu for it.
 */
export async function lookAround(
  context: Context,
  known: {
    signedIn: SignedIn;
    files: FileSettings;
    envFile: EnvFilePlan;
    hubSettings: HubSettings;
    repository: string;
  },
): Promise<SpacePlan | Failure | undefined> {
  const { signedIn, files: settings, envFile, repository } = known;
  try {
    const space = await inspectSpace(context, { signedIn, settings });
    checkSchemes(context, { settings, envFile, space, repository });
    return space;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
