import type { SageMakerClient } from "@aws-sdk/client-sagemaker";

type RetryStrategy = Awaited<ReturnType<SageMakerClient["config"]["retryStrategy"]>>;
type TokenStrategy = Extract<RetryStrategy, { recordSuccess: unknown }>;
type RetryToken = Awaited<ReturnType<TokenStrategy["acquireInitialRetryToken"]>>;

/** Attempts at a call that fails otherwise than by throttling: a dead endpoint should be reported within seconds. */
const failedAttempts = 4;

/**
 * Keeps the client's many attempts to throttled calls. A refused connection, a cut one or an
 * internal failure is tried four times in all: ten attempts at those take half a minute.
 */
export function limitRetries(client: { readonly config: { retryStrategy: () => Promise<RetryStrategy> } }): void {
  const original = client.config.retryStrategy;
  let limited: Promise<RetryStrategy> | undefined;
  client.config.retryStrategy = () => (limited ??= original().then(limit));
}

function limit(strategy: RetryStrategy): RetryStrategy {
  if (!("recordSuccess" in strategy)) return strategy;
  const failures = new WeakMap<RetryToken, number>();
  return {
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    async refreshRetryTokenForRetry(token, info) {
      const failed = (failures.get(token) ?? 0) + (info.errorType === "THROTTLING" ? 0 : 1);
      if (failed >= failedAttempts) throw new Error("no more retries");
      const next = await strategy.refreshRetryTokenForRetry(token, info);
      failures.set(next, failed);
      return next;
    },
    recordSuccess: (token) => strategy.recordSuccess(token),
  };
}
