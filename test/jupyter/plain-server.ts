import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerKey } from "../../src/core/domain/domain.ts";
import { Secret } from "../../src/core/secret.ts";
import { createActivityProbe, type JupyterProbe } from "../../src/jupyter/probe.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { serveOnLoopback } from "../loopback.ts";

/** What a path answers: JSON, a status with or without a page, or what a listener does. */
type Answer = object | number | string | ((request: IncomingMessage, response: ServerResponse) => void);

export interface PlainServer {
  /** Paths in the order in which they were asked for. */
  readonly asked: readonly string[];
  readonly probe: JupyterProbe;
  readonly server: ServerKey;
  close(): Promise<void>;
}

const bases = { JupyterServer: "/jupyter/default", JupyterLab: "/jupyterlab/default", CodeEditor: "/codeeditor/default" } as const;

/** An empty server that signs everybody in and answers as told, by paths under its base or, with a slash before them, of its host. */
export async function plainServer(
  AppType: ServerKey["AppType"],
  clock: Clock,
  answers: Readonly<Record<string, Answer>>,
): Promise<PlainServer> {
  const base = bases[AppType];
  const all: Readonly<Record<string, Answer>> = {
    "api/sessions": [],
    "api/kernels": [],
    "api/terminals": [],
    "api/status": {},
    ...answers,
  };
  const asked: string[] = [];
  const loopback = await serveOnLoopback((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    asked.push(path);
    if (path === "/auth") return void response.writeHead(302, { Location: `${base}/lab`, "Set-Cookie": "auth=1; Path=/" }).end();
    const answer = all[path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path] ?? 404;
    if (typeof answer === "function") return answer(request, response);
    if (typeof answer === "number") return void response.writeHead(answer).end();
    return void response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  const owner = AppType === "JupyterServer" ? { UserProfileName: "alice" } : { SpaceName: "nlp" };
  const signIn = { createPresignedDomainUrl: async () => new Secret(`${loopback.origin}/auth?token=t`) };
  return {
    asked,
    server: { DomainId: "d-one", owner, AppType },
    probe: createActivityProbe({ signIn, clock }),
    close: () => loopback.close(),
  };
}
