/** The path of a `file:` address, as the system writes it. */
export { fileURLToPath as fromFileUrl } from "node:url";
