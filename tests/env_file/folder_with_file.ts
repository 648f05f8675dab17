import { join } from "node:path";
import type { EnvFileRequest } from "../../lib/env_file/write.ts";
import { temporaryFolder } from "../support/program.ts";

/** What the env file holds before. */
export const OLD = "SECRET=precious\n";

/** A folder with an env file in it, gone when the test ends. */
export async function folderWithFile(): Promise<{ folder: string; path: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  const path = join(folder.path, ".env");
  await Deno.writeTextFile(path, OLD);
  return { folder: folder.path, path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** Asks for `REPO=ns/name`. */
export function requestFor(path: string): EnvFileRequest {
  return { path, assignments: [{ name: "REPO", value: "ns/name" }], secret: false };
}
