import { cleanText } from "../terminal/clean_text.ts";
import { readHubSettings } from "../cli/settings.ts";
import { signIn } from "./sign_in.ts";
import { describeWhoami, warnOfExpiry } from "../account/describe_whoami.ts";
import { layOutWhoami } from "../account/whoami_layout.ts";
import { whoamiResult } from "../account/whoami_result.ts";
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
