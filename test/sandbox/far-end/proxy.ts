/* ssh's ProxyCommand for tests: the session of the file that the first argument names, StartSession's answer as JSON. */
import { readFileSync } from "node:fs";
import { messageTypes, payloadTypes } from "../../../src/core/remote/message.ts";
import { PlainClient } from "./plain-client.ts";

const client = new PlainClient(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));
client.onMessage = ({ type, payloadType, payload }) => {
  if (type === messageTypes.channelClosed) process.exit(0);
  if (payloadType === payloadTypes.output) process.stdout.write(payload);
  if (payloadType === payloadTypes.handshakeComplete) {
    process.stdin.on("data", (data: Buffer) => client.write(data));
    process.stdin.on("end", () => client.terminate());
  }
};
client.socket.on("close", () => process.exit(1));
