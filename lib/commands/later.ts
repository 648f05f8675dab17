/**
 * What only some setups need: those at a terminal, with a template, for a Space. As one module, which is loaded when one of it
 * is needed: each 100 kB that are loaded take about 4 ms.
 */
export { addToWorkflow } from "../shell/render.ts";
export { askTarget, askVisibility, confirmPlan, planOnly } from "./ask.ts";
export { recover } from "./recover.ts";
export { changeSpace, inspectSpace } from "./space.ts";
export { checkCardAtHub, readTemplate } from "./template.ts";
export {
  askForToken,
  checkTokenToSave,
  keepToken,
  newTokenPage,
  reportLostToken,
  tryTyped,
} from "./typed_token.ts";
export { reportUnapplied } from "./unapplied_options.ts";
