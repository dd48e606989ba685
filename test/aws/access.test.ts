import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccess } from "../../src/aws/access.ts";
import { createChain } from "../../src/aws/chain.ts";
import { AwsSessions } from "../../src/aws/session.ts";
import { endpoints } from "../../src/core/doctor/endpoints.ts";
import { permissions } from "../../src/core/doctor/permissions.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { Access } from "../../src/ports/access.ts";
import { caller as owner } from "../../src/sandbox/home.ts";
import { type Wired, start, wire } from "../sandbox/wire.ts";
import { systemClock } from "../../src/system/clock.ts";

const caller = owner.arn;

/* Against the sandbox: what is asked and understood has to be what services take and tell. */

const interrupt = new AbortController();
const opened: AwsSessions[] = [];

function accessTo(endpoint: string): Access {
  const sessions = new AwsSessions({ sandbox: endpoint }, { clock: systemClock, signal: interrupt.signal });
  opened.push(sessions);
  return createAccess(sessions.at("us-east-1"), systemClock);
}

let sandbox: Wired;
let access: Access;
beforeAll(async () => {
  sandbox = await wire();
  access = accessTo(sandbox.endpoint);
});
afterAll(async () => {
  for (const sessions of opened) sessions.destroy();
  await sandbox.close();
});

const deny = (...denied: string[]) => sandbox.store.update(({ settings }) => void (settings.denied = denied));

describe("access", () => {
  it("has a call for each endpoint, and for permissions only", () => {
    expect(access.probeable).toEqual(expect.arrayContaining(endpoints.map(({ action }) => action)));
    expect(access.probeable.filter((action) => !permissions.includes(action))).toEqual(["sts:GetCallerIdentity"]);
  });

  it("is reported by every call, with the host that answered", async () => {
    const host = new URL(sandbox.endpoint).host;
    const probes = await Promise.all(access.probeable.map(async (action) => [action, await access.probe(action)] as const));
    for (const [action, { host: asked, error }] of probes)
      expect([action, asked, error?.code]).toEqual([action, host, action === "logs:DescribeLogStreams" ? error?.code : undefined]);
  });

  it("is denied by what the service says, and only where it says so", async () => {
    await deny("ecr:*", "sagemaker:ListApps");
    const codes = await Promise.all(
      ["ecr:DescribeRepositories", "sagemaker:ListApps", "sagemaker:ListDomains"].map(
        async (action) => (await access.probe(action)).error?.code,
      ),
    );
    expect(codes).toEqual(["denied", "denied", undefined]);
    await deny();
  });

  it("is simulated, all actions at once", async () => {
    await deny("sagemaker:Delete*");
    const found = await access.simulate(caller, permissions);
    expect([found.size, found.get("sagemaker:DeleteApp"), found.get("sagemaker:ListApps")]).toEqual([
      permissions.length,
      "denied",
      "allowed",
    ]);
    expect([...(await access.simulate(caller, ["sagemaker:DeleteApp"], "arn:aws:sagemaker:us-east-1:111122223333:app/*"))]).toEqual([
      ["sagemaker:DeleteApp", "denied"],
    ]);
    await deny("iam:SimulatePrincipalPolicy");
    await expect(access.simulate(caller, permissions)).rejects.toMatchObject({ code: "denied" });
    await deny();
  });

  it("shows the offset of the service's clock", async () => {
    await access.probe("sagemaker:ListDomains");
    expect(Math.abs(access.skewMs() - (start - Date.now()))).toBeLessThan(60_000);
  });

  it("is an error where no host answers", async () => {
    const nowhere = accessTo("http://127.0.0.1:9");
    expect(await nowhere.probe("sagemaker:ListDomains")).toMatchObject({ host: "127.0.0.1:9", error: { code: "unavailable" } });
  });

  it("ends when interrupted", async () => {
    const interrupted = new StudioctlError("interrupted", "interrupted");
    interrupt.abort(interrupted);
    await expect(access.probe("sagemaker:ListDomains")).rejects.toBe(interrupted);
  });
});

describe("the chain", () => {
  it("has the Region and the kind of credentials, and no secret", async () => {
    const chain = createChain({ sandbox: sandbox.endpoint });
    expect([await chain.region(), await chain.credentials()]).toEqual(["us-east-1", { kind: "sandbox" }]);
  });
});
