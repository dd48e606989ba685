import type { AppType } from "../core/service-model.ts";

/** What compute costs on demand. A figure is the instance's, not the app's: Classic apps share one (FACTS 4). */
export interface Prices {
  /**
   * US dollars per hour of the instance an app runs on; 0 for what is free (JupyterServer, FACTS 9).
   * `undefined` where no figure is known: show none, never a guess.
   */
  hourlyUsd(region: string, appType: AppType, instanceType: string): number | undefined;
  /** The day the figures were read, `YYYY-MM-DD`. */
  readonly asOf: string;
}
