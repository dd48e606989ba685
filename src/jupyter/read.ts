import type { ServerActivity } from "../core/activity.ts";
import type { ServerKey } from "../core/domain.ts";
import * as answers from "./answers.ts";
import type { Session } from "./session.ts";
import { Unreadable } from "./unreadable.ts";

type Read = Omit<ServerActivity, "observedAt">;

/** Everything a server tells about what runs behind it, in as few requests as its type allows (FACTS 6.2). */
export function readActivity(session: Session, appType: ServerKey["AppType"], signal: AbortSignal): Promise<Read> {
  const readers = { JupyterServer: readClassic, JupyterLab: readLab, CodeEditor: readCodeEditor };
  return readers[appType](session, signal);
}

async function readClassic(session: Session, signal: AbortSignal): Promise<Read> {
  const { kernels, terminals } = await readJupyter(session, signal);
  if (!terminals.some(answers.isImageTerminal)) return { kernels, terminals };
  const apps = await session.readJson("/sagemaker/api/apps", signal);
  return { kernels, terminals: answers.placeImageTerminals(terminals, apps) };
}

async function readLab(session: Session, signal: AbortSignal): Promise<Read> {
  const [jupyter, idle] = await Promise.all([readJupyter(session, signal), session.readJson("/api/idle", signal)]);
  const lastActive = answers.lastActive(idle);
  return { ...jupyter, ...(lastActive && { lastActive }) };
}

/** Code Editor tells nothing but `/api/idle`: without it nothing was observed. */
async function readCodeEditor(session: Session, signal: AbortSignal): Promise<Read> {
  const lastActive = answers.lastActive(await session.readJson("/api/idle", signal));
  if (lastActive === undefined) throw new Unreadable("Code Editor does not tell when it was last active");
  return { kernels: [], terminals: [], lastActive };
}

async function readJupyter(session: Session, signal: AbortSignal): Promise<Read> {
  const [sessions, kernels, terminals] = await Promise.all(
    ["/api/sessions", "/api/kernels", "/api/terminals"].map((path) => session.readJson(path, signal)),
  );
  return {
    kernels: answers.unite(answers.sessionKernels(sessions), answers.listedKernels(kernels)),
    terminals: answers.terminals(terminals),
  };
}
