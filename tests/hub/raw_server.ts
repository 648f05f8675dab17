import { createServer, type Server, type Socket } from "node:net";

/** What a raw server does with a connection once a whole request head has arrived. */
export type Behavior = (socket: Socket) => void;

/** A TCP server that answers with whatever bytes a test wants. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** What arrived on each connection. */
  readonly received: readonly string[];
}

/** Sends the bytes and ends. */
export function send(text: string): Behavior {
  return (socket) => socket.end(text);
}

/** Sends the bytes, then resets the connection once they are on their way. */
export function sendAndReset(text: string): Behavior {
  return (socket) => {
    socket.write(text, () => socket.resetAndDestroy());
  };
}

/** Sends the bytes and then nothing. */
export function sendAndHang(text: string): Behavior {
  return (socket) => {
    socket.write(text);
  };
}

/** Resets the connection. */
export function reset(socket: Socket): void {
  socket.resetAndDestroy();
}

/** Ends the connection without a word. */
export function hangUp(socket: Socket): void {
  socket.end();
}

/** Never says anything. */
export function keepSilent(_socket: Socket): void {}

/**
 * Starts a raw TCP server on loopback.
 *
 * @param behavior for every connection, or one for each in turn (the last one stays)
 * @returns the server; to be disposed of
 */
export async function startRawServer(behavior: Behavior | readonly Behavior[]): Promise<RawServer> {
  const behaviors = typeof behavior === "function" ? [behavior] : behavior;
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const server = createServer((socket) => {
    const index = received.length;
    received.push("");
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that goes away in the middle is part of what is tested.
    socket.on("error", () => {});
    let answered = false;
    socket.on("data", (chunk) => {
      received[index] += chunk.toString("latin1");
      // A TLS handshake has no empty line: it begins with byte 22.
      if (answered || !(received[index]?.includes("\r\n\r\n") || chunk[0] === 22)) return;
      answered = true;
      (behaviors[index] ?? behaviors.at(-1))?.(socket);
    });
  });
  const port = await listen(server);
  return {
    port,
    received,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Lets a server listen on a free port of loopback. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("No port"));
      else resolve(address.port);
    });
  });
}

/** A port of loopback at which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
