import type { ServerKey } from "../core/domain.ts";
import type { Secret } from "../core/secret.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http } from "./http.ts";
import { Unreadable } from "./unreadable.ts";
import { createUserAgent, isRedirect, type UserAgent } from "./user-agent.ts";

const basePaths = {
  JupyterServer: "/jupyter/default",
  JupyterLab: "/jupyterlab/default",
  CodeEditor: "/codeeditor/default",
} as const satisfies Record<ServerKey["AppType"], string>;

const pollMilliseconds = 2000;

/** A signed-in session with one server. */
export interface Session {
  /** The JSON at a path under the server's base; undefined where the server has no such path (404). */
  readJson(path: string, signal: AbortSignal): Promise<unknown>;
}

/**
 * Signs in through a presigned URL as a browser would, waits while the server shows its loading
 * page, and leaves a session that may read (FACTS 6.2). Rejects with Unreadable, or with the
 * signal's reason: the waiting is limited by the signal alone.
 */
export async function openSession(
  authorizedUrl: Secret,
  appType: ServerKey["AppType"],
  { http, clock }: { readonly http: Http; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Session> {
  const start = authorizedUrl.reveal();
  if (!URL.canParse(start) || !/^https?:/.test(start)) throw new Unreadable("the presigned URL is malformed");
  const agent = createUserAgent(http);
  const base = (origin: string): URL => new URL(basePaths[appType], origin);
  const ready = (origin: string): Promise<boolean> => agent.hasCookie("_xsrf", base(origin));

  const landing = await agent.follow(new URL(start), signal, ready);
  if (landing.status >= 400) throw refusal("the sign-in", landing.status);
  const { origin } = landing.url;
  // Code Editor is no Jupyter server and sets no `_xsrf`: only its answers tell whether it is up.
  if (appType !== "CodeEditor" && !(await ready(origin))) {
    await untilInService(agent, new URL(`/app?appType=${appType}&appName=default`, origin), clock, signal);
    await agent.follow(base(origin), signal, ready);
  }
  return { readJson: (path, signal) => readJson(agent, new URL(`${base(origin).pathname}${path}`, origin), path, signal) };
}

/** What the loading page does: asks for the status in plain text until it is InService. */
async function untilInService(agent: UserAgent, url: URL, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await agent.get(url, signal, "text/plain");
    if (answer.status >= 400 || isRedirect(answer)) throw refusal("the loading page", answer.status);
    const status = answer.text.trim();
    if (status === "InService") return;
    if (!/^[A-Za-z_]{1,32}$/.test(status)) throw new Unreadable("the loading page tells no status");
    if (!/^(Pending|Unknown)$/i.test(status)) throw new Unreadable(`the server app is ${status}`);
    await clock.sleep(pollMilliseconds, signal);
  }
}

/** Our looking must not count as activity of the server (`/api/status`, jupyter_server). */
const unnoticed = "no_track_activity=1";

async function readJson(agent: UserAgent, url: URL, path: string, signal: AbortSignal): Promise<unknown> {
  url.search = unnoticed;
  const answer = await agent.get(url, signal, "application/json");
  if (isRedirect(answer)) throw new Unreadable(`the server redirects ${path} to a login page`, true);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw refusal(path, answer.status);
  if (answer.text.trimStart().startsWith("<")) throw new Unreadable(`the server answered a web page to ${path}`);
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    throw new Unreadable(`the server answered malformed JSON to ${path}`);
  }
}

function refusal(what: string, status: number): Unreadable {
  return new Unreadable(`the server answered ${status} to ${what}`, status === 401 || status === 403);
}
