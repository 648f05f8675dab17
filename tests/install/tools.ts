/** Folders of chosen tools: a PATH on which only these programs are. */
import type { Found } from "../binary/build.ts";
import { temporaryFolder } from "../support/program.ts";

/** Plays what macOS had no sha256sum for until its version 15. */
async function playSha256sum(at: string): Promise<void> {
  const shasum = await whereIs("shasum");
  if (shasum === undefined) return;
  await Deno.writeTextFile(at, `#!/bin/sh\nexec ${shasum} -a 256 "$@"\n`, { mode: 0o755 });
}

/** Where a program is on the PATH of this machine. */
export async function whereIs(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(Deno.build.os === "windows" ? ";" : ":")) {
    const path = `${folder}/${name}`;
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** The same for a test that needs it. */
export async function tool(name: string): Promise<Found> {
  const path = await whereIs(name);
  return path === undefined ? { missing: `no ${name} here` } : { path };
}

/** Makes folders of tools; they are gone when it is disposed of. */
export async function toolsInFolder(): Promise<
  { make(tools: readonly string[]): Promise<string> } & AsyncDisposable
> {
  const folder = await temporaryFolder();
  let count = 0;
  return {
    /**
     * @param tools names of programs of this machine, or `name=script` for one that is played; the last of a name counts
     * @returns the folder
     */
    async make(tools) {
      const bin = `${folder.path}/${count++}`;
      await Deno.mkdir(bin);
      const scripts = new Map(tools.map((tool) => {
        const at = tool.indexOf("=");
        return at < 0 ? [tool, undefined] : [tool.slice(0, at), tool.slice(at + 1)];
      }));
      for (const [name, script] of scripts) {
        if (name === undefined) continue;
        if (script !== undefined) {
          await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
          continue;
        }
        const path = await whereIs(name);
        if (path !== undefined) await Deno.symlink(path, `${bin}/${name}`);
        else if (name === "sha256sum") await playSha256sum(`${bin}/${name}`);
      }
      return bin;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
