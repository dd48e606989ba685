import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Clock } from "../ports/clock.ts";
import { createPace } from "./pace.ts";

type RetryStrategy = Awaited<ReturnType<SageMakerClient["config"]["retryStrategy"]>>;
type TokenStrategy = Extract<RetryStrategy, { recordSuccess: unknown }>;
type RetryToken = Awaited<ReturnType<TokenStrategy["acquireInitialRetryToken"]>>;

/** Attempts of a call that fails for another reason than throttling: a dead endpoint should be reported within seconds. */
const failedAttempts = 4;

/** The pause before the third attempt of a throttled call, at most; it doubles with each further one. Milliseconds. */
const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** A call that may be tried so often is not given up within this time after its first refusal: the pace may still be too high. */
const manyAttempts = 10;
const patienceMs = 30_000;

/** The part of a client that decides on retries. */
interface Retrier {
  readonly config: { retryStrategy: () => Promise<RetryStrategy>; readonly maxAttempts: () => Promise<number> };
}

/**
 * Paces the client's calls by what the service accepts, and limits its many attempts to throttled calls. A refused or broken connection or an
 * internal failure is tried four times in total: ten attempts would take half a minute.
 */
export function limitRetries(client: Retrier, clock: Pick<Clock, "now" | "sleep" | "random">): void {
  const { config } = client;
  const original = config.retryStrategy;
  let limited: Promise<RetryStrategy> | undefined;
  config.retryStrategy = () => (limited ??= original().then((strategy) => limit(strategy, config.maxAttempts, clock)));
}

function limit(strategy: RetryStrategy, maxAttempts: () => Promise<number>, clock: Pick<Clock, "now" | "sleep" | "random">): RetryStrategy {
  if (!("recordSuccess" in strategy)) return strategy;
  const failures = new WeakMap<RetryToken, number>();
  /** What the turn of a token resolved to, and when the first attempt of its call was throttled. */
  const turns = new WeakMap<RetryToken, number>();
  const throttledAt = new WeakMap<RetryToken, number>();
  const pace = createPace(clock);
  const time = (): number => clock.now().getTime();

  /** The SDK's own quota of retries is shared by all calls of a client: under throttling it runs out and calls are lost. */
  async function again(token: RetryToken): Promise<RetryToken> {
    pace.throttled(turns.get(token) ?? 0);
    const refusals = token.getRetryCount() + 1;
    const since = throttledAt.get(token) ?? time();
    const attempts = await maxAttempts();
    const isPatient = attempts >= manyAttempts && time() - since < patienceMs;
    if (refusals >= attempts && !isPatient) throw new Error("no more retries");
    // The pace spreads attempts already; a call that is refused again and again lets others go first.
    if (refusals > 1) await clock.sleep(clock.random() * Math.min(firstPauseMs * 2 ** (refusals - 2), longestPauseMs));
    const next = { ...freeToken, getRetryCount: () => refusals };
    throttledAt.set(next, since);
    return next;
  }

  return {
    async acquireInitialRetryToken(scope) {
      const token = await strategy.acquireInitialRetryToken(scope);
      turns.set(token, await pace.turn());
      return token;
    },
    async refreshRetryTokenForRetry(token, info) {
      const isThrottled = info.errorType === "THROTTLING";
      const failed = (failures.get(token) ?? 0) + (isThrottled ? 0 : 1);
      // The service answered, and what it refused was not the rate.
      if (info.errorType === "CLIENT_ERROR") pace.succeeded();
      if (failed >= failedAttempts) throw new Error("no more retries");
      const next = isThrottled ? await again(token) : await strategy.refreshRetryTokenForRetry(token, info);
      failures.set(next, failed);
      turns.set(next, await pace.turn());
      return next;
    },
    recordSuccess(token) {
      pace.succeeded();
      strategy.recordSuccess(token);
    },
  };
}

/** A token that took nothing of the SDK's quota. */
const freeToken = { getRetryDelay: () => 0, getRetryCost: () => undefined };

/** The part of any service's client that this uses. */
interface Retried {
  readonly middlewareStack: {
    add(middleware: Retrying, options: { readonly step: "deserialize"; readonly priority: "high"; readonly name: string }): void;
  };
}
type Retrying = <Given extends object, Output>(
  next: (given: Given) => Promise<Output>,
  context: { readonly commandName?: string },
) => (given: Given) => Promise<Output>;

/** Calls that change nothing, by the first word of their names: to repeat them is safe. */
const reads = /^(List|Describe|Get|BatchGet|Filter|Simulate|Query)[A-Z]/;

/**
 * Retries a read whose response could not be parsed (200 with broken JSON, a page of a proxy) like a failed one: the SDK gives up at once.
 * Changing calls are never repeated for this reason.
 */
export function retryUnreadable({ middlewareStack }: Retried): void {
  middlewareStack.add(
    (next, context) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        if (reads.test(context.commandName ?? "") && isUnreadable(error)) Object.assign(error, { $retryable: {} });
        throw error;
      }
    },
    // Above the deserializer, below the retries.
    { step: "deserialize", priority: "high", name: "unreadable" },
  );
}

/** The error of a response that arrived and was not an error of the service. */
function isUnreadable(error: unknown): error is object {
  return typeof error === "object" && error !== null && "$response" in error && !("$fault" in error);
}
