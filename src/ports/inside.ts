import type { AskedServer } from "../core/idle/facts.ts";
import type { Look } from "../core/inside/found.ts";

/** Looks at the processes of containers from inside. */
export interface InsideLook {
  /**
   * Looks inside the container of a JupyterLab app that is InService, through a terminal of its own, which is gone afterwards. A failure
   * is a result. Rejects only with the signal's reason, and with expired credentials. A look may end as soon as it has found something at
   * work; one that is to be `whole` goes on, and shows everything.
   */
  look(server: AskedServer, signal?: AbortSignal, whole?: boolean): Promise<Look>;
}
