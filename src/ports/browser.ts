import type { Secret } from "../core/secret.ts";

/** The browser of whoever sits at this machine. */
export interface Browser {
  /**
   * Opens an address, and resolves when the browser has asked for it. The address itself is in no process list and in no
   * file. Rejects with `failed` where there is no browser or it does not ask, and with `interrupted`.
   */
  open(url: Secret): Promise<void>;
}
