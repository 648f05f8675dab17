import { commandSucceeds } from "../support/command_succeeds.ts";

/** Words in front of a command that run it as somebody who is not the owner of anything here. */
export const OTHER_USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

const [setpriv = "", ...as] = OTHER_USER;

/** Whether such a command can be run: as root, on a system that has `setpriv`. */
export const CAN_CHANGE_USER = Deno.build.os === "linux" && Deno.uid() === 0 &&
  await commandSucceeds(setpriv, ...as, Deno.execPath(), "--version");
