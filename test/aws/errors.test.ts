import { SageMakerServiceException } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { translate } from "../../src/aws/call.ts";

const call = { operation: "DeleteApp", action: "delete", subject: "app d-1/alice/KernelGateway/x" };
const site = { service: "SageMaker", region: "eu-west-1", profile: undefined };

function refused(name: string, message: string, $fault: "client" | "server" = "client", httpStatusCode = 400) {
  return new SageMakerServiceException({ name, message, $fault, $metadata: { requestId: "r-1", httpStatusCode } });
}

function missing(message: string, profile?: string) {
  return translate(Object.assign(new Error(message), { name: "CredentialsProviderError" }), call, { ...site, profile });
}

describe("what the service answers", () => {
  it.each([
    ["ResourceNotFound", "App does not exist", "not-found", "app d-1/alice/KernelGateway/x not found"],
    [
      "ResourceNotFound",
      "Unable to launch App [arn] with Image [torch] because it is not present in list of custom images in AppSettings.",
      "invalid",
      "its image is not attached to the domain or to its owner",
    ],
    ["ValidationException", "RecordNotFound: no such app", "not-found", "app d-1/alice/KernelGateway/x not found"],
    ["ValidationException", "App x has already been deleted.", "not-found", "no longer exists"],
    ["ValidationException", "App x previously failed and was automatically deleted", "not-found", "no longer exists"],
    ["ValidationException", "App x does not exist", "invalid", "the service does not accept the request"],
    [
      "ValidationException",
      "Invalid AppType [KernelGateway]. This AppType has been deprecated.",
      "classic-closed",
      "can no longer start Studio Classic apps",
    ],
    [
      "ValidationException",
      "Unable to start more Apps of AppType [KernelGateway] and ResourceSpec(instanceType=[ml.t3.medium]) for UserProfile [alice].",
      "limit-exceeded",
      "four KernelGateway apps",
    ],
    [
      "ResourceLimitExceeded",
      "The account-level service limit 'Total domains' is 1 Domains",
      "limit-exceeded",
      "a quota of the account is reached",
    ],
    ["ResourceInUse", "Unable to create app [x] because storage is not in Available status.", "not-ready", "storage of its space"],
    ["ResourceInUse", "The ID or Name specified is already in use.", "in-use", "it is in use"],
    ["ConflictException", "changed meanwhile", "in-use", "it is in use"],
    [
      "ValidationException",
      "Unable to update Domain [arn] with InService App. Delete all InService apps",
      "in-use",
      "apps are running in it",
    ],
    ["ThrottlingException", "Rate exceeded", "throttled", "the service throttles this account"],
    ["AccessDeniedException", "no", "denied", "not allowed to delete app d-1/alice/KernelGateway/x"],
    ["OptInRequired", "not subscribed", "denied", "does not use this service or Region"],
    ["ValidationException", "Amazon SageMaker Studio is not supported in this region.", "not-offered", "this Region does not offer it"],
    ["UnknownOperationException", "", "not-offered", "this Region does not offer it"],
    ["ValidationException", "1 validation error detected", "invalid", "cannot delete app d-1/alice/KernelGateway/x"],
    ["NewFangledException", "hm", "failed", "the service refused"],
    [
      "ExpiredTokenException",
      "The security token included in the request is expired",
      "no-credentials",
      "the AWS credentials have expired",
    ],
    [
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      "no-credentials",
      "AWS does not accept the credentials",
    ],
    [
      "InvalidSignatureException",
      "The request signature we calculated does not match",
      "no-credentials",
      "AWS does not accept the credentials",
    ],
  ] as const)("%s: %s → %s", (name, text, code, message) => {
    expect(translate(refused(name, text), call, site)).toMatchObject({
      code,
      message: expect.stringContaining(message),
      serviceCode: name,
      requestId: "r-1",
    });
  });

  it("counts a deleted app as absent for DeleteApp only", () => {
    const error = refused("ValidationException", "Image x has already been deleted.");
    expect(translate(error, { ...call, operation: "DescribeImage" }, site).code).toBe("invalid");
  });

  it.each([500, 503])("HTTP status %i is unavailable, with any code", (status) => {
    expect(translate(refused("InternalFailure", "oops", "server", status), call, site)).toMatchObject({
      code: "unavailable",
      why: `oops (HTTP status ${status})`,
    });
  });

  it("gives the quota and its value, and where to ask for more", () => {
    const text =
      "The account-level service limit 'Studio KernelGateway Apps running on ml.g5.48xlarge instance' is 0 Apps, with current utilization of 0 Apps and a request delta of 1 Apps.";
    const error = translate(refused("ResourceLimitExceeded", text), call, site);
    expect(error.why).toBe(text);
    expect(error.fix).toContain("'Studio KernelGateway Apps running on ml.g5.48xlarge instance'");
    expect(error.fix).toContain("https://eu-west-1.console.aws.amazon.com/servicequotas/");
  });

  it("names the space command where Classic is closed", () => {
    const error = translate(refused("ValidationException", "This AppType has been deprecated."), call, site);
    expect(error.fix).toContain("studioctl app start --space NAME");
  });
});

const user = "arn:aws:sts::111122223333:assumed-role/dev/ana";

function denied(text: string) {
  return translate(refused("AccessDeniedException", text), call, site);
}

describe("a missing permission", () => {
  it("is named, with the statement that grants it", () => {
    const error = denied(
      `User: ${user} is not authorized to perform: sagemaker:DeleteApp on resource: arn:aws:sagemaker:eu-west-1:111122223333:app/* because no identity-based policy allows the sagemaker:DeleteApp action`,
    );
    expect(error.why).toBe(`${user} has no sagemaker:DeleteApp on arn:aws:sagemaker:eu-west-1:111122223333:app/*`);
    expect(error.fix).toContain(
      '{"Effect":"Allow","Action":"sagemaker:DeleteApp","Resource":"arn:aws:sagemaker:eu-west-1:111122223333:app/*"}',
    );
  });

  it("is not granted by a statement where a policy denies it", () => {
    const error = denied(
      `User: ${user} is not authorized to perform: sagemaker:DeleteApp on resource: * with an explicit deny in a service control policy`,
    );
    expect(error.fix).toBe("lift the deny in a service control policy");
  });

  it.each([
    ["SageMaker", "DescribeApp", "User: x is not authorized to perform: sagemaker:ListTags on resource: *", "sagemaker:ListTags"],
    ["SageMaker", "ListTags", "no", "sagemaker:ListTags"],
    ["CloudWatch", "GetMetricStatistics", "no", "cloudwatch:GetMetricStatistics"],
    ["CloudWatch Logs", "GetLogEvents", "no", "logs:GetLogEvents"],
  ])("is an IAM action, by the text or by the call: %s %s %s", (service, operation, text, action) => {
    expect(
      translate(refused("AccessDeniedException", text), { operation, action: "read", subject: "it" }, { ...site, service }).deniedAction,
    ).toBe(action);
  });

  it("that the text does not name is left in the service's words", () => {
    expect(denied("nope")).toMatchObject({ code: "denied", why: "nope" });
  });
});

describe("credentials", () => {
  it("that are missing: how to get them, or to do without", () => {
    const error = missing("Could not load credentials from any providers");
    expect(error).toMatchObject({ code: "no-credentials", message: "no AWS credentials found" });
    expect(error.fix).toContain("aws configure");
    expect(error.fix).toContain("--sandbox");
  });

  it("of a profile: the profile is named", () => {
    expect(missing("Could not resolve credentials using profile: [dev]", "dev")).toMatchObject({
      message: 'no AWS credentials found for profile "dev"',
      fix: expect.stringContaining("aws configure --profile dev"),
    });
  });

  it("of an ended SSO session: how to start it", () => {
    const text =
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.";
    expect(missing(text, "dev").fix).toBe("run: aws sso login --profile dev");
  });

  it("refused for a wrong clock: set the clock", () => {
    const error = refused("InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than …");
    expect(translate(error, call, site).fix).toContain("clock");
  });
});

describe("what takes one change at a time", () => {
  const text = "Unable to update [arn:aws:sagemaker:eu-west-1:1:domain/d-1] because it is in Updating status.";

  it.each([["UpdateDomain"], ["UpdateUserProfile"], ["UpdateSpace"], ["UpdateImage"]])(
    "is not ready where %s meets another change",
    (operation) => {
      expect(translate(refused("ResourceInUse", text), { operation, action: "update", subject: "it" }, site)).toMatchObject({
        code: "not-ready",
        why: text,
      });
    },
  );

  it("is in use where apps run in it, and where it is deleted", () => {
    const running = refused(
      "ValidationException",
      "Unable to update Domain [arn] with InService App. Delete all InService apps in the domain",
    );
    expect(translate(running, { operation: "UpdateDomain", action: "update", subject: "it" }, site)).toMatchObject({ code: "in-use" });
    expect(translate(refused("ResourceInUse", text), { operation: "DeleteDomain", action: "delete", subject: "it" }, site)).toMatchObject({
      code: "in-use",
    });
  });
});

describe("the network", () => {
  it.each([
    ["ECONNREFUSED", "the connection was refused"],
    ["ECONNRESET", "the connection was cut"],
    ["ETIMEDOUT", "no answer in time"],
    ["EAI_AGAIN", "the host name could not be looked up"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "its certificate is not trusted"],
  ])("%s is unavailable: %s", (code, what) => {
    const error = Object.assign(new Error("x"), { code, address: "127.0.0.1", port: 9 });
    expect(translate(error, call, site)).toMatchObject({
      code: "unavailable",
      message: "cannot reach SageMaker in eu-west-1",
      why: `${what}: 127.0.0.1:9`,
    });
  });

  it("names the host that does not exist", () => {
    const error = Object.assign(new Error("x"), { code: "ENOTFOUND", hostname: "api.sagemaker.eu-wst-1.amazonaws.com" });
    expect(translate(error, call, site).why).toBe("the host name does not exist: api.sagemaker.eu-wst-1.amazonaws.com");
  });

  it("that stands still in the middle of an answer has timed out", () => {
    const error = Object.assign(new Error("x"), { name: "TimeoutError", $response: {} });
    expect(translate(error, call, site)).toMatchObject({ code: "unavailable", why: "no answer in time" });
  });

  it("reads the first of several addresses that failed", () => {
    const refusal = Object.assign(new Error("x"), { code: "ECONNREFUSED", address: "::1", port: 9 });
    const error = Object.assign(new AggregateError([refusal]), { code: "ECONNREFUSED" });
    expect(translate(error, call, site).why).toBe("the connection was refused: ::1:9");
  });
});

it("an unknown error shows what is known of it", () => {
  expect(translate(new Error("surprise"), call, site)).toMatchObject({
    code: "failed",
    message: "cannot delete app d-1/alice/KernelGateway/x",
    why: "Error: surprise",
  });
});
