import { createServer, type RequestListener, type Server } from "node:http";

export interface Loopback {
  readonly server: Server;
  readonly origin: string;
  /** Also drops connections that wait for an answer. */
  close(): Promise<void>;
}

/** An HTTP server on an ephemeral port of this machine. */
export async function serveOnLoopback(listener: RequestListener): Promise<Loopback> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    server,
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
