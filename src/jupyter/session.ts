import { StudioctlError } from "../core/errors.ts";
import { type AgentsFor, type Trace, untraced } from "../ports/connection.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  JupyterKey,
  JupyterRequest,
  JupyterResponse,
  JupyterSession,
  JupyterSessionOptions,
  JupyterSessions,
  JupyterSocket,
  JupyterStream,
  JupyterStreamRequest,
} from "../ports/jupyter.ts";
import type { SignIn } from "../ports/studio.ts";
import { type Entry, enterServer } from "./entry.ts";
import { createHttp, type Head, type Outgoing } from "./http.ts";
import { isPage } from "./json-source.ts";
import { parseJson } from "./json.ts";
import { workLimits } from "./limits.ts";
import { basePaths, isRefusal, serverLabel } from "./sign-in.ts";
import { within } from "./time-limit.ts";
import { isNotLetIn, reasonOf, Unreadable } from "./unreadable.ts";
import { isRedirect, type Page } from "./user-agent.ts";

export interface JupyterSessionsOptions {
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** Told of each sign-in and request; addresses are secrets, so only the server and the path are named. */
  readonly trace?: Trace;
  /** What makes connections, if not Node's own agents do. */
  readonly agents?: AgentsFor | undefined;
}

const requestMilliseconds = 60_000;

/** Sessions in which a user works with a server: they write, and last as long as the work (service-facts: Terminals of a Jupyter server). */
export function createJupyterSessions(options: JupyterSessionsOptions): JupyterSessions {
  return {
    async open(server, signInAs, wanted) {
      const session = new SignedInSession({ trace: untraced, ...options }, server, signInAs, wanted);
      try {
        await session.signedIn();
        return session;
      } catch (error) {
        session.close();
        throw error;
      }
    },
  };
}

type Options = JupyterSessionsOptions & { readonly trace: Trace };

class SignedInSession implements JupyterSession {
  readonly #http;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  #entry: Promise<Entry> | undefined;

  constructor(
    private readonly options: Options,
    private readonly server: JupyterKey,
    private readonly signInAs: string,
    private readonly wanted: JupyterSessionOptions,
  ) {
    this.#http = createHttp(options.agents, workLimits);
    this.#signal = wanted.signal === undefined ? this.#closed.signal : AbortSignal.any([wanted.signal, this.#closed.signal]);
  }

  async signedIn(): Promise<void> {
    await this.#shown(this.#signal, () => this.#enter());
  }

  request(
    { method, path, query, body, once, limitMilliseconds = requestMilliseconds }: JupyterRequest,
    signal?: AbortSignal,
  ): Promise<JupyterResponse> {
    return this.#limited(`${method} ${path}`, limitMilliseconds, signal, async (entry, signal) => {
      const outgoing: Outgoing = {
        method,
        once,
        headers: {
          Accept: "application/json",
          ...(method === "GET" ? {} : { "X-XSRFToken": entry.xsrf }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
      };
      const page = await entry.agent.send(this.#at(entry.origin, path, query), outgoing, signal);
      await this.#requireLetIn(entry, page, path, signal);
      return { status: page.status, json: jsonOf(page, path) };
    });
  }

  async stream({ path, query, from }: JupyterStreamRequest, signal?: AbortSignal): Promise<JupyterStream> {
    const either = this.#either(signal);
    return await this.#limited(`GET ${path}`, requestMilliseconds, signal, async (entry, limited) => {
      // Beyond its beginning a body may take as long as it likes, so its signal is not the one of the time limit.
      const over = new AbortController();
      const whole = AbortSignal.any([either, over.signal]);
      const late = (): void => over.abort(limited.reason);
      limited.addEventListener("abort", late, { once: true });
      // Version 2 asks for the token before it gives out files (service-facts: Files of a Jupyter server).
      const headers = { Accept: "*/*", "X-XSRFToken": entry.xsrf, ...(from === undefined ? {} : { Range: `bytes=${from}-` }) };
      const streamed = await entry.agent.stream(this.#at(entry.origin, path, query), { headers }, whole);
      await this.#requireLetIn(entry, streamed, path, limited);
      limited.removeEventListener("abort", late);
      return { ...streamed, body: this.#watched(streamed.body, path, whole) };
    });
  }

  connect(path: string, signal?: AbortSignal): Promise<JupyterSocket> {
    return this.#limited(`WebSocket ${path}`, requestMilliseconds, signal, async (entry, limited) => {
      const url = this.#at(entry.origin, path);
      const { openSocket } = await import("./socket.ts");
      const target = { url, cookie: await entry.cookieFor(url), agent: this.#http.agentFor(url), ends: this.#either(signal) };
      const opened = await openSocket(target, this.options.clock, limited);
      if ("messages" in opened) return opened;
      await this.#requireLetIn(entry, opened, path, limited);
      if (opened.status === 404) throw new StudioctlError("not-found", `the server has nothing at ${path}`);
      throw new Unreadable(`the server answered ${opened.status} to a WebSocket at ${path}`, "not-ready");
    });
  }

  close(): void {
    this.#closed.abort(new StudioctlError("unavailable", `the session with ${serverLabel(this.server)} is closed`));
    this.#http.close();
  }

  #at(origin: string, path: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(`${basePaths[this.server.AppType]}${path}`, origin);
    url.search = new URLSearchParams(query).toString();
    return url;
  }

  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#signal : AbortSignal.any([signal, this.#signal]);
  }

  /** One sign-in for all that ask at the same time. One that failed is not used again. */
  #enter(): Promise<Entry> {
    const { options, server, signInAs, wanted } = this;
    const request = { server, userProfileName: signInAs, sessionSeconds: wanted.sessionSeconds };
    const entry = (this.#entry ??= enterServer(options, request, { http: this.#http, signal: this.#signal }));
    entry.catch(() => this.#forget(entry));
    return entry;
  }

  #forget(entry: Promise<Entry>): void {
    if (this.#entry === entry) this.#entry = undefined;
  }

  /** Work with the sign-in that there is; where that has run out, once more with another one. */
  async #limited<T>(
    what: string,
    limitMilliseconds: number,
    signal: AbortSignal | undefined,
    work: (entry: Entry, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const either = this.#either(signal);
    return await this.#shown(either, async () => {
      const entering = this.#enter();
      const entry = await entering;
      try {
        return await this.#within(what, limitMilliseconds, either, (limited) => work(entry, limited));
      } catch (error) {
        if (either.aborted || !mayRenew(error)) throw error;
        this.#forget(entering);
        const renewed = await this.#enter();
        return await this.#within(what, limitMilliseconds, either, (limited) => work(renewed, limited));
      }
    });
  }

  #within<T>(what: string, limitMilliseconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return within(this.options, { what, server: serverLabel(this.server), limitMilliseconds, signal }, work);
  }

  /**
   * Throws Unreadable where a response says that the sign-in is not accepted. A refusal (403) can also concern the very thing that
   * was asked for, such as a file that may not be read: then the session is let in elsewhere, and the response stands.
   */
  async #requireLetIn({ agent, origin }: Entry, head: Head, path: string, signal: AbortSignal): Promise<void> {
    if (isRedirect(head)) throw new Unreadable(`the server redirects ${path} to a login page`, "redirected");
    if (!isRefusal(head.status)) return;
    const status = this.#at(origin, "/api/status", { no_track_activity: "1" });
    const page = await agent.send(status, { headers: { Accept: "application/json" } }, signal);
    if (page.status !== 200 || isPage(page.text)) throw new Unreadable(`the server answered ${head.status} to ${path}`, "signed-out");
  }

  async *#watched(body: AsyncIterable<Uint8Array>, path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const pieces = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await this.#shown(signal, () => this.#inTime(path, () => pieces.next()));
        if (done) return;
        yield value;
      }
    } finally {
      // Not waited for: a body that never ends would not let go.
      void pieces.return?.();
    }
  }

  /** As #within, for the many pieces of a body: without a line of trace, and without a signal for each, which would be kept. */
  async #inTime<T>(path: string, work: () => Promise<T>): Promise<T> {
    const done = new AbortController();
    const tooLate = new Promise<never>((_, reject) => {
      this.options.clock.sleep(requestMilliseconds, done.signal).then(
        () => reject(new Unreadable(`the next part of ${path} took longer than ${requestMilliseconds / 1000} s`)),
        () => {},
      );
    });
    try {
      return await Promise.race([work(), tooLate]);
    } finally {
      done.abort();
    }
  }

  /** Converts an Unreadable into an error to be shown. */
  async #shown<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      signal.throwIfAborted();
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StudioctlError) throw error;
      throw new StudioctlError(codeFor(error), `${serverLabel(this.server)} cannot be reached`, { why: reasonOf(error), cause: error });
    }
  }
}

/** A session that is refused may have run out; a page in place of JSON may be the one of a server that was started again. */
function mayRenew(error: unknown): boolean {
  return isNotLetIn(error) || (error instanceof Unreadable && error.kind === "not-ready");
}

function codeFor(error: unknown): "denied" | "not-ready" | "unavailable" {
  if (isNotLetIn(error)) return "denied";
  return error instanceof Unreadable && error.kind === "not-ready" ? "not-ready" : "unavailable";
}

/** Success has JSON or nothing; an error may have a page. */
function jsonOf({ status, text }: Page, path: string): unknown {
  if (status >= 200 && status < 300) {
    if (text === "") return undefined;
    if (isPage(text)) throw new Unreadable(`the server answered a web page to ${path}`, "not-ready");
    return parseJson(text, path, workLimits.values);
  }
  try {
    return text === "" || isPage(text) ? undefined : parseJson(text, path, workLimits.values);
  } catch {
    return undefined;
  }
}
