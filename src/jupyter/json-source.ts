import type { ServerKey } from "../core/domain/domain.ts";
import { parseJson } from "./json.ts";
import { basePaths, refusal } from "./sign-in.ts";
import { Unreadable } from "./unreadable.ts";
import { isRedirect, type UserAgent } from "./user-agent.ts";

/** A server whose JSON can be read without counting as activity. */
export interface JsonSource {
  /** The JSON at a path under the server's base; undefined if the server has no such path (404). */
  readJson(path: string, signal: AbortSignal): Promise<unknown>;
}

export function jsonSourceAt(origin: string, appType: ServerKey["AppType"], agent: UserAgent): JsonSource {
  return { readJson: (path, signal) => readJson(agent, new URL(`${basePaths[appType]}${path}`, origin), path, signal) };
}

/** Our looking must not count as activity of the server (`/api/status`, jupyter_server). */
const unnoticed = "no_track_activity=1";

async function readJson(agent: UserAgent, url: URL, path: string, signal: AbortSignal): Promise<unknown> {
  url.search = unnoticed;
  const response = await agent.send(url, { headers: { Accept: "application/json" } }, signal);
  if (isRedirect(response)) throw new Unreadable(`the server redirects ${path} to a login page`, "redirected");
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw refusal(path, response.status);
  if (isPage(response.text)) throw new Unreadable(`the server answered a web page to ${path}`, "not-ready");
  return parseJson(response.text, path);
}

/** Whether a body is a web page, where JSON was asked for. */
export function isPage(text: string): boolean {
  return text.trimStart().startsWith("<");
}
