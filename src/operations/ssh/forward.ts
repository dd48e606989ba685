import { StudioctlError, isError, usageError, whyFailed } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ConnectionEnd, LocalPorts, Ssh } from "../../ports/ssh.ts";

/** A port of this machine that leads to one of the container. */
export interface Forwarding {
  readonly local: number;
  readonly remote: number;
}

const forms = "PORT or LOCAL:PORT, from 1 to 65535: 8888, 6006:8080";

/** Reads `PORT` or `LOCAL:PORT`; throws a usage error that names the word. */
export function parseForwarding(text: string): Forwarding {
  const [, local, remote = local] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text) ?? [];
  const ports = { local: Number(local), remote: Number(remote) };
  if (local !== undefined && isPort(ports.local) && isPort(ports.remote)) return ports;
  throw usageError(`"${text}" is not a port`, { fix: forms });
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** Rejects with `usage` where two of them take one local port, and with `in-use` where one is taken. */
export async function requireFreePorts({ ports }: { readonly ports: LocalPorts }, forwardings: readonly Forwarding[]): Promise<void> {
  const seen = new Set<number>();
  for (const { local } of forwardings) {
    if (seen.has(local)) throw usageError(`local port ${local} is named twice`, { fix: "give each a different local port: LOCAL:PORT" });
    seen.add(local);
  }
  for (const { local, remote } of forwardings) {
    const why = await ports.whyNot(local);
    if (why === undefined) continue;
    throw new StudioctlError("in-use", `local port ${local} cannot be used`, {
      why,
      fix: `name another local port: ${local < 1024 ? 8000 + (local % 1000) : local + 1}:${remote}`,
    });
  }
}

/** The arguments of ssh that only forward ports. */
export function forwardingWords(forwardings: readonly Forwarding[]): readonly string[] {
  const options = {
    // No prompts in the background, and no shared connection that outlives this process.
    BatchMode: "yes",
    ControlMaster: "no",
    ControlPath: "none",
    ExitOnForwardFailure: "yes",
    ServerAliveInterval: "15",
    ServerAliveCountMax: "3",
  };
  return [
    "-N",
    "-T",
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...forwardings.flatMap(({ local, remote }) => ["-L", `localhost:${local}:localhost:${remote}`]),
  ];
}

interface Ports {
  readonly ssh: Pick<Ssh, "hold">;
  readonly clock: Clock;
}

export interface ForwardRequest {
  /** The arguments of ssh. */
  readonly words: readonly string[];
  /** Checks again for a way in before another try; rejects if there is none. */
  readonly check: () => Promise<void>;
  /** The ports are open; again after a break. */
  readonly up: (again: boolean) => Promise<void>;
  readonly lost: (why: string, waitMs: number) => void;
}

/** How long to wait before each try, in milliseconds: doubled from the first to the last, with a random part. */
const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/** After a connection that lasted this long, the next wait is the first again. */
const goodMs = 60_000;

/**
 * Keeps ports forwarded until the signal is aborted: a broken connection is restored as long as there is a way in. Rejects with `failed`
 * and ssh's message if the first connection fails, and with errors of `check`.
 */
export async function forward({ ssh, clock }: Ports, { words, check, up, lost }: ForwardRequest, signal: AbortSignal): Promise<void> {
  let waitMs = firstWaitMs;
  let connected = false;
  while (!signal.aborted) {
    let since: number | undefined;
    let shown = Promise.resolve();
    const end = await ssh.hold(
      words,
      () => {
        since = clock.now().getTime();
        shown = up(connected);
        connected = true;
      },
      signal,
    );
    await shown;
    if (signal.aborted) return;
    if (!connected) throw notConnected(end);
    if (since !== undefined && clock.now().getTime() - since >= goodMs) waitMs = firstWaitMs;
    let why = lastWord(end);
    for (;;) {
      const jittered = waitMs * (0.75 + clock.random() / 2);
      lost(why, jittered);
      await clock.sleep(jittered, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (signal.aborted) return;
      waitMs = Math.min(waitMs * 2, longestWaitMs);
      try {
        await check();
        break;
      } catch (error) {
        if (signal.aborted) return;
        // The network may be down.
        if (!isError(error, "unavailable", "throttled", "timeout")) throw error;
        why = whyFailed(error);
      }
    }
  }
}

function notConnected(end: ConnectionEnd): StudioctlError {
  return new StudioctlError("failed", "ssh could not forward the ports", { why: end.said.join("; ") || lastWord(end) });
}

function lastWord({ exitCode, said }: ConnectionEnd): string {
  return said.findLast((line) => line.trim() !== "") ?? `ssh ended with ${exitCode}`;
}
