import type { PemPair } from "./certificates.ts";

/** A server that speaks just enough HTTP/2 to end each request in one way. */
export interface Http2Server extends AsyncDisposable {
  readonly port: number;
  /** How often a connection was made. */
  connections(): number;
}

/** Types of frames (RFC 9113, 6). */
const RST_STREAM = 3;
const SETTINGS = 4;
const GOAWAY = 7;
/** The preface of the client (24 bytes) and its SETTINGS are shorter; what goes beyond is the request. */
const BEFORE_REQUEST = 100;

/** Ends the stream of the first request with an error code (RFC 9113, 7). */
export function endStream(code: number): Uint8Array {
  return frame(RST_STREAM, { stream: 1, payload: [0, 0, 0, code] });
}

/** Ends the connection with an error code, none of its streams having been worked on. */
export function goAway(code: number): Uint8Array {
  return frame(GOAWAY, { stream: 0, payload: [0, 0, 0, 0, 0, 0, 0, code] });
}

/**
 * Starts the server on loopback.
 *
 * @param certificate what it shows
 * @param ending the bytes that each request is answered with
 */
export function startHttp2Server(certificate: PemPair, ending: Uint8Array): Http2Server {
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, alpnProtocols: ["h2"], ...certificate });
  let connections = 0;
  async function serve(connection: Deno.TlsConn): Promise<void> {
    using _ = connection;
    const buffer = new Uint8Array(16_384);
    await connection.write(frame(SETTINGS, { stream: 0, payload: [] }));
    for (let received = 0; received < BEFORE_REQUEST;) {
      const length = await connection.read(buffer);
      if (length === null) return;
      received += length;
    }
    await connection.write(ending);
  }
  const serving = (async () => {
    for await (const connection of listener) {
      connections++;
      // A client that goes away in the middle is part of what is tested.
      serve(connection).catch(() => {});
    }
  })();
  return {
    port: listener.addr.port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

function frame(
  type: number,
  { stream, payload }: { stream: number; payload: readonly number[] },
): Uint8Array {
  return new Uint8Array([0, 0, payload.length, type, 0, 0, 0, 0, stream, ...payload]);
}
