import { createServer, request as forward } from "node:http";
import { connect, type Socket } from "node:net";
import { listen } from "./raw_server.ts";

/** How a forward proxy behaves. */
export interface ForwardProxyOptions {
  /** `user:password` that it asks for; nobody is asked when left out. */
  readonly credentials?: string;
  /** What it answers to CONNECT instead of connecting, for example `HTTP/1.1 403 Forbidden`. */
  readonly refusal?: string;
  /** Ends the connection at CONNECT without an answer. */
  readonly hangsUp?: boolean;
}

/** A forward proxy on loopback: CONNECT for https, absolute addresses for http. */
export interface ForwardProxy extends AsyncDisposable {
  readonly port: number;
  /** `CONNECT host:port` or `GET http://…`, in order. */
  readonly requests: readonly string[];
  /** Everything that passed through in a form that the proxy can read. */
  readonly readable: readonly string[];
}

/**
 * Starts a forward proxy.
 *
 * @param options whom it lets through
 * @returns the proxy; to be disposed of
 */
export async function startForwardProxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const requests: string[] = [];
  const readable: string[] = [];
  const sockets = new Set<Socket>();
  const expected = options.credentials === undefined ? undefined : `Basic ${btoa(options.credentials)}`;

  function remember(socket: Socket): void {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    readable.push(JSON.stringify(request.headers));
    if (request.headers["proxy-authorization"] !== expected) {
      response.writeHead(407, { "proxy-authenticate": 'Basic realm="test"', "content-type": "text/html" });
      response.end("<html><body>Proxy Authentication Required</body></html>");
      return;
    }
    const { "proxy-authorization": _, ...headers } = request.headers;
    const onward = forward(
      new URL(request.url ?? ""),
      { method: request.method ?? "GET", headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connection", remember);
  server.on("connect", (request, socket: Socket) => {
    requests.push(`CONNECT ${request.url}`);
    readable.push(JSON.stringify(request.headers));
    if (options.hangsUp) return void socket.destroy();
    if (request.headers["proxy-authorization"] !== expected) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="test"\r\n\r\n',
      );
      return;
    }
    if (options.refusal !== undefined) {
      return void socket.end(`${options.refusal}\r\ncontent-length: 0\r\n\r\n`);
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket);
      socket.pipe(onward);
    });
    remember(onward);
    onward.on("close", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  const port = await listen(server);
  return {
    port,
    requests,
    readable,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
