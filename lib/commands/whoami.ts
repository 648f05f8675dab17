import { cleanText } from "../network/clean_text.ts";
import { readHubSettings } from "../options/settings.ts";
import { signIn } from "./sign_in.ts";
import { describeWhoami, warnOfExpiry } from "../whoami/describe.ts";
import { layOutWhoami } from "../whoami/lay_out.ts";
import { whoamiResult } from "../whoami/result.ts";
import type { CommandResult, Context } from "./context.ts";

/** Tells whose token it is, what it may do, and where it may create datasets. */
export async function runWhoami(context: Context): Promise<CommandResult> {
  const { reporter } = context;
  const settings = readHubSettings(context.parsed, context.environment);
  const { whoami, source } = await signIn(context, settings);
  const options = { now: context.clock.now(), endpoint: settings.endpoint.url };
  reporter.lines(layOutWhoami(describeWhoami(whoami, options), { clean: cleanText }));
  const warning = warnOfExpiry(whoami, options);
  if (warning !== undefined) reporter.warn(warning);
  return {
    id: whoami.name,
    assignments: undefined,
    json: { ...whoamiResult(whoami, options), tokenSource: source },
  };
}
