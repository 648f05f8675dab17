/** The environment variables and the kind of system. */
export interface Environment {
  /** The value, or undefined where the variable is not set, is empty, or may not be read. */
  get(name: string): string | undefined;
  /** Whether the permissions hide it, so that it may be set all the same: only the names in the source are granted. */
  isHidden(name: string): boolean;
  /** Sets a variable of this process, or unsets it; what is not permitted is left as it is. */
  set(name: string, value: string | undefined): void;
  readonly system: "linux" | "darwin" | "windows";
}

/**
 * The environment of this process.
 *
 * A variable that the permissions do not cover counts as not set: with `deno run` each name is granted one by one, and
 * a missing grant for, say, `HF_HOME` must not stop a run that does not need it.
 */
export function processEnvironment(): Environment {
  const { os } = Deno.build;
  return {
    get: (name) => ifGranted(() => Deno.env.get(name)) || undefined,
    isHidden: (name) => ifGranted(() => Deno.env.has(name)) === undefined,
    set: (name, value) =>
      ifGranted(() => value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value)),
    system: os === "windows" || os === "darwin" ? os : "linux",
  };
}

function ifGranted<Result>(access: () => Result): Result | undefined {
  try {
    return access();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** The program with its version, its target and its runtime: `hf-dataset-setup 0.1.0 (aarch64-apple-darwin, Deno 2.8.3)`. */
export function releaseLine(version: string): string {
  return `hf-dataset-setup ${version} (${Deno.build.target}, Deno ${Deno.version.deno})`;
}
