import { StudioctlError } from "../core/errors.ts";
import { isRecord } from "../core/collections.ts";
import type { JupyterResponse, JupyterSession, JupyterSocket } from "../ports/jupyter.ts";
import type { AttachedTerminal, RemoteTerminals } from "../ports/terminals.ts";
import { maxText } from "./limits.ts";
import { type Homes, appsOf, isImageTerminal, listedTerminals, readHomes } from "./terminal-list.ts";
import { Unreadable } from "./unreadable.ts";

/** Terminals over the API of a Jupyter server (service-facts: Terminals of a Jupyter server). */
export function terminalsOf(session: JupyterSession): RemoteTerminals {
  return {
    async create(name, program) {
      const body = { name, ...(program && { shell_command: program }) };
      const response = await session.request({ method: "POST", path: "/api/terminals", body });
      const given = isRecord(response.json) ? response.json["name"] : undefined;
      if (response.status !== 200 || typeof given !== "string" || given === "") throw refused("open a terminal", response);
      return given;
    },
    async attach(name, signal) {
      try {
        return attached(await session.connect(`/terminals/websocket/${encodeURIComponent(name)}`, signal));
      } catch (error) {
        if (error instanceof StudioctlError && error.code === "not-found") throw ended();
        throw error;
      }
    },
    async delete(name) {
      const response = await session.request({ method: "DELETE", path: `/api/terminals/${encodeURIComponent(name)}` });
      if (response.status !== 204 && response.status !== 404) throw refused("end the terminal", response);
    },
    async imageTerminals() {
      const response = await session.request({ method: "GET", path: "/api/terminals" });
      if (response.status !== 200 && response.status !== 404) throw refused("list its terminals", response);
      const { terminals } = read(() => listedTerminals(response.status === 404 ? undefined : response.json));
      const images = terminals.filter(({ name }) => isImageTerminal(name));
      if (images.length === 0) return [];
      const apps = await session.request({ method: "GET", path: "/sagemaker/api/apps" });
      const homes: Homes = apps.status === 200 ? read(() => readHomes(apps.json)) : new Map();
      return images.map(({ name }) => ({ name, appNames: appsOf(name, homes) }));
    },
    close: () => session.close(),
  };
}

function attached(socket: JupyterSocket): AttachedTerminal {
  return {
    type: (text) => socket.send(JSON.stringify(["stdin", text])),
    resize: ({ rows, columns }) => socket.send(JSON.stringify(["set_size", rows, columns])),
    output: output(socket),
    close: () => socket.close(),
  };
}

async function* output(socket: JupyterSocket): AsyncGenerator<string> {
  for await (const message of socket.messages) {
    const [kind, text] = parts(message);
    if (kind === "disconnect") return;
    if (kind === "stdout" && typeof text === "string") yield text;
  }
  // Closed in order, but without the message that says that the terminal has ended.
  throw new StudioctlError("unavailable", "the server closed the connection to the terminal");
}

/** A message is an array; others are ignored, as in a browser. */
function parts(message: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(message);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function ended(): StudioctlError {
  return new StudioctlError("not-found", "the terminal has ended");
}

function refused(what: string, { status, json }: JupyterResponse): StudioctlError {
  const said = isRecord(json) && typeof json["message"] === "string" ? json["message"] : undefined;
  return new StudioctlError(status === 401 || status === 403 ? "denied" : "unavailable", `the Jupyter server does not ${what}`, {
    why: said === undefined || said === "" ? `it answered ${status}` : `it answered ${status}: ${said.slice(0, maxText)}`,
  });
}

function read<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unreadable) throw new StudioctlError("malformed", error.message, { cause: error });
    throw error;
  }
}
