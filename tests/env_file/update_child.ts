/**
 * A process of its own that edits an env file, for tests that need several or that kill one.
 *
 * `PATH NAME VALUE` sets the variable once. `PATH NAME` counts the variable up for ever, and prints each number that is
 * in the file. With `LOCK_FOLDER=1` the folder loses its write permission right before the new file takes its place.
 * A failure is printed as JSON and ends the process with its exit code.
 */
import { dirname } from "node:path";
import { updateEnvFile } from "../../lib/env_file/write.ts";
import { Failure } from "../../lib/cli/failure.ts";
import { systemClock } from "../../lib/ports/world.ts";
import { processEnvironment } from "../../lib/ports/environment.ts";
import { diskFiles, type Files } from "../../lib/ports/files.ts";

const [path = "", name = "", value] = Deno.args;
const disk = diskFiles();
const files: Files = Deno.env.get("LOCK_FOLDER") === "1"
  ? {
    ...disk,
    async rename(from, to) {
      await disk.setMode(dirname(to), 0o555);
      await disk.rename(from, to);
    },
  }
  : disk;
const ports = { files, clock: systemClock, environment: processEnvironment() };

async function set(to: string): Promise<void> {
  await updateEnvFile(ports, { path, assignments: [{ name, value: to }], secret: false });
}

try {
  if (value !== undefined) {
    await set(value);
  } else {
    const encoder = new TextEncoder();
    for (let number = 1;; number++) {
      await set(String(number));
      await Deno.stdout.write(encoder.encode(`${number}\n`));
    }
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  await Deno.stdout.write(
    new TextEncoder().encode(JSON.stringify({ code: error.code, message: error.message })),
  );
  Deno.exit(error.exitCode);
}
