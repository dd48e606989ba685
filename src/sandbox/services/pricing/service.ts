import { pricingModel } from "../../model/model.ts";
import type { Operation, Service } from "../../operation.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { pageOf } from "../../paging.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { priceListItem, type Product, products } from "./products.ts";

interface Filter {
  readonly Type: string;
  readonly Field: string;
  readonly Value: string;
}

interface GetProductsInput {
  readonly ServiceCode: string;
  readonly Filters?: readonly Filter[];
  readonly FormatVersion?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

const format = "aws_v1";
const pageSize = 100;

const getProducts: Operation<GetProductsInput> = (input) => {
  const { ServiceCode, Filters = [], FormatVersion = format, MaxResults = pageSize, NextToken } = input;
  if (ServiceCode !== "AmazonSageMaker") throw new ServiceError("NotFoundException", `Service ${ServiceCode} was not found.`);
  if (FormatVersion !== format) throw new ServiceError("InvalidParameterException", `Format version ${FormatVersion} is not supported.`);
  const found = products().filter((product) => Filters.every((filter) => meets(product, filter)));
  const { items, ...page } = pageOf(found, { size: MaxResults, token: NextToken, query: [ServiceCode, Filters], invalid: invalidToken });
  return { FormatVersion, PriceList: items.map(priceListItem), ...page };
};

/** ANY_OF and NONE_OF accept several values, separated by commas (Price List API: Filter). */
function meets({ attributes }: Product, { Type, Field, Value }: Filter): boolean {
  const value = Object.hasOwn(attributes, Field) ? attributes[Field] : undefined;
  const values = Value.split(",");
  switch (Type) {
    case "CONTAINS":
      return value?.includes(Value) === true;
    case "ANY_OF":
      return value !== undefined && values.includes(value);
    case "NONE_OF":
      return value === undefined || !values.includes(value);
    default:
      return value === Value;
  }
}

function invalidToken(token: string): ServiceError {
  return new ServiceError("InvalidNextTokenException", `The pagination token ${token} is not valid.`);
}

export const pricing: Service = {
  model: pricingModel,
  protocol: jsonProtocol("1.1"),
  prefix: "pricing",
  denied: "AccessDeniedException",
  invalid: "InvalidParameterException",
  throttled: "ThrottlingException",
  readers: { GetProducts: getProducts },
  writers: {},
};
