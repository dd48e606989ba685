import { ownerLabel } from "../core/app/app.ts";
import type { ServerKey } from "../core/domain/domain.ts";
import type { Secret } from "../core/secret.ts";
import type { Clock } from "../ports/clock.ts";
import type { SignIn } from "../ports/studio.ts";
import type { Cookies } from "./cookies.ts";
import type { Http } from "./http.ts";
import { type Limiting, within } from "./time-limit.ts";
import { Unreadable } from "./unreadable.ts";
import { type UserAgent, createUserAgent } from "./user-agent.ts";

export const basePaths = {
  JupyterServer: "/jupyter/default",
  JupyterLab: "/jupyterlab/default",
  CodeEditor: "/codeeditor/default",
} as const satisfies Record<ServerKey["AppType"], string>;

/** The URL is used at once (service-facts: The Jupyter server). */
const urlSeconds = 60;

const pollMilliseconds = 2000;

export interface SigningIn extends Limiting {
  readonly signIn: SignIn;
}

/** The user and the server of a sign-in, and its duration. */
export interface SignInAs {
  readonly server: ServerKey;
  readonly userProfileName: string;
  /** 1800–43200 (service-facts: The Jupyter server). */
  readonly sessionSeconds: number;
  /** The time limit for following the presigned URL. */
  readonly limitMilliseconds: number;
}

/** The connections and the cookies of a sign-in. */
export interface Means {
  readonly http: Http;
  readonly cookies: Cookies;
  readonly signal: AbortSignal | undefined;
}

/**
 * Signs in to one server; the origin that the presigned URL leads to. Rejects as SignIn does, with Unreadable, or with the
 * signal's reason.
 */
export async function signInTo(
  { signIn, clock, trace }: SigningIn,
  { server, userProfileName, sessionSeconds, limitMilliseconds }: SignInAs,
  { http, cookies, signal }: Means,
): Promise<string> {
  const authorizedUrl = await signIn.createPresignedDomainUrl({
    DomainId: server.DomainId,
    UserProfileName: userProfileName,
    ...("SpaceName" in server.owner ? { SpaceName: server.owner.SpaceName } : {}),
    LandingUri: `app:${server.AppType}:`,
    ExpiresInSeconds: urlSeconds,
    SessionExpirationDurationInSeconds: sessionSeconds,
  });
  const limited = { what: "the sign-in", server: serverLabel(server), limitMilliseconds, signal };
  return within({ clock, trace }, limited, (signal) => followPresigned(authorizedUrl, createUserAgent(http, cookies), signal));
}

/** How errors and traces name a server. */
export function serverLabel({ AppType, owner }: ServerKey): string {
  return `${AppType} of ${ownerLabel(owner)}`;
}

/** Goes through a presigned URL as a browser would; the origin it leads to. */
async function followPresigned(authorizedUrl: Secret, agent: UserAgent, signal: AbortSignal): Promise<string> {
  const start = authorizedUrl.reveal();
  if (!URL.canParse(start) || !/^https?:/.test(start)) throw new Unreadable("the presigned URL is malformed");
  const landing = await agent.follow(new URL(start), signal);
  // Of a page behind it only the API tells whether the server is there.
  if (landing.status >= 400 && landing.url.href === new URL(start).href) throw refusal("the sign-in", landing.status);
  return landing.url.origin;
}

/**
 * Does what the loading page does: asks for the status in plain text until it is InService. False if there is no
 * such status, as on the hosts of spaces. Rejects with Unreadable where the server app has ended, or with the signal's reason.
 */
export async function awaitLoading(
  origin: string,
  appType: ServerKey["AppType"],
  agent: UserAgent,
  clock: Pick<Clock, "sleep">,
  signal: AbortSignal,
): Promise<boolean> {
  const url = new URL(`/app?appType=${appType}&appName=default`, origin);
  for (;;) {
    const { status, text } = await agent.send(url, { headers: { Accept: "text/plain" } }, signal);
    const word = text.trim();
    if (status !== 200 || !/^[A-Za-z_]{1,32}$/.test(word)) return false;
    if (word === "InService") return true;
    if (!/^(Pending|Unknown)$/i.test(word)) throw new Unreadable(`the server app is ${word}`);
    await clock.sleep(pollMilliseconds, signal);
  }
}

/** An unsuccessful status as an error. */
export function refusal(what: string, status: number): Unreadable {
  return new Unreadable(`the server answered ${status} to ${what}`, isRefusal(status) ? "signed-out" : "not-ready");
}

/** Whether a status says that the session is not accepted. */
export function isRefusal(status: number): boolean {
  return status === 401 || status === 403;
}
