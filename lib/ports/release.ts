/** The program with its version, its target and its runtime: `hf-dataset-setup 0.1.0 (aarch64-apple-darwin, Deno 2.8.3)`. */
export function releaseLine(version: string): string {
  return `hf-dataset-setup ${version} (${Deno.build.target}, Deno ${Deno.version.deno})`;
}
