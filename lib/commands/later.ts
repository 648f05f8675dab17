import type { CommandName } from "../cli/options.ts";
import { runApply } from "./apply/run.ts";
import { runConfigure } from "./configure.ts";
import type { CommandResult, Context } from "./context.ts";
import { runDoctor } from "./doctor/run.ts";
import { runEnv } from "./env.ts";
import { runCompletions, runHelp } from "./help.ts";
import { runList } from "./list.ts";
import { runShare } from "./share/run.ts";
import { runTrackio } from "./trackio/run.ts";
import { runUse } from "./use.ts";
import { runWhoami } from "./whoami.ts";

/**
 * What only some runs need, as one module: everything but setup of a dataset that exists.
 *
 * Loaded when one of it is needed: each module that a start loads takes it about 0.2 ms, and each 100 kB some 2 ms.
 */
export { completionLines } from "../cli/completions.ts";
export { completeDataset } from "../dataset/execute.ts";
export { addToWorkflow } from "../shell/workflow.ts";
export { askTarget, askVisibility, confirmPlan } from "./ask.ts";
export { helpOf } from "./help.ts";
export { recover } from "./recover.ts";
export { changeSpace, inspectSpace } from "./space_step.ts";
export { checkCardAtHub, readTemplate } from "./template.ts";
export { askForToken, checkTokenToSave, keepToken, reportLostToken, tryTyped } from "./typed_token.ts";

/** What runs each command but setup. */
export const OTHER_COMMANDS: Readonly<
  Record<Exclude<CommandName, "setup">, (context: Context) => CommandResult | Promise<CommandResult>>
> = {
  whoami: runWhoami,
  list: runList,
  use: runUse,
  env: runEnv,
  configure: runConfigure,
  share: runShare,
  apply: runApply,
  doctor: runDoctor,
  trackio: runTrackio,
  completions: runCompletions,
  help: runHelp,
};
