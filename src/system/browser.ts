import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type Server, createServer } from "node:http";
import { StudioctlError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import type { Browser } from "../ports/browser.ts";
import type { Clock } from "../ports/clock.ts";
import type { Environment } from "./paths.ts";

/** A browser that has to start takes some seconds. */
const patienceMs = 60_000;

interface Surroundings {
  readonly env: Environment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly platform?: NodeJS.Platform;
}

/**
 * Opens addresses with the platform's own command: `open`, `start`, `xdg-open`. What a command is given can be read in
 * the process list by every user of the machine, for as long as the browser runs. So it is given an address on this
 * machine that is good for one request, and answers that with the redirect to the real one. A file that redirects would
 * hide it as well, but stay behind, and browsers shut up in snaps cannot read it. Who sees the address in the list has to
 * be faster than the browser, which then opens nothing, so that it is noticed.
 */
export function createBrowser({ env, clock, signal, platform = process.platform }: Surroundings): Browser {
  return {
    async open(url) {
      const done = new AbortController();
      const { server, path, asked } = redirectOnce(url);
      try {
        const opener = openerOf(platform, `${await listening(server)}${path}`);
        const tooLate = clock.sleep(patienceMs, AbortSignal.any([signal, done.signal])).then((): never => {
          throw notOpened(`the browser did not ask for the address within ${patienceMs / 1_000} s`);
        });
        await Promise.race([asked, started(opener, env), tooLate]);
      } finally {
        done.abort();
        server.close();
      }
    },
  };
}

/** The words that open an address. */
export function openerOf(platform: NodeJS.Platform, address: string): readonly [command: string, ...words: string[]] {
  if (platform === "darwin") return ["open", address];
  // A word of cmd itself; the first thing in quotes would be a window's title.
  if (platform === "win32") return ["cmd", "/c", "start", '""', address];
  return ["xdg-open", address];
}

/** A server that answers one request for its secret path with a redirect, and no other; `asked` resolves with that. */
function redirectOnce(url: Secret): { readonly server: Server; readonly path: string; readonly asked: Promise<void> } {
  const path = `/${randomBytes(32).toString("hex")}`;
  const server = createServer();
  const headers = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", Connection: "close" };
  const asked = new Promise<void>((resolve) => {
    let left = true;
    server.on("request", (request, response) => {
      const here = left && request.method === "GET" && request.url === path;
      if (here) {
        left = false;
        response.writeHead(302, { ...headers, Location: url.reveal() }).end(resolve);
      } else response.writeHead(404, headers).end();
    });
  });
  return { server, path, asked };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

/** Starts a command that outlives this process; rejects where it cannot be started or fails, and never resolves. */
function started([command, ...words]: readonly [string, ...string[]], env: Environment): Promise<never> {
  const child = spawn(command, words, { env, detached: true, stdio: "ignore", windowsVerbatimArguments: true });
  child.unref();
  return new Promise((_resolve, reject) => {
    child.once("error", (cause) => reject(notOpened(`${command} could not be run`, cause)));
    child.once("exit", (status) => {
      if (status !== 0) reject(notOpened(`${command} failed (${status ?? "ended by a signal"})`));
    });
  });
}

function notOpened(why: string, cause?: unknown): StudioctlError {
  return new StudioctlError("failed", "no browser was opened", { why, fix: "print the address instead, and open it yourself: --print", cause });
}
