import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  type ListServiceQuotasResponse,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { collect } from "../core/collect.ts";
import type { Quota } from "../core/quota/quota.ts";
import type { Quotas } from "../ports/quotas.ts";
import type { Trace } from "../ports/trace.ts";
import { type Answer, complete, items } from "./answers.ts";
import { type LeftOut, type SendOptions, createCall } from "./call.ts";
import { type ConnectionOptions, ipv4Config } from "./connection.ts";
import { serviceClient } from "./service-client.ts";
import { refuseFips } from "./variants.ts";
import { type PageInput, paged } from "./studio/paging.ts";

/** The Service Quotas client of one invocation, for a Region that is known already. */
export function serviceQuotasClient(options: ConnectionOptions, region: string): ServiceQuotasClient {
  const client = new ServiceQuotasClient(ipv4Config({ ...options, region, ...(isGovernment(region) && { fips: false }) }));
  return refuseFips(serviceClient(client), "Service Quotas");
}

/** In the Regions of AWS GovCloud the ordinary endpoints of Service Quotas are the FIPS ones (botocore's endpoints.json). */
function isGovernment(region: string): boolean {
  return region.startsWith("us-gov-");
}

/** The limits of the account in one Region, over the Service Quotas API. */
export function createQuotas(client: ServiceQuotasClient, region: string, signal: AbortSignal, trace?: Trace, leftOut?: LeftOut): Quotas {
  const call = createCall({ service: "Service Quotas", region, profile: client.config.profile }, signal, trace, leftOut);

  const listed = (operation: string, subject: string, send: (input: Input, options: SendOptions) => Promise<ListServiceQuotasResponse>) =>
    paged(
      call,
      operation,
      async (page) => {
        const input = { ServiceCode: "sagemaker", ...page };
        const { Quotas, ...answer } = await call({ operation, action: "list", subject }, (options) => send(input, options));
        return { ...answer, items: items(operation, "Quotas", Quotas) };
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
    // The first list may leave out what was never raised: there the default holds (Service Quotas API: ListServiceQuotas).
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

/** A quota of an answer; none where the service could not tell its value. */
function toQuota(operation: string, answer: Answer<ServiceQuota>): Quota[] {
  const { QuotaCode, QuotaName, Value, Adjustable } = complete(operation, answer, "QuotaCode", "QuotaName");
  return Value === undefined ? [] : [{ QuotaCode, QuotaName, Value, Adjustable: Adjustable === true }];
}
