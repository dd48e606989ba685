import { fileURLToPath } from "node:url";

/** The built command: as it is started, and its file that is read first. */
export interface Built {
  readonly launcher: string;
  readonly main: string;
}

export const built: Built = {
  launcher: fileURLToPath(new URL("../../bin/studioctl.js", import.meta.url)),
  main: fileURLToPath(new URL("../../dist/main.cjs", import.meta.url)),
};
