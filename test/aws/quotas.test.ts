import {
  AccessDeniedException,
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { createQuotas, serviceQuotasClient } from "../../src/aws/quotas.ts";
import { collect } from "./collect.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("eu-west-1");
const service = mockClient(session.client(ServiceQuotasClient));
const listed = () => collect(createQuotas(session).listSageMakerQuotas());

const quota = (QuotaCode: string, more: Partial<ServiceQuota> = {}): ServiceQuota => ({
  QuotaCode,
  QuotaName: `quota ${QuotaCode}`,
  Value: 2,
  Adjustable: true,
  Unit: "None",
  ...more,
});
const told = (QuotaCode: string, Value = 2, Adjustable = true) => ({ QuotaCode, QuotaName: `quota ${QuotaCode}`, Value, Adjustable });

beforeEach(() => {
  service.reset();
  service.on(ListServiceQuotasCommand).resolves({ Quotas: [] }).on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [] });
});

it("the value of the account goes before the default, which holds where the account has none", async () => {
  service.on(ListServiceQuotasCommand).resolves({ Quotas: [quota("L-1", { Value: 40 })] });
  service.on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [quota("L-1"), quota("L-2", { Value: 0, Adjustable: false })] });
  expect(await listed()).toEqual([told("L-1", 40), told("L-2", 0, false)]);
});

it("a quota whose value the service could not read has its default", async () => {
  const { Value: _value, ...unread } = quota("L-1");
  service
    .on(ListServiceQuotasCommand)
    .resolves({ Quotas: [{ ...unread, ErrorReason: { ErrorCode: "SERVICE_QUOTA_NOT_AVAILABLE_ERROR" } }] });
  service.on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [quota("L-1", { Value: 6 })] });
  expect(await listed()).toEqual([told("L-1", 6)]);
});

it("quotas of SageMaker come from all pages of both lists", async () => {
  service
    .on(ListServiceQuotasCommand)
    .resolvesOnce({ Quotas: [quota("L-1")], NextToken: "2" })
    .resolvesOnce({ Quotas: [quota("L-2")] });
  service
    .on(ListAWSDefaultServiceQuotasCommand)
    .resolvesOnce({ Quotas: [quota("L-3")], NextToken: "b" })
    .resolvesOnce({ Quotas: [quota("L-4")] });
  expect((await listed()).map(({ QuotaCode }) => QuotaCode)).toEqual(["L-1", "L-2", "L-3", "L-4"]);
  const page = { ServiceCode: "sagemaker", MaxResults: 100 };
  const inputs = (command: typeof ListServiceQuotasCommand | typeof ListAWSDefaultServiceQuotasCommand) =>
    service.commandCalls(command).map((call) => call.args[0].input);
  expect(inputs(ListServiceQuotasCommand)).toEqual([page, { ...page, NextToken: "2" }]);
  expect(inputs(ListAWSDefaultServiceQuotasCommand)).toEqual([page, { ...page, NextToken: "b" }]);
});

it.each([
  [ListServiceQuotasCommand, "servicequotas:ListServiceQuotas"],
  [ListAWSDefaultServiceQuotasCommand, "servicequotas:ListAWSDefaultServiceQuotas"],
] as const)("a refusal names the permission: %#", async (command, action) => {
  const message = `User: arn:aws:iam::111122223333:user/dev is not authorized to perform: ${action}`;
  service.on(command).rejects(new AccessDeniedException({ message, $metadata: { httpStatusCode: 400 } }));
  await expect(listed()).rejects.toMatchObject({
    code: "denied",
    why: expect.stringContaining(action),
    fix: expect.stringContaining(`"Action":"${action}"`),
  });
});

it("a quota without a code or a name is malformed", async () => {
  service.on(ListServiceQuotasCommand).resolves({ Quotas: [{ QuotaName: "Total domains", Value: 2 }] });
  await expect(listed()).rejects.toMatchObject({ code: "malformed", message: "the response to ListServiceQuotas has no QuotaCode" });
});

it("the client speaks to the Region it is made for", async () => {
  expect(await serviceQuotasClient(sessionIn("eu-central-1", {})).config.region()).toBe("eu-central-1");
});
