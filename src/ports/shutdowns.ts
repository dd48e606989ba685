import type { AskedServer } from "../core/idle/facts.ts";

/** A kernel, by its id, or a terminal, by its name. */
export interface ServerItem {
  readonly Kind: "kernel" | "terminal";
  readonly Id: string;
}

/** Ends kernels and terminals of Jupyter servers. */
export interface Shutdowns {
  /** Signs in to a server. Rejects as JupyterSessions does. */
  open(server: AskedServer): Promise<ServerShutdowns>;
}

export interface ServerShutdowns {
  /** `gone`: it had already ended. Rejects as JupyterSession does, and if the server refuses. */
  shutDown(item: ServerItem): Promise<"accepted" | "gone">;
  close(): void;
}
