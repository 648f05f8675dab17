/**
 * What only some runs need, as one module: everything but setup of a dataset that exists.
 *
 * Loaded when one of it is needed: each module that a start loads takes it about 0.2 ms, and each 100 kB some 2 ms.
 */
export { completionLines } from "../cli/completions.ts";
export { completeDataset } from "../dataset/execute.ts";
export { readTemplateFolder } from "../dataset/template_folder.ts";
export { addToWorkflow } from "../shell/workflow.ts";
export { hang } from "../terminal/layout.ts";
export { plainQuestions } from "../terminal/plain_questions.ts";
export { helpOf, runHelp } from "./help.ts";
export { checkTokenToSave, keepToken } from "./keep_token.ts";
export { recover } from "./recover.ts";
export { changesOfSpace, changeSpace, inspectSpace, reportSpacePlan } from "./space_step.ts";
export { runWhoami } from "./whoami.ts";
export { runUse } from "./use.ts";
export { runConfigure } from "./configure.ts";
export { runShare } from "./share/run.ts";
export { runApply } from "./apply/run.ts";
export { runEnv } from "./env.ts";
export { runList } from "./list.ts";
export { runDoctor } from "./doctor/run.ts";
export { runTrackio } from "./trackio/run.ts";
export { runCompletions } from "./completions.ts";
