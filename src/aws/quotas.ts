import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  type ListServiceQuotasResponse,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { collect } from "../core/collections.ts";
import type { Quota } from "../core/quota/quota.ts";
import type { Quotas } from "../ports/quotas.ts";
import { type ServiceResponse, complete, items } from "./responses.ts";
import type { SendOptions } from "./call.ts";
import type { AwsSession } from "./session.ts";
import { type PageInput, paged } from "./studio/paging.ts";

/** The client of Service Quotas. */
export function serviceQuotasClient(session: AwsSession): ServiceQuotasClient {
  return session.client(ServiceQuotasClient, {
    ipv4Only: true,
    noFips: "Service Quotas",
    ordinaryIsFips: isGovernment(session.region),
  });
}

/** In the Regions of AWS GovCloud the ordinary endpoints of Service Quotas are the FIPS ones (botocore's endpoints.json). */
function isGovernment(region: string): boolean {
  return region.startsWith("us-gov-");
}

/** The limits of the account in one Region, over the Service Quotas API. */
export function createQuotas(session: AwsSession): Quotas {
  const client = serviceQuotasClient(session);
  const call = session.call("Service Quotas");

  const listed = (operation: string, subject: string, send: (input: Input, options: SendOptions) => Promise<ListServiceQuotasResponse>) =>
    paged(
      call,
      operation,
      async (page) => {
        const input = { ServiceCode: "sagemaker", ...page };
        const { Quotas, ...response } = await call({ operation, action: "list", subject }, (options) => send(input, options));
        return { ...response, items: items(operation, "Quotas", Quotas) };
      },
      (quota) => toQuota(operation, quota),
    );
  const applied = () =>
    listed("ListServiceQuotas", "the account's quotas of SageMaker", (input, options) =>
      client.send(new ListServiceQuotasCommand(input), options),
    );
  const defaults = () =>
    listed("ListAWSDefaultServiceQuotas", "the default quotas of SageMaker", (input, options) =>
      client.send(new ListAWSDefaultServiceQuotasCommand(input), options),
    );

  return {
    // The first list may leave out quotas that were never raised: then the default applies (Service Quotas API: ListServiceQuotas).
    async *listSageMakerQuotas() {
      const [listedOwn, listedCommon] = await Promise.all([collect(applied()), collect(defaults())]);
      const [own, common] = [listedOwn.flat(), listedCommon.flat()];
      const known = new Set(own.map(({ QuotaCode }) => QuotaCode));
      yield* own;
      yield* common.filter(({ QuotaCode }) => !known.has(QuotaCode));
    },
  };
}

interface Input extends PageInput {
  readonly ServiceCode: string;
}

/** A quota of a response; undefined if the service did not return its value. */
function toQuota(operation: string, response: ServiceResponse<ServiceQuota>): Quota[] {
  const { QuotaCode, QuotaName, Value, Adjustable } = complete(operation, response, "QuotaCode", "QuotaName");
  return Value === undefined ? [] : [{ QuotaCode, QuotaName, Value, Adjustable: Adjustable === true }];
}
