import { createHash } from "node:crypto";
import { priceTable, shippedPrices } from "../../../core/cost/price-table.ts";
import { type ChargedType, chargedTypes } from "../../../core/cost/billing.ts";

/** A product of the price list with a price of Studio. */
export interface Product {
  /** The attributes that filters compare: the product's attributes, and its family. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly usd: number;
  readonly asOf: string;
}

/** How usage types begin in the Regions of the table (AWS Cost and Usage Report: usage type prefixes). */
const prefixes: Readonly<Record<string, string>> = {
  "us-east-1": "USE1",
  "us-west-2": "USW2",
  "eu-west-1": "EU",
  "ap-northeast-1": "APN1",
  "ap-northeast-2": "APN2",
};

/** service-facts: Prices. */
const instanceKinds: Readonly<Record<ChargedType, string>> = {
  KernelGateway: "Studio-Notebook",
  JupyterLab: "Studio-JupyterLab",
  CodeEditor: "studio-codeeditor",
};

/** Every price of the shipped table, as a product of each app type; with an additional free price in each Region, as in AWS's list. */
export function products(): Product[] {
  return Object.keys(priceTable).flatMap((regionCode) => {
    const { asOf, usd } = shippedPrices(regionCode);
    const product = (type: ChargedType, instance: string, price: number): Product => ({
      usd: price,
      asOf,
      attributes: {
        servicecode: "AmazonSageMaker",
        servicename: "Amazon SageMaker",
        productFamily: "ML Instance",
        locationType: "AWS Region",
        regionCode,
        platoinstancename: instance,
        platoinstancetype: instanceKinds[type],
        usagetype: `${prefixes[regionCode]}-Studio:${type}-${instance}`,
        operation: "RunInstance",
      },
    });
    return chargedTypes.flatMap((type) =>
      Object.entries({ ...usd[type], "ml.t3.micro": 0 }).map(([instance, price]) => product(type, instance, price)),
    );
  });
}

/** A product with its terms, in the form of an item of PriceList: JSON in a string. */
export function priceListItem({ attributes: { productFamily, ...attributes }, usd, asOf }: Product): string {
  const sku = createHash("sha256")
    .update(attributes["usagetype"] ?? "")
    .digest("hex")
    .slice(0, 16)
    .toUpperCase();
  const offer = `${sku}.JRTCKXETXF`;
  const rate = `${offer}.6YS6EN2CT7`;
  const price = usd.toFixed(10);
  const dimension = {
    unit: "Hrs",
    beginRange: "0",
    endRange: "Inf",
    description: usd === 0 ? "Free" : `$${price} per hour of ${attributes["usagetype"]}`,
    rateCode: rate,
    appliesTo: [],
    pricePerUnit: { USD: price },
  };
  const term = {
    sku,
    offerTermCode: "JRTCKXETXF",
    effectiveDate: `${asOf}T00:00:00Z`,
    termAttributes: {},
    priceDimensions: { [rate]: dimension },
  };
  return JSON.stringify({
    product: { productFamily, sku, attributes },
    serviceCode: attributes["servicecode"],
    terms: { OnDemand: { [offer]: term } },
    version: asOf.replaceAll("-", ""),
    publicationDate: `${asOf}T00:00:00Z`,
  });
}
