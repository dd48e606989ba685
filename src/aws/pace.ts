import type { Clock } from "../ports/clock.ts";

/** The rate at which a client sends, found from what the service refuses. */
export interface Pace {
  /** Resolves when the next attempt may be sent, to the number of the window in which it was sent. */
  turn(): Promise<number>;
  succeeded(): void;
  /** Called for an attempt that the service refused because of its rate, with what its turn resolved to. */
  throttled(sentIn: number): void;
}

/** The shortest time over which a rate is measured, and the fewest turns: so many in the first window, twice as many in the second, … */
const windowMs = 1_000;
const firstTurns = 10;
const mostTurns = 30;
const longestWindowMs = 6_000;

/** The first estimate comes from a burst: too high is corrected by the first window, too low only by several. */
const firstAbove = 1.2;

/** So many refusals, and more than successes, end a window after half a second: the limit has fallen. */
const manyRefusals = 10;

/** Turns that were not used may be made up for, as the services' own limits allow. */
const creditMs = 500;

/** How far above the measured rate is sent: the service is then always busy, and refuses so much of what is sent. */
const above = 1.02;

/** How much faster after a window without a refusal: more after each further one. */
const firstGrowth = 1.03;
const mostGrowth = 1.5;

const leastPerSecond = 1;

/**
 * Sends without a limit until the service throttles, then as fast as it accepts: the rate of what succeeded while attempts had to wait is
 * the service's own, and the pace stays just above it. The SDK's adaptive mode falls to 70% of the rate at each refusal and takes seconds to
 * come back.
 */
export function createPace({ now, sleep }: Pick<Clock, "now" | "sleep">): Pace {
  const time = (): number => now().getTime();
  /** Undefined: no limit has been met. */
  let perSecond: number | undefined;
  let nextAt = 0;
  // Until a refusal at this pace the limit is unknown.
  let growth = mostGrowth;
  let turns = firstTurns;
  let seen = emptyWindow(0, time());

  function adjust(): void {
    const elapsedMs = time() - seen.from;
    const hasFallen = elapsedMs >= windowMs / 2 && seen.refusals >= manyRefusals && seen.refusals > seen.successes;
    const isOver = perSecond !== undefined && elapsedMs >= Math.min(Math.max(windowMs, (turns / perSecond) * 1_000), longestWindowMs);
    const isDue = perSecond === undefined ? seen.refusals > 0 : isOver || hasFallen;
    if (!isDue) {
      if (perSecond === undefined && elapsedMs >= windowMs) seen = emptyWindow(seen.number + 1, time());
      return;
    }
    const measured = (seen.successes / Math.max(elapsedMs, windowMs)) * 1_000;
    const isBusy = seen.idleMs <= elapsedMs / 10;
    if (perSecond === undefined) perSecond = measured * firstAbove;
    else if (seen.refusals === 0) grow(measured, isBusy);
    else if (isBusy) settle(measured);
    else if (seen.refusals > seen.successes) perSecond *= 0.7;
    perSecond = Math.max(perSecond, leastPerSecond);
    turns = Math.min(turns + firstTurns, mostTurns);
    seen = emptyWindow(seen.number + 1, time());
  }

  function grow(measured: number, isBusy: boolean): void {
    // What is not sent for another reason proves nothing about the limit.
    if (perSecond === undefined || !isBusy) return;
    perSecond = Math.min(perSecond * growth, 2 * measured);
    growth = Math.min(growth ** 2, mostGrowth);
  }

  function settle(measured: number): void {
    // A window says little if almost all of it was refused.
    perSecond = Math.max(measured * above, (perSecond ?? 0) / 2);
    growth = firstGrowth;
  }

  return {
    async turn() {
      const present = time();
      if (perSecond === undefined) return seen.number;
      seen.idleMs += Math.max(0, present - Math.max(nextAt, seen.from));
      const at = Math.max(nextAt, present - creditMs);
      nextAt = at + 1_000 / perSecond;
      if (at > present) await sleep(at - present);
      return seen.number;
    },
    succeeded() {
      seen.successes += 1;
      adjust();
    },
    throttled(sentIn) {
      // Of those that were sent at an earlier pace nothing follows.
      if (sentIn === seen.number) seen.refusals += 1;
      adjust();
    },
  };
}

interface Window {
  readonly number: number;
  readonly from: number;
  successes: number;
  refusals: number;
  /** How long nothing waited for its turn. */
  idleMs: number;
}

function emptyWindow(number: number, from: number): Window {
  return { number, from, successes: 0, refusals: 0, idleMs: 0 };
}
