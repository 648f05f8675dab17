/**
 * `deno task sbom`: what is in a binary, as a CycloneDX document, `dist/sbom.cdx.json`.
 *
 * The components are those that `main.ts` reaches; the checksums are those of `deno.lock`.
 */
import configuration from "../../deno.json" with { type: "json" };
import { BuildError, buildOrExit, importMapFlags, ROOT, tell } from "./run_deno.ts";

/** One component of the document. */
export interface Component {
  readonly type: "library" | "platform";
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/**
 * The packages behind a module graph.
 *
 * @param graph what `deno info --json` prints
 * @param lock what `deno.lock` holds
 * @returns one component for each package, in order
 */
export function componentsOf(graph: unknown, lock: unknown): readonly Component[] {
  const components = new Map<string, Component>();
  const npm = recordAt(lock, "npm");
  const jsr = recordAt(lock, "jsr");
  const waiting = reachedPackages(graph);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const found = /^(npm|jsr):(.+)@([^@]+)$/.exec(key);
    if (found === null || components.has(key)) continue;
    const [, registry, name = "", version = ""] = found;
    const entry = (registry === "npm" ? npm : jsr)[`${name}@${version}`];
    const integrity = recordAt(entry)["integrity"];
    const [namespace, bare] = name.startsWith("@") ? name.split("/") : [undefined, name];
    components.set(key, {
      type: "library",
      name,
      version,
      purl: registry === "npm"
        ? `pkg:npm/${namespace === undefined ? "" : `${encodeURIComponent(namespace)}/`}${bare}@${version}`
        : `pkg:generic/jsr/${name.replace(/^@/, "%40")}@${version}`,
      ...(typeof integrity === "string" ? { hashes: [hashOf(integrity)] } : {}),
    });
    for (const dependency of Object.values(recordAt(entry, "dependencies"))) {
      // In a lock file a dependency is written without its version where there is only one.
      if (registry !== "npm" || typeof dependency !== "string") continue;
      const exact = /.@/.test(dependency)
        ? dependency
        : Object.keys(npm).find((candidate) => candidate.replace(/(.)@.*$/, "$1") === dependency);
      if (exact !== undefined) waiting.push(`npm:${exact}`);
    }
  }
  return [...components.values()].sort((a, b) => a.purl < b.purl ? -1 : 1);
}

/** The document around the components. */
export async function cycloneDx(components: readonly Component[]): Promise<Record<string, unknown>> {
  const content = contentOf(components);
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    // The format can do without one, but actions/attest takes no document for CycloneDX that has none.
    serialNumber: await serialNumberOf(JSON.stringify(content)),
    version: 1,
    ...content,
  };
}

function contentOf(components: readonly Component[]): Record<string, unknown> {
  return {
    metadata: {
      component: {
        type: "application",
        name: "hf-dataset-setup",
        version: configuration.version,
        licenses: [{ license: { id: configuration.license } }],
      },
    },
    components: [
      {
        type: "platform",
        name: "deno",
        version: Deno.version.deno,
        purl: `pkg:github/denoland/deno@v${Deno.version.deno}`,
      },
      ...components,
    ],
  };
}

/** Made from the content, so that the same content has the same number: a UUID of version 8 (RFC 9562). */
async function serialNumberOf(content: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
  const bytes = new Uint8Array(digest, 0, 16);
  bytes.set([0x80 | (bytes.at(6) ?? 0) & 0x0f], 6);
  bytes.set([0x80 | (bytes.at(8) ?? 0) & 0x3f], 8);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

function reachedPackages(graph: unknown): string[] {
  const modules = recordAt(graph)["modules"];
  if (!Array.isArray(modules)) throw new BuildError("The module graph has no modules");
  const packages = modules.flatMap((module) => {
    const { npmPackage, specifier } = recordAt(module);
    if (typeof npmPackage === "string") return [`npm:${npmPackage}`];
    const jsr = typeof specifier === "string"
      ? /^https:\/\/jsr\.io\/(@[^/]+\/[^/]+)\/([^/]+)\//.exec(specifier)
      : null;
    return jsr === null ? [] : [`jsr:${jsr[1]}@${jsr[2]}`];
  });
  return [...new Set(packages)];
}

/** npm writes base64 behind the algorithm's name, JSR hexadecimal digits of SHA-256. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm, base64] = integrity.split("-");
  if (base64 === undefined) return { alg: "SHA-256", content: integrity };
  const content = [...atob(base64)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return { alg: algorithm === "sha512" ? "SHA-512" : "SHA-1", content };
}

function recordAt(value: unknown, key?: string): Record<string, unknown> {
  const found: unknown = key === undefined || typeof value !== "object" || value === null
    ? value
    : (value as Record<string, unknown>)[key];
  return typeof found === "object" && found !== null ? found as Record<string, unknown> : {};
}

if (import.meta.main) {
  await buildOrExit(async () => {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", ...importMapFlags(), "main.ts"],
      cwd: ROOT,
    }).output();
    if (!success) throw new BuildError(`Cannot read the module graph\n${new TextDecoder().decode(stderr)}`);
    const lock: unknown = JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`));
    const components = componentsOf(JSON.parse(new TextDecoder().decode(stdout)), lock);
    await Deno.mkdir(`${ROOT}dist`, { recursive: true });
    await Deno.writeTextFile(
      `${ROOT}dist/sbom.cdx.json`,
      `${JSON.stringify(await cycloneDx(components), null, 2)}\n`,
    );
    tell(`Made dist/sbom.cdx.json with ${components.length} components`);
  });
}
