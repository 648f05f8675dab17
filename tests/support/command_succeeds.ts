/** Whether a command of this machine ends well; false where there is none of that name. */
export async function commandSucceeds(command: string, ...args: string[]): Promise<boolean> {
  const run = new Deno.Command(command, { args, stdin: "null", stdout: "null", stderr: "null" });
  try {
    return (await run.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
