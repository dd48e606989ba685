import { isError } from "../../core/errors.ts";
import type { WayIn } from "../../core/remote/ways.ts";
import type { JupyterKey, JupyterSession, JupyterSessionOptions, JupyterSessions } from "../../ports/jupyter.ts";

/**
 * A session of the server that a way leads to, signed in as the first user profile that is allowed. Rejects as JupyterSessions does; with
 * `denied` if none is.
 */
export async function signInBy(
  sessions: JupyterSessions,
  { server, signInAs }: Extract<WayIn, { readonly way: "jupyter" }>,
  options: JupyterSessionOptions,
): Promise<JupyterSession> {
  const [first, ...others] = signInAs;
  try {
    return await sessions.open(jupyterKey(server), first, options);
  } catch (error) {
    const [next, ...rest] = others;
    if (next === undefined || !isError(error, "denied", "not-found", "invalid")) throw error;
    return await signInBy(sessions, { way: "jupyter", server, signInAs: [next, ...rest] }, options);
  }
}

function jupyterKey({ AppType, ...rest }: Extract<WayIn, { readonly way: "jupyter" }>["server"]): JupyterKey {
  if (AppType === "CodeEditor") throw new RangeError("Code Editor has no Jupyter server");
  return { ...rest, AppType };
}
