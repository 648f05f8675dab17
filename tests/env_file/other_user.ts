/** Words in front of a command that run it as somebody who is not the owner of anything here. */
export const OTHER_USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Whether such a command can be run: as root, on a system that has `setpriv`. */
export const CAN_CHANGE_USER = Deno.build.os === "linux" && Deno.uid() === 0 && await (async () => {
  try {
    const [command = "", ...args] = [...OTHER_USER, Deno.execPath(), "--version"];
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
})();
