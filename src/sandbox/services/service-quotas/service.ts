import { serviceQuotasModel } from "../../model/model.ts";
import type { Operation, Service } from "../../operation.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { studioQuotas } from "../sagemaker/quotas.ts";
import { applied, asInitial, codeOf, page, type PageInput, requireQuota, requireService } from "./quotas.ts";

interface ListServiceQuotasInput extends PageInput {
  readonly QuotaCode?: string;
  readonly QuotaAppliedAtLevel?: string;
}

/** All quotas belong to the account, none to a resource. */
const listServiceQuotas: Operation<ListServiceQuotasInput> = (input, { state }) => {
  requireService(input);
  const { QuotaCode, QuotaAppliedAtLevel } = input;
  const wanted =
    QuotaAppliedAtLevel === "RESOURCE" ? [] : studioQuotas.filter(({ name }) => QuotaCode === undefined || codeOf(name) === QuotaCode);
  const { items, ...next } = page(wanted, input, ["ListServiceQuotas", QuotaCode, QuotaAppliedAtLevel]);
  return { Quotas: items.map(applied(state.settings)), ...next };
};

const listDefaultQuotas: Operation<PageInput> = (input) => {
  requireService(input);
  const { items, ...next } = page(studioQuotas, input, "ListAWSDefaultServiceQuotas");
  return { Quotas: items.map(asInitial), ...next };
};

const getServiceQuota: Operation<{ readonly ServiceCode: string; readonly QuotaCode: string }> = (input, { state }) => {
  requireService(input);
  return { Quota: applied(state.settings)(requireQuota(input.QuotaCode)) };
};

export const serviceQuotas: Service = {
  model: serviceQuotasModel,
  protocol: jsonProtocol("1.1"),
  prefix: "servicequotas",
  denied: "AccessDeniedException",
  invalid: "IllegalArgumentException",
  throttled: "TooManyRequestsException",
  readers: {
    GetServiceQuota: getServiceQuota,
    ListAWSDefaultServiceQuotas: listDefaultQuotas,
    ListServiceQuotas: listServiceQuotas,
  },
  writers: {},
};
