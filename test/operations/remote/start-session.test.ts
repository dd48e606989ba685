import { expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/secret.ts";
import { startSession } from "../../../src/operations/remote/start-session.ts";
import type { RemoteSession } from "../../../src/ports/remote-sessions.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { created } from "../../fakes/entities.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const session: RemoteSession = { SessionId: "s-1", StreamUrl: new Secret("wss://x"), TokenValue: new Secret("t"), headers: {} };
const internalFailure = new StudioctlError("unavailable", "cannot start a session", { serviceCode: "InternalFailure" });
const noConnection = new StudioctlError("unavailable", "cannot reach SageMaker");

interface World {
  /** What StartSession answers, one after another; then a session. */
  readonly failures?: readonly StudioctlError[];
  readonly remoteAccess?: "ENABLED" | "DISABLED";
  readonly status?: "InService" | "Deleted";
  readonly denied?: boolean;
}

function world({ failures = [], remoteAccess = "ENABLED", status = "InService", denied = false }: World) {
  const [left, asked, clock] = [[...failures], [] as string[], fakeClock()];
  const fake = fakeStudio({
    domains: [{ DomainId: "d-1" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    spaces: [
      {
        DomainId: "d-1",
        SpaceName: "nlp",
        SpaceSettings: { AppType: "JupyterLab", RemoteAccess: remoteAccess },
        OwnershipSettings: { OwnerUserProfileName: "alice" },
      },
    ],
    apps: [
      {
        DomainId: "d-1",
        SpaceName: "nlp",
        AppType: "JupyterLab",
        AppName: "default",
        Status: status,
        CreationTime: created,
        ResourceSpec: { InstanceType: "ml.m5.large" },
      },
    ],
  });
  if (denied) fake.fail("listApps", "", new StudioctlError("denied", "not allowed to list apps"));
  const sessions = {
    region: "us-east-1",
    async startSession(arn: string) {
      asked.push(arn);
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return session;
    },
  };
  const start = (SpaceName = "nlp", signal = new AbortController().signal) =>
    startSession({ studio: fake, sessions, clock }, { DomainId: "d-1", SpaceName }, signal);
  return { start, asked, clock, calls: fake.calls };
}

it("a session costs one call beside StartSession, which gets the space's ARN", async () => {
  const { start, asked, calls } = world({});
  expect(await start()).toBe(session);
  expect(asked).toEqual([expect.stringMatching(/^arn:aws:sagemaker:.*:space\/d-1\/nlp$/)]);
  expect(calls.map(([method]) => method)).toEqual(["describeSpace"]);
});

it("a space that is not registered yet is awaited: 1.5, 2.25, 3.375 s and so on, for a minute", async () => {
  const { start, asked, clock } = world({ failures: Array.from({ length: 5 }, () => internalFailure) });
  expect(await start()).toBe(session);
  expect(asked).toHaveLength(6);
  expect(clock.sleeps.slice(0, 3)).toEqual([1500, 2250, 3375]);
});

it("waiting ends after a minute with the service's own error", async () => {
  const { start, clock } = world({ failures: Array.from({ length: 50 }, () => internalFailure) });
  await expect(start()).rejects.toBe(internalFailure);
  expect(clock.sleeps.reduce((sum, each) => sum + each, 0)).toBe(60_000);
});

it("waiting ends with the signal's reason", async () => {
  const { start } = world({ failures: [internalFailure] });
  const interrupted = new StudioctlError("interrupted", "interrupted");
  await expect(start("nlp", AbortSignal.abort(interrupted))).rejects.toBe(interrupted);
});

it.each([
  [{ remoteAccess: "DISABLED" as const }, "remote access of space nlp is off", "studioctl space update nlp --remote-access on"],
  [{ status: "Deleted" as const }, "its app is stopped", "studioctl space start nlp"],
])("waiting does not begin where a condition fails, and the error names it with the command that fixes it: %s", async (more, why, fix) => {
  const { start, asked, clock } = world({ ...more, failures: [internalFailure] });
  await expect(start()).rejects.toMatchObject({ code: "not-ready", why: expect.stringContaining(why), fix: expect.stringContaining(fix) });
  expect(asked).toHaveLength(1);
  expect(clock.sleeps).toEqual([]);
});

it("waiting begins where the credentials cannot look up the conditions", async () => {
  const { start, asked } = world({ failures: [internalFailure], denied: true });
  expect(await start()).toBe(session);
  expect(asked).toHaveLength(2);
});

it.each([
  ["a connection that failed, which the SDK has tried again", noConnection],
  ["a request that the service does not accept", new StudioctlError("invalid", "no", { serviceCode: "ValidationException" })],
  ["a missing permission", new StudioctlError("denied", "no", { serviceCode: "AccessDeniedException" })],
  ["too many connections", new StudioctlError("limit-exceeded", "no", { serviceCode: "ResourceLimitExceeded" })],
  ["credentials that are not valid", new StudioctlError("no-credentials", "no")],
])("a start that ends with %s is not tried again", async (_what, error) => {
  const { start, asked } = world({ failures: [error] });
  await expect(start()).rejects.toBe(error);
  expect(asked).toHaveLength(1);
});

it("an unknown space is refused with the name that was probably meant, before any session is started", async () => {
  const { start, asked } = world({});
  await expect(start("nlpp")).rejects.toMatchObject({ code: "not-found", fix: expect.stringContaining("nlp") });
  expect(asked).toEqual([]);
});
