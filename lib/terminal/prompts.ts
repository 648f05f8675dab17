/** The questions that are asked, each by its name: a bundle leaves the others out, nine tenths of the library. */
export { confirm, input, password, select } from "@inquirer/prompts";
