import { cloudWatchModel, pricingModel, sageMakerModel } from "./model/model.ts";
import type { JsonService } from "./protocol/json-service.ts";
import { getMetricStatistics } from "./services/cloudwatch/get-metric-statistics.ts";
import { getProducts } from "./services/pricing/get-products.ts";
import { readers, writers } from "./services/sagemaker/operations.ts";

/** What the sandbox serves in JSON, besides STS. */
export const services: readonly JsonService[] = [
  { model: sageMakerModel, jsonVersion: "1.1", invalid: "ValidationException", readers, writers },
  { model: pricingModel, jsonVersion: "1.1", invalid: "InvalidParameterException", readers: { GetProducts: getProducts }, writers: {} },
  {
    model: cloudWatchModel,
    jsonVersion: "1.0",
    invalid: "InvalidParameterValueException",
    readers: { GetMetricStatistics: getMetricStatistics },
    writers: {},
  },
];

/** The service that a request's `X-Amz-Target` names: `SageMaker.ListApps`. */
export function serviceOf(target: string): JsonService | undefined {
  return services.find(({ model }) => target.startsWith(`${model.service}.`));
}
