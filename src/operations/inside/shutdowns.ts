import { isRecord } from "../../core/collections.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { JupyterSessions } from "../../ports/jupyter.ts";
import type { Shutdowns } from "../../ports/shutdowns.ts";
import { signInBy } from "../remote/sign-in.ts";

/** The shortest session that there is (service-facts: The Jupyter server). */
const sessionSeconds = 1800;

const folders = { kernel: "kernels", terminal: "terminals" } as const;

/** Ends kernels and terminals by the API of their servers (service-facts: The Jupyter server). */
export function createShutdowns(jupyter: JupyterSessions): Shutdowns {
  return {
    async open({ key, signInAs, orAs = [] }) {
      const { AppType } = key;
      if (AppType === "Canvas" || AppType === "CodeEditor") throw new RangeError(`${AppType} has no kernels`);
      const way = { way: "jupyter", server: { ...key, AppType }, signInAs: [signInAs, ...orAs] } as const;
      const session = await signInBy(jupyter, way, { sessionSeconds });
      return {
        async shutDown({ Kind, Id }) {
          const { status, json } = await session.request({ method: "DELETE", path: `/api/${folders[Kind]}/${encodeURIComponent(Id)}` });
          if (status >= 200 && status < 300) return "accepted";
          if (status === 404 || status === 410) return "gone";
          const said = isRecord(json) && typeof json["message"] === "string" ? `: ${json["message"].slice(0, 200)}` : "";
          throw new StudioctlError(status === 401 || status === 403 ? "denied" : "unavailable", `the server answered ${status}${said}`);
        },
        close: () => session.close(),
      };
    },
  };
}
