/**
 * What only some setups need: those at a terminal, of a new dataset, for a Space. As one module, which is loaded when one of it
 * is needed: each 100 kB that are loaded take about 4 ms.
 */
export { completeDataset } from "../dataset/execute.ts";
export { addToWorkflow } from "../shell/workflow.ts";
export { askTarget, askVisibility, confirmPlan } from "./ask.ts";
export { recover } from "./recover.ts";
export { changeSpace, inspectSpace } from "./space_step.ts";
export { checkCardAtHub, readTemplate } from "./template.ts";
export { askForToken, checkTokenToSave, keepToken, reportLostToken, tryTyped } from "./typed_token.ts";
