import type { SageMakerClient } from "@aws-sdk/client-sagemaker";

type RetryStrategy = Awaited<ReturnType<SageMakerClient["config"]["retryStrategy"]>>;
type TokenStrategy = Extract<RetryStrategy, { recordSuccess: unknown }>;
type RetryToken = Awaited<ReturnType<TokenStrategy["acquireInitialRetryToken"]>>;

/** Attempts of a call that fails for another reason than throttling: a dead endpoint should be reported within seconds. */
const failedAttempts = 4;

/**
 * Limits the client's many attempts to throttled calls. A refused or broken connection or an internal failure is tried four times in total:
 * ten attempts would take half a minute.
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
