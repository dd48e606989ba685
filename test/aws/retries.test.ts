import { expect, it } from "vitest";
import { limitRetries } from "../../src/aws/retries.ts";

it("retries a call that fails otherwise than by throttling three times", async () => {
  const retry = await limited();
  await expect(retry("TRANSIENT", "TRANSIENT", "TRANSIENT")).resolves.toBeUndefined();
  await expect(retry("TRANSIENT", "TRANSIENT", "TRANSIENT", "TRANSIENT")).rejects.toThrow("no more retries");
  await expect(retry("CLIENT_ERROR", "TRANSIENT", "SERVER_ERROR", "TRANSIENT")).rejects.toThrow("no more retries");
});

it("leaves throttled attempts to the SDK, and does not count them", async () => {
  const retry = await limited();
  const throttled = Array.from({ length: 9 }, () => "THROTTLING" as const);
  await expect(retry(...throttled)).resolves.toBeUndefined();
  await expect(retry("TRANSIENT", "THROTTLING", "TRANSIENT", "THROTTLING", "TRANSIENT")).resolves.toBeUndefined();
});

it("makes one strategy for all calls of a client", async () => {
  const client = fakeClient();
  limitRetries(client);
  expect(await client.config.retryStrategy()).toBe(await client.config.retryStrategy());
});

type ErrorType = "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR";

/** Retries one call through these errors in a row, each attempt with the token of the one before. */
async function limited() {
  const client = fakeClient();
  limitRetries(client);
  const strategy = await client.config.retryStrategy();
  return async (...errors: ErrorType[]) => {
    let token = await strategy.acquireInitialRetryToken("");
    for (const errorType of errors) token = await strategy.refreshRetryTokenForRetry(token, { errorType });
  };
}

function token() {
  return { getRetryCount: () => 0, getRetryDelay: () => 0 };
}

/** A client whose own strategy allows everything, with a new token for each attempt as the SDK's has. */
function fakeClient() {
  const strategy = {
    acquireInitialRetryToken: async (_scope: string) => token(),
    refreshRetryTokenForRetry: async (_token: object, _error: { errorType: ErrorType }) => token(),
    recordSuccess: () => {},
  };
  return { config: { retryStrategy: async () => strategy } };
}
