import { createHash } from "node:crypto";
import { ServiceError } from "../../protocol/service-error.ts";
import type { Operation } from "../sagemaker/context.ts";
import { type Product, priceListItem, products } from "./products.ts";

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

export const getProducts: Operation<GetProductsInput> = (input) => {
  const { ServiceCode, Filters = [], FormatVersion = format, MaxResults = pageSize, NextToken } = input;
  if (ServiceCode !== "AmazonSageMaker") throw new ServiceError("NotFoundException", `Service ${ServiceCode} was not found.`);
  if (FormatVersion !== format) throw new ServiceError("InvalidParameterException", `Format version ${FormatVersion} is not supported.`);
  const found = products().filter((product) => Filters.every((filter) => meets(product, filter)));
  const query = createHash("sha256").update(JSON.stringify([ServiceCode, Filters])).digest("base64url").slice(0, 16);
  const from = NextToken === undefined ? 0 : placeIn(NextToken, query);
  const end = from + MaxResults;
  return {
    FormatVersion,
    PriceList: found.slice(from, end).map(priceListItem),
    ...(end < found.length && { NextToken: Buffer.from(`${query}:${end}`).toString("base64url") }),
  };
};

/** ANY_OF and NONE_OF take several values, with commas between them (Price List API: Filter). */
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

/** A token goes on with its own query only. */
function placeIn(token: string, query: string): number {
  const [of, place] = Buffer.from(token, "base64url").toString("utf8").split(":");
  if (of === query && /^\d{1,9}$/.test(place ?? "")) return Number(place);
  throw new ServiceError("InvalidNextTokenException", `The pagination token ${token} is not valid.`);
}
