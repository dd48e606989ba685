import { createServer } from "node:net";
import type { LocalPorts } from "../ports/ssh.ts";
import { codeOf } from "../core/errors.ts";

/** The addresses of loopback that ssh listens on; a machine may not have the second. */
const loopback = ["127.0.0.1", "::1"] as const;

/** Tests a port by listening on it briefly. */
export const localPorts: LocalPorts = {
  async whyNot(port) {
    for (const host of loopback) {
      const code = await refusal(port, host);
      if (code === "EADDRINUSE") return `another program listens on ${host.includes(":") ? `[${host}]` : host}:${port}`;
      if (code === "EACCES") return `ports below 1024 are for root on this machine`;
      if (code !== undefined && code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT") return `the system refuses it (${code})`;
    }
    return undefined;
  },
};

function refusal(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(codeOf(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
