/** What is used of the Hub's library, each by its name: a bundle leaves the rest out. */
export { commit, createRepo } from "@huggingface/hub";
