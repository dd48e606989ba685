import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { STSServiceException } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { assumedRole } from "../../src/aws/assumed-role.ts";
import { fakeClock } from "../fakes/clock.ts";
import { sessionIn } from "./session.ts";

const sts = mockClient(STSClient);
beforeEach(() => void sts.reset());

const start = new Date("2026-03-02T12:00:00Z");
const RoleArn = "arn:aws:iam::222233334444:role/sweep";
const wanted = { AccountId: "222233334444", role: "sweep", partition: "aws", callerArn: "arn:aws:sts::111122223333:assumed-role/CI/maya" };

function refused(name: string, action: string, $fault: "client" | "server" = "client"): STSServiceException {
  const message = `User: ${wanted.callerArn} is not authorized to perform: ${action} on resource: ${RoleArn}`;
  return new STSServiceException({ name, message, $fault, $metadata: { httpStatusCode: 403 } });
}

const session = (id: string, minutes: number) => ({
  Credentials: { AccessKeyId: id, SecretAccessKey: "s", SessionToken: "t", Expiration: new Date(start.getTime() + minutes * 60_000) },
});

function role(more: Partial<Parameters<typeof assumedRole>[1]> = {}) {
  const clock = fakeClock(start);
  return { clock, credentials: assumedRole(sessionIn("us-east-1"), { ...wanted, ...more }, clock) };
}

const inputs = () => sts.commandCalls(AssumeRoleCommand).map(({ args: [{ input }] }) => input);

describe("the session of a role", () => {
  it("says studioctl and who, and lasts the hour that chained roles may last", async () => {
    sts.on(AssumeRoleCommand).resolves(session("A", 60));
    await role({ externalId: "studio-42" }).credentials();
    expect(inputs()).toEqual([
      { RoleArn, RoleSessionName: "studioctl-maya", DurationSeconds: 3_600, ExternalId: "studio-42", SourceIdentity: "maya" },
    ]);
  });

  it("is made once for all that ask, and again before it expires", async () => {
    sts.on(AssumeRoleCommand).resolvesOnce(session("A", 60)).resolves(session("B", 120));
    const { clock, credentials } = role();
    const first = await Promise.all([credentials(), credentials(), credentials()]);
    expect(first.map(({ accessKeyId }) => accessKeyId)).toEqual(["A", "A", "A"]);
    clock.advance(49 * 60_000);
    expect(await credentials()).toMatchObject({ accessKeyId: "A" });
    clock.advance(2 * 60_000);
    expect(await credentials()).toMatchObject({ accessKeyId: "B", expiration: new Date("2026-03-02T14:00:00Z") });
    expect(inputs()).toHaveLength(2);
  });

  it("is kept until its end where it cannot be renewed at the moment", async () => {
    sts.on(AssumeRoleCommand).resolvesOnce(session("A", 60)).rejects(refused("AccessDenied", "sts:AssumeRole"));
    const { clock, credentials } = role();
    await credentials();
    clock.advance(55 * 60_000);
    expect(await credentials()).toMatchObject({ accessKeyId: "A" });
    clock.advance(5 * 60_000);
    await expect(credentials()).rejects.toMatchObject({ code: "denied" });
  });

  it("has no source identity where that is refused, also when it is renewed", async () => {
    sts
      .on(AssumeRoleCommand, { SourceIdentity: "maya" })
      .rejects(refused("AccessDenied", "sts:SetSourceIdentity"))
      .on(AssumeRoleCommand, { RoleArn })
      .resolves(session("A", 60));
    sts.on(AssumeRoleCommand).callsFake((input) => {
      if (input.SourceIdentity !== undefined) throw refused("AccessDenied", "sts:SetSourceIdentity");
      return session("A", 60);
    });
    const { clock, credentials } = role();
    expect(await credentials()).toMatchObject({ accessKeyId: "A" });
    clock.advance(55 * 60_000);
    await credentials();
    expect(inputs().map(({ SourceIdentity }) => SourceIdentity)).toEqual(["maya", undefined, undefined]);
  });
});

describe("a role that cannot be assumed", () => {
  it("is an error that names the two policies, and is asked for once", async () => {
    sts.on(AssumeRoleCommand).rejects(refused("AccessDenied", "sts:AssumeRole"));
    const { credentials } = role();
    const error = {
      code: "denied",
      message: `not allowed to assume role ${RoleArn}`,
      fix: expect.stringMatching(/trust policy of arn:aws:iam::222233334444:role\/sweep .* sts:AssumeRole/),
    };
    await expect(credentials()).rejects.toMatchObject(error);
    await expect(credentials()).rejects.toMatchObject(error);
    expect(inputs()).toHaveLength(1);
  });

  it("because STS fails is asked for again", async () => {
    sts
      .on(AssumeRoleCommand)
      .rejectsOnce(refused("InternalFailure", "sts:AssumeRole", "server"))
      .resolves(session("A", 60));
    const { credentials } = role();
    await expect(credentials()).rejects.toBeDefined();
    expect(await credentials()).toMatchObject({ accessKeyId: "A" });
  });
});
