/** What is needed of a WebSocket to answer its pings. */
interface Pinged {
  /** Bytes that wait for the network. */
  readonly bufferedAmount: number;
  on(event: "ping", listener: (data: Buffer) => void): unknown;
  pong(data: Buffer): void;
}

/** Bytes that wait for the network, beyond which no ping is answered. */
const floodBytes = 4 * 1024 * 1024;

/** Answers pings, unless too many answers wait: a server could send them without end, and read nothing. */
export function answerPings(socket: Pinged): void {
  socket.on("ping", (data) => {
    if (socket.bufferedAmount <= floodBytes) socket.pong(data);
  });
}
