import { describe, expect, it } from "vitest";
import { faulty, tally, unchecked, warn } from "../../../src/core/doctor/check.ts";
import { type CredentialsKind, credentialsCheck } from "../../../src/core/doctor/credentials.ts";
import { domainCheck, filesCheck } from "../../../src/core/doctor/domains.ts";
import { type Probe, endpointCheck, isServiceReached, sageMakerEndpoint, efsEndpoint } from "../../../src/core/doctor/endpoints.ts";
import { clockCheck, nodeCheck, sandboxClockCheck } from "../../../src/core/doctor/machine.ts";
import { type ErrorCode, StudioctlError } from "../../../src/core/errors.ts";
import { domain } from "../../fakes/entities.ts";
import { fileSystem, mountTarget } from "../../fakes/file-systems.ts";

const now = new Date("2026-11-22T12:00:00Z");
const minutes = 60_000;

describe("Node", () => {
  it.each([
    ["22.14.0", "PASS"],
    ["24.1.0", "PASS"],
    ["20.19.0", "WARN"],
    ["20.18.3", "FAIL"],
    ["18.20.0", "FAIL"],
    ["25.2.0", "WARN"],
    ["99.0.0", "PASS"],
  ])("%s is %s", (version, result) => {
    expect(nodeCheck(version, ">=20.19", now)).toMatchObject({ Result: result, Detail: expect.stringContaining(version) });
  });

  it("of a line passes until its fixes end", () => {
    expect(nodeCheck("20.19.0", ">=20.19", new Date("2026-04-29T00:00:00Z")).Result).toBe("PASS");
  });
});

describe("the clock", () => {
  it.each([
    [0, "PASS", "agrees"],
    [59_000, "PASS", "59s behind"],
    [-61_000, "WARN", "1m 1s ahead of"],
    [4 * minutes, "WARN", "4m behind"],
    [-5 * minutes, "FAIL", "5m ahead of"],
  ])("%i ms off is %s: %s", (skew, result, text) => {
    expect(clockCheck(skew)).toMatchObject({ Result: result, Detail: expect.stringContaining(text) });
  });

  it("of the sandbox may be anywhere", () => {
    expect(sandboxClockCheck(120 * minutes)).toMatchObject({ Result: "PASS", Detail: "2h behind the sandbox's, which was advanced" });
  });
});

const expiring = (kind: CredentialsKind, leftMinutes?: number) =>
  credentialsCheck(
    { kind, ...(leftMinutes !== undefined && { expiration: new Date(now.getTime() + leftMinutes * minutes) }) },
    "studio",
    now,
  );

describe("credentials", () => {
  it.each<[CredentialsKind, number | undefined, string, string]>([
    ["environment", undefined, "PASS", "AWS_ACCESS_KEY_ID"],
    ["profile", undefined, "PASS", "profile studio"],
    ["sso", 120, "PASS", "for 2h more"],
    ["sso", 14, "WARN", "for 14m more"],
    ["sso", -3, "FAIL", "expired 3m ago"],
    ["instance-role", 14, "PASS", "for 14m more"],
    ["assumed-role", 14, "PASS", "that profile studio assumes"],
  ])("of kind %s, %s minutes before they expire, are %s: %s", (kind, left, result, text) => {
    expect(expiring(kind, left)).toMatchObject({ Result: result, Detail: expect.stringContaining(text) });
  });

  it("that end soon come with the command that renews them", () => {
    expect(expiring("sso", 1).Fix).toBe("run: aws sso login --profile studio");
  });
});

const probe = (code?: ErrorCode, serviceCode?: string): Probe => ({
  host: "api.sagemaker.eu-west-1.amazonaws.com",
  milliseconds: 86.6,
  ...(code !== undefined && { error: new StudioctlError(code, "no luck", { why: "because", fix: "do this", serviceCode }) }),
});
const reaching = (tried: Probe, proxyVariable?: string) => endpointCheck(sageMakerEndpoint, tried, { region: "eu-west-1", proxyVariable });

describe("a service", () => {
  it.each<[ErrorCode | undefined, string | undefined, string]>([
    [undefined, undefined, "PASS"],
    ["denied", "AccessDeniedException", "PASS"],
    ["throttled", "ThrottlingException", "PASS"],
    ["unavailable", undefined, "FAIL"],
    ["unavailable", "InternalFailure", "FAIL"],
    ["no-credentials", "UnrecognizedClientException", "FAIL"],
    ["not-offered", "UnknownOperationException", "FAIL"],
    ["malformed", undefined, "FAIL"],
    ["failed", undefined, "FAIL"],
  ])("that answers with %s (%s) is %s", (code, serviceCode, result) => {
    expect(reaching(probe(code, serviceCode)).Result).toBe(result);
  });

  it("shows its host and how long it took", () => {
    expect(reaching(probe())).toEqual({
      Check: "SageMaker",
      Result: "PASS",
      Detail: "api.sagemaker.eu-west-1.amazonaws.com answered in 87ms",
    });
  });

  it("that cannot be reached comes with what a VPC and a proxy have to do with it", () => {
    expect(reaching(probe("unavailable"), "HTTPS_PROXY")).toMatchObject({
      Detail: "no luck: because (api.sagemaker.eu-west-1.amazonaws.com)",
      Fix: "do this; check the proxy that HTTPS_PROXY names, or name api.sagemaker.eu-west-1.amazonaws.com in NO_PROXY; in a VPC without internet access, create an interface endpoint for com.amazonaws.eu-west-1.sagemaker.api",
    });
    expect(reaching({ ...probe("unavailable"), host: "127.0.0.1:9" }).Fix).toBe("do this");
  });

  it("without which other things work is a warning", () => {
    expect(endpointCheck(efsEndpoint, probe("unavailable"), { region: "eu-west-1", proxyVariable: undefined }).Result).toBe("WARN");
  });

  it("is reached where any of its calls came through", () => {
    const probes = new Map([
      ["sagemaker:ListDomains", probe("unavailable")],
      ["iam:ListRoles", probe("denied", "AccessDenied")],
    ]);
    expect([
      isServiceReached("sagemaker:ListApps", probes),
      isServiceReached("iam:GetRole", probes),
      isServiceReached("ecr:DescribeImages", probes),
    ]).toEqual([false, true, false]);
  });
});

describe("a domain", () => {
  it("that is InService passes", () => {
    expect(domainCheck(domain({ DomainId: "d-1", DomainName: "research" }))).toEqual({
      Check: "Domain research",
      Result: "PASS",
      Detail: "d-1 is InService",
    });
  });

  it.each([
    ["Updating", "WARN"],
    ["Failed", "FAIL"],
    ["Update_Failed", "FAIL"],
    ["Delete_Failed", "FAIL"],
  ])("that is %s is %s", (Status, result) => {
    expect(domainCheck(domain({ DomainId: "d-1", Status, FailureReason: "no subnet" }))).toMatchObject({
      Result: result,
      Detail: expect.stringContaining("no subnet"),
      Fix: expect.stringContaining("studioctl domain"),
    });
  });

  it.each([
    ["available", ["available", "available"], "PASS"],
    ["updating", ["available"], "PASS"],
    ["available", ["available", "creating"], "WARN"],
    ["available", ["error"], "FAIL"],
    ["available", [], "FAIL"],
    ["error", ["available"], "FAIL"],
  ])("whose file system is %s with mount targets %j has files that are %s", (LifeCycleState, targets, result) => {
    const found = filesCheck(
      "research",
      fileSystem({ LifeCycleState }),
      targets.map((state, scope) => mountTarget(`fsmt-${scope}`, { LifeCycleState: state })),
      "us-east-1",
    );
    expect(found.Result).toBe(result);
    expect(found.Fix === undefined).toBe(result === "PASS");
  });
});

describe("a check", () => {
  it("of an error has its reason and its fix, in one line", () => {
    expect(faulty("WARN", "X", new StudioctlError("failed", "a failed", { why: "b\n  c", fix: "d" }))).toEqual({
      Check: "X",
      Result: "WARN",
      Detail: "a failed: b c",
      Fix: "d",
    });
  });

  it("that was not made is a warning, and is counted as one", () => {
    expect(tally([unchecked("X", "no Region"), warn("Y", "z")])).toBe("0 PASS, 2 WARN, 0 FAIL");
  });
});
