import { spawn } from "node:child_process";
import { type SftpClient, openSftp } from "../../src/remote/sftp.ts";
import type { Requirement } from "../requirements.ts";

const server = "/usr/lib/openssh/sftp-server";

export const sftpServer: Requirement = { name: "sftp-server", packages: ["openssh-sftp-server"], probe: ["test", "-x", server] };

export interface ServedFolder {
  readonly client: SftpClient;
  readonly signal: (name: NodeJS.Signals) => void;
  end(): Promise<void>;
}

/** OpenSSH's server for files, as ssh starts it, in a folder. */
export async function serveFolder(folder: string): Promise<ServedFolder> {
  const child = spawn(server, ["-d", folder.replaceAll("%", "%%")], { stdio: ["pipe", "pipe", "ignore"] });
  const gone = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  return {
    client: await openSftp(child.stdin, child.stdout, gone),
    signal: (name) => void child.kill(name),
    async end() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
