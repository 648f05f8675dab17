/** A server of releases on loopback: what install scripts download from. */

/** A file that is served otherwise than it is; `elsewhere` is no damage: another host has it, as with GitHub. */
export type Damage = "missing" | "tampered" | "truncated" | "elsewhere";

/** A server that runs. */
export interface ReleaseServer extends AsyncDisposable {
  /** What `--from` takes: `latest/download/NAME` and `download/vVERSION/NAME` are below. */
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** Serves a file otherwise from now on; with nothing, as it is. */
  damage(name: string, damage?: Damage): void;
}

/**
 * Serves the files of a release.
 *
 * @param folder with the files
 * @param version under which they are, beside `latest`
 */
export function serveRelease(folder: string, version: string): ReleaseServer {
  const requests: string[] = [];
  const damaged = new Map<string, Damage>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, port } = new URL(request.url);
    requests.push(pathname);
    const [, where, name = ""] =
      /^\/releases\/(latest\/download|download\/v[^/]+)\/([\w.-]+)$/.exec(pathname) ?? [];
    if (where !== "latest/download" && where !== `download/v${version}`) return notFound();
    const damage = damaged.get(name);
    if (damage === "missing") return notFound();
    if (damage === "elsewhere") {
      damaged.delete(name);
      return Response.redirect(`http://localhost:${port}${pathname}`, 302);
    }
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await Deno.readFile(`${folder}/${name}`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return notFound();
      throw error;
    }
    if (damage === "tampered") {
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    }
    if (damage !== "truncated") return new Response(bytes);
    // The length of the whole, and then only half of it.
    return Response.redirect(`http://127.0.0.1:${truncating.addr.port}/${bytes.length}`, 302);
  });
  const truncating = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = answerWithHalf(truncating);
  return {
    url: `http://127.0.0.1:${server.addr.port}/releases`,
    requests,
    damage(name, damage) {
      if (damage === undefined) damaged.delete(name);
      else damaged.set(name, damage);
    },
    async [Symbol.asyncDispose]() {
      truncating.close();
      await answering;
      await server.shutdown();
    },
  };
}

/** Deno's own server does not lie about a length, so these answers are written by hand. */
async function answerWithHalf(listener: Deno.TcpListener): Promise<void> {
  for await (const connection of listener) {
    const request = new Uint8Array(4096);
    const count = await connection.read(request) ?? 0;
    const length = Number(
      /^\w+ \/(\d+)/.exec(new TextDecoder().decode(request.subarray(0, count)))?.[1] ?? 2,
    );
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
    try {
      await connection.write(new TextEncoder().encode(head));
      await connection.write(new Uint8Array(Math.min(4096, length >> 1)));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) {
        throw error;
      }
    }
    connection.close();
  }
}

function notFound(): Response {
  return new Response("Not Found\n", { status: 404 });
}
