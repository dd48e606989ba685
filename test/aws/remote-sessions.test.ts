import { createHash, createHmac } from "node:crypto";
import { ResourceLimitExceeded, SageMakerClient, SageMakerServiceException, StartSessionCommand } from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createRemoteSessions } from "../../src/aws/remote-sessions.ts";
import { sessionIn } from "./session.ts";

const region = "eu-west-1";
const session = sessionIn(region);
const service = mockClient(session.client(SageMakerClient));
const clock = { now: () => new Date("2026-03-02T12:00:00Z") };
const arn = "arn:aws:sagemaker:eu-west-1:111122223333:space/d-abc/nlp";
const started = () => createRemoteSessions(session, clock).startSession(arn);
const answer = (more: object = {}) =>
  service.on(StartSessionCommand).resolves({
    SessionId: "s-1",
    StreamUrl: "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1?role=publish_subscribe",
    TokenValue: "AAEAAtoken",
    ...more,
  });

beforeEach(() => service.reset());

it("a session is requested with the space's ARN", async () => {
  answer();
  await started();
  expect(service.commandCalls(StartSessionCommand).map(({ args }) => args[0].input)).toEqual([{ ResourceIdentifier: arn }]);
});

it("a session shows neither address nor token nor signature in its output", async () => {
  answer();
  const given = await started();
  expect(JSON.stringify(given)).toBe(
    JSON.stringify({
      SessionId: "s-1",
      StreamUrl: "[secret]",
      TokenValue: "[secret]",
      headers: { "x-amz-date": "[secret]", "x-amz-content-sha256": "[secret]", authorization: "[secret]" },
    }),
  );
  expect(given.TokenValue.reveal()).toBe("AAEAAtoken");
});

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** SigV4 by its definition (AWS General Reference, Signing AWS requests), not by the SDK. */
function signature(headers: Readonly<Record<string, string>>, names: readonly string[]): string {
  const canonical = [
    "GET",
    "/v1/data-channel/s-1",
    "role=publish_subscribe&tag=a%20b",
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    sha256(""),
  ].join("\n");
  const scope = `20260302/${region}/ssmmessages/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", "20260302T120000Z", scope, sha256(canonical)].join("\n");
  const key = ["20260302", region, "ssmmessages", "aws4_request"].reduce<string | Buffer>(hmac, "AWS4sandbox");
  return hmac(key, text).toString("hex");
}

describe("the request of the WebSocket", () => {
  it("is signed for ssmmessages, at the service's time, where the address is not presigned", async () => {
    answer({ StreamUrl: "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1?role=publish_subscribe&tag=a%20b" });
    const { headers } = await started();
    const shown = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
    expect(Object.keys(shown)).not.toContain("host");
    expect(shown["x-amz-date"]).toBe("20260302T120000Z");
    const names = /SignedHeaders=([^,]+)/.exec(shown["authorization"] ?? "")?.[1]?.split(";") ?? [];
    expect(names).toContain("host");
    const own = signature({ ...shown, host: "ssmmessages.eu-west-1.amazonaws.com" }, names);
    expect(shown["authorization"]).toBe(
      `AWS4-HMAC-SHA256 Credential=SANDBOX/20260302/${region}/ssmmessages/aws4_request, SignedHeaders=${names.join(";")}, Signature=${own}`,
    );
  });

  it("is left as it is where the address is presigned", async () => {
    answer({ StreamUrl: "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1?X-Amz-Signature=abc&X-Amz-Date=1" });
    expect((await started()).headers).toEqual({});
  });
});

it.each([
  ["wss://example.com/v1/data-channel/s-1?X-Amz-Signature=s3cret", "not one of AWS's"],
  ["wss://amazonaws.com.example.com/?X-Amz-Signature=s3cret", "not one of AWS's"],
  ["ws://ssmmessages.eu-west-1.amazonaws.com/?X-Amz-Signature=s3cret", "not an encrypted WebSocket"],
  ["https://ssmmessages.eu-west-1.amazonaws.com/?X-Amz-Signature=s3cret", "not an encrypted WebSocket"],
  ["s3cret", "not an encrypted WebSocket"],
])("an address to which no token may go is refused, without being shown: %s", async (StreamUrl, why) => {
  answer({ StreamUrl });
  const error: unknown = await started().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "malformed", why: expect.stringContaining(why) });
  expect(String(error) + JSON.stringify(error)).not.toContain("s3cret");
});

it.each([
  "wss://ssmmessages.eu-west-1.api.aws/x",
  "wss://vpce-1.ssmmessages.cn-north-1.vpce.amazonaws.com.cn/x",
  "ws://127.0.0.1:4511/x",
  "ws://localhost:1/x",
])("sessions open at AWS's addresses and on this machine: %s", async (StreamUrl) => {
  answer({ StreamUrl });
  expect((await started()).StreamUrl.reveal()).toBe(StreamUrl);
});

it.each(["SessionId", "StreamUrl", "TokenValue"])("a response without %s is malformed", async (member) => {
  answer({ [member]: undefined });
  await expect(started()).rejects.toMatchObject({ code: "malformed", message: `the response to StartSession has no ${member}` });
});

const metadata = { $metadata: { httpStatusCode: 400 } };

it.each([
  [
    new ResourceLimitExceeded({ message: "limit", ...metadata }),
    { code: "limit-exceeded", message: "cannot start a session with space d-abc/nlp: it has as many connections as it takes" },
  ],
  [
    new SageMakerServiceException({ name: "InternalFailure", $fault: "server", message: "Internal Failure", ...metadata }),
    { code: "unavailable", serviceCode: "InternalFailure" },
  ],
  [
    new SageMakerServiceException({
      name: "AccessDeniedException",
      $fault: "client",
      message: `User: arn:aws:iam::1:user/a is not authorized to perform: sagemaker:StartSession on resource: ${arn}`,
      ...metadata,
    }),
    { code: "denied", deniedAction: "sagemaker:StartSession", fix: expect.stringContaining("sagemaker:StartSession") },
  ],
])("a failed session rejects with our own errors: %s", async (error, expected) => {
  service.on(StartSessionCommand).rejects(error);
  await expect(started()).rejects.toMatchObject(expected);
});
