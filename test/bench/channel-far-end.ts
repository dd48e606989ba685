import { randomBytes } from "node:crypto";
import { type Socket, connect } from "node:net";
import { channelFlags } from "../../src/core/remote/message.ts";
import { FarEnd } from "../remote/far-end.ts";
import { spaceService } from "../remote/space-service.ts";

/*
 * The other side of one session after another, in a process of its own: `sink` takes what comes, `source BYTES` sends so much and ends,
 * `port PORT` leads to a port of this machine. Prints the endpoint of its SageMaker.
 */

const [, , mode, given = "0"] = process.argv;
const bytes = mode === "source" ? randomBytes(Number(given)) : Buffer.alloc(0);
/** What the far end sends may run ahead of the client by so many messages, as with an agent. */
const ahead = 2000;

let socket: Socket | undefined;
const opened = (): Promise<FarEnd> => FarEnd.open({ takes: (payload) => void socket?.write(payload) });
let farEnd = await opened();
const service = await spaceService({ session: () => farEnd.session });
process.stdout.write(`${service.endpoint}\n`);
for (;;) {
  const current = farEnd;
  await current.until(() => current.responses.length > 0);
  if (mode === "source") {
    for (let start = 0; start < bytes.length; start += 65_536) {
      await current.until(() => current.unacknowledged < ahead || current.closings.length > 0);
      current.send(bytes.subarray(start, start + 65_536));
    }
    current.sendFlag(channelFlags.terminateSession);
  }
  if (mode === "port") {
    const own = connect(Number(given), "127.0.0.1");
    socket = own;
    own.on("data", (payload: Buffer) => {
      current.send(payload);
      if (current.unacknowledged < ahead) return;
      own.pause();
      void current.until(() => current.unacknowledged < ahead / 2).then(() => own.resume());
    });
    own.on("end", () => current.sendFlag(channelFlags.terminateSession));
    own.on("error", () => current.cut());
  }
  await current.until(() => current.closings.length > 0);
  socket?.destroy();
  farEnd = await opened();
  await current.close();
}
