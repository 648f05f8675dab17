/** A registry of npm on loopback with the packages of a release. */

/** A registry that runs. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** The file names of the packages that were downloaded, in order. */
  readonly downloads: readonly string[];
}

/** Serves every `.tgz` in the folder of a release under the name and version in its manifest. */
export async function serveNpmRegistry(release: string): Promise<Registry> {
  const packages = new Map<string, { file: string; manifest: Record<string, unknown>; shasum: string }>();
  for await (const { name: file } of Deno.readDir(release)) {
    if (!file.endsWith(".tgz")) continue;
    const manifest = await manifestOf(`${release}/${file}`);
    const digest = await crypto.subtle.digest("SHA-1", await Deno.readFile(`${release}/${file}`));
    packages.set(String(manifest["name"]), { file, manifest, shasum: new Uint8Array(digest).toHex() });
  }
  const downloads: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, origin } = new URL(request.url);
    const path = decodeURIComponent(pathname.slice(1));
    if (path.startsWith("-/files/")) {
      const file = path.slice("-/files/".length);
      downloads.push(file);
      return new Response(await Deno.readFile(`${release}/${file}`));
    }
    const found = packages.get(path);
    if (found === undefined) return Response.json({}, { status: 404 });
    const version = String(found.manifest["version"]);
    const dist = { tarball: `${origin}/-/files/${found.file}`, shasum: found.shasum };
    return Response.json({
      name: path,
      "dist-tags": { latest: version },
      versions: { [version]: { ...found.manifest, dist } },
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    downloads,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function manifestOf(path: string): Promise<Record<string, unknown>> {
  const { stdout } = await new Deno.Command("tar", { args: ["-xOzf", path, "package/package.json"] })
    .output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
