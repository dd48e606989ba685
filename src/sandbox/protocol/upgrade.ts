import { STATUS_CODES } from "node:http";
import type { RawData, WebSocket } from "ws";
import type { Upgrade } from "../ports.ts";

/** The largest message that is read, as tornado has it; longer ones end the connection. */
const mostMessageBytes = 10 * 1_024 * 1_024;

/** Turns a request into a WebSocket. */
export async function accept({ request, socket, head }: Upgrade): Promise<WebSocket> {
  const { WebSocketServer } = await import("ws");
  const server = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes, perMessageDeflate: false, clientTracking: false });
  return await new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve));
}

/** Answers a request that does not become a WebSocket, and ends its connection. */
export function refuse({ socket }: Upgrade, status: number, text: string): void {
  const body = `${text}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** A message, in whatever pieces it came. */
export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
