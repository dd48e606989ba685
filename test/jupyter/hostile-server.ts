import { createServer, type Socket } from "node:net";
import { Secret } from "../../src/core/secret.ts";

/** Answers one request with raw bytes; `who` has signed in, where the cookie of a sign-in came with it. */
export type Attack = (socket: Socket, path: string, who: string) => void;

export interface HostileServer {
  presign(who: string): Secret;
  /** Paths in the order in which they were asked for. */
  readonly asked: readonly string[];
  /** What was sent to all its clients. */
  bytesSent(): number;
  close(): Promise<void>;
}

/**
 * A server that sends whatever it likes, on a raw socket. `from` says from when: the sign-in on, or after a sign-in
 * as it should be, in answer to the API alone.
 */
export async function hostileServer(attack: Attack, from: "sign-in" | "api"): Promise<HostileServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let sent = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    // The other side may be gone at any time.
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      sent += socket.bytesWritten;
    });
    socket.on("data", (piece) => {
      text += piece.toString("latin1");
      for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
        const [, path = ""] = text.split(" ", 2);
        const [, who = ""] = /^cookie:.*\bauth=(\w+)/im.exec(text.slice(0, end)) ?? [];
        text = text.slice(end + 4);
        asked.push(path.split("?")[0] ?? "");
        if (from === "api" && path.startsWith("/auth")) socket.write(signedIn(path));
        else if (from === "api" && path.endsWith("/lab")) socket.write(answer("<html>"));
        else attack(socket, path, who);
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    presign: (who) => new Secret(`http://127.0.0.1:${address.port}/auth?token=${who}`),
    asked,
    bytesSent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, sent),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function signedIn(path: string): Buffer {
  return answer("", { Location: "/jupyter/default/lab", "Set-Cookie": `auth=${path.split("token=")[1]}; Path=/` }, "302 Found");
}

/** A whole answer. */
export function answer(body: string | Buffer, headers: Readonly<Record<string, string>> = {}, status = "200 OK"): Buffer {
  const all = { "Content-Length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`), Buffer.from(body)]);
}

/** A beginning, and then the same for as long as the other side reads. */
export function endless(beginning: string, again: string): Attack {
  const piece = Buffer.from(again.repeat(Math.ceil(65_536 / again.length)));
  return (socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
      socket.once("drain", more);
    };
    socket.write(beginning);
    more();
  };
}

/** A beginning, and then nothing. */
export function stalled(beginning: string): Attack {
  return (socket) => void socket.write(beginning);
}

/** The same JSON for everything. */
export function json(text: string | Buffer): Attack {
  const whole = answer(text, { "Content-Type": "application/json" });
  return (socket) => void socket.write(whole);
}
