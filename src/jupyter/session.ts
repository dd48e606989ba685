import type { ServerKey } from "../core/domain/domain.ts";
import type { Secret } from "../core/secret.ts";
import type { Clock } from "../ports/clock.ts";
import { parseJson } from "./json.ts";
import { Unreadable } from "./unreadable.ts";
import { isRedirect, type UserAgent } from "./user-agent.ts";

const basePaths = {
  JupyterServer: "/jupyter/default",
  JupyterLab: "/jupyterlab/default",
  CodeEditor: "/codeeditor/default",
} as const satisfies Record<ServerKey["AppType"], string>;

const pollMilliseconds = 2000;

/** Signs in through a presigned URL as a browser would; the origin it leads to. Rejects with Unreadable, or with the signal's reason. */
export async function openSession(authorizedUrl: Secret, agent: UserAgent, signal: AbortSignal): Promise<string> {
  const start = authorizedUrl.reveal();
  if (!URL.canParse(start) || !/^https?:/.test(start)) throw new Unreadable("the presigned URL is malformed");
  const landing = await agent.follow(new URL(start), signal);
  // Of a page behind it only the API tells whether the server is there.
  if (landing.status >= 400 && landing.url.href === new URL(start).href) throw refusal("the sign-in", landing.status);
  return landing.url.origin;
}

/** A signed-in session with one server. */
export interface Session {
  /** The JSON at a path under the server's base; undefined where the server has no such path (404). */
  readJson(path: string, signal: AbortSignal): Promise<unknown>;
}

export function sessionAt(origin: string, appType: ServerKey["AppType"], agent: UserAgent): Session {
  return { readJson: (path, signal) => readJson(agent, new URL(`${basePaths[appType]}${path}`, origin), path, signal) };
}

/**
 * Does what the loading page does: asks for the status in plain text until it is InService. False where there is no
 * such status, as on the hosts of spaces. Rejects with Unreadable where the server app has ended, or with the signal's reason.
 */
export async function awaitLoading(
  origin: string,
  appType: ServerKey["AppType"],
  agent: UserAgent,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const url = new URL(`/app?appType=${appType}&appName=default`, origin);
  for (;;) {
    const { status, text } = await agent.get(url, signal, "text/plain");
    const word = text.trim();
    if (status !== 200 || !/^[A-Za-z_]{1,32}$/.test(word)) return false;
    if (word === "InService") return true;
    if (!/^(Pending|Unknown)$/i.test(word)) throw new Unreadable(`the server app is ${word}`);
    await clock.sleep(pollMilliseconds, signal);
  }
}

/** Our looking must not count as activity of the server (`/api/status`, jupyter_server). */
const unnoticed = "no_track_activity=1";

async function readJson(agent: UserAgent, url: URL, path: string, signal: AbortSignal): Promise<unknown> {
  url.search = unnoticed;
  const answer = await agent.get(url, signal, "application/json");
  if (isRedirect(answer)) throw new Unreadable(`the server redirects ${path} to a login page`, "redirected");
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw refusal(path, answer.status);
  if (answer.text.trimStart().startsWith("<")) throw new Unreadable(`the server answered a web page to ${path}`, "not-ready");
  return parseJson(answer.text, path);
}

function refusal(what: string, status: number): Unreadable {
  return new Unreadable(`the server answered ${status} to ${what}`, status === 401 || status === 403 ? "signed-out" : "not-ready");
}
