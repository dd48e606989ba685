import type { Secret } from "../core/secret.ts";

/** The browser of whoever sits at this machine. */
export interface Browser {
  /**
   * Opens an address, and resolves when the browser has asked for it. The address itself is in no process list and in no
   * file. Rejects with `failed` where there is no browser or it does not ask, and with `interrupted`.
   */
  open(url: Secret): Promise<void>;
}

/** The shell of this machine, as far as it tells whether a script can be read. */
export interface ScriptChecker {
  /** What bash finds wrong with the syntax, in its own words; undefined for nothing, or where there is no bash. Runs nothing of the script. */
  syntaxFault(script: string): Promise<string | undefined>;
}
