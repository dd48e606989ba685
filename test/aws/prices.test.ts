import { AccessDeniedException, GetProductsCommand, type GetProductsCommandInput, PricingClient } from "@aws-sdk/client-pricing";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createPriceList, priceListRegion, pricingClient } from "../../src/aws/prices.ts";
import { chargedTypes } from "../../src/core/cost/billing.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn(priceListRegion, { profile: "studio-admin" });
const service = mockClient(session.client(PricingClient));
const never = new AbortController().signal;
const read = (signal = never) => createPriceList(session).read("eu-west-1", signal);

beforeEach(() => void service.reset());

/** A row of the price list: the members that matter, and one that does not. */
function row(usagetype: string, usd: string, unit = "Hrs", description = `$${usd} per hour`): string {
  const pricePerUnit = { USD: usd };
  return JSON.stringify({
    serviceCode: "AmazonSageMaker",
    product: { productFamily: "ML Instance", sku: "SKU", attributes: { usagetype, regionCode: "eu-west-1" } },
    terms: {
      OnDemand: {
        "SKU.JRT": { priceDimensions: { "SKU.JRT.6YS": { unit, description, beginRange: "0", endRange: "Inf", pricePerUnit } } },
      },
    },
  });
}

/** Answers each query with the pages of its kind of instance, each page's token the number of the next. */
function serve(pages: Readonly<Record<string, readonly (readonly string[])[]>>): void {
  service.on(GetProductsCommand).callsFake(({ Filters, NextToken = "0" }: GetProductsCommandInput) => {
    const kind = Filters?.find(({ Field }) => Field === "platoinstancetype")?.Value ?? "";
    const next = Number(NextToken) + 1;
    const more = next < (pages[kind]?.length ?? 0);
    return { PriceList: pages[kind]?.[next - 1] ?? [], ...(more && { NextToken: String(next) }) };
  });
}

describe("the price list", () => {
  it("is requested once for each app type, by Region and product family, in pages of a hundred", async () => {
    service.on(GetProductsCommand).resolves({ PriceList: [row("EU-Studio:JupyterLab-ml.t3.medium", "0.055")] });
    await read();
    expect(service.calls().map((call) => call.args[0].input)).toEqual(
      ["Studio-Notebook", "Studio-JupyterLab", "studio-codeeditor"].map((platoinstancetype) => ({
        ServiceCode: "AmazonSageMaker",
        MaxResults: 100,
        Filters: [
          { Type: "TERM_MATCH", Field: "regionCode", Value: "eu-west-1" },
          { Type: "TERM_MATCH", Field: "productFamily", Value: "ML Instance" },
          { Type: "TERM_MATCH", Field: "platoinstancetype", Value: platoinstancetype },
        ],
      })),
    );
  });

  it("gives the prices of each app type, of all pages", async () => {
    serve({
      "Studio-Notebook": [[row("EU-Studio:KernelGateway-ml.t3.medium", "0.056")]],
      "Studio-JupyterLab": [
        [row("EU-Studio:JupyterLab-ml.t3.medium", "0.055")],
        [row("EU-Studio:JupyterLab-ml.p6-b200.48xlarge", "113.9328000000")],
      ],
      "studio-codeeditor": [[row("EU-Studio:CodeEditor-ml.t3.medium", "0.057")]],
    });
    expect(await read()).toEqual({
      KernelGateway: { "ml.t3.medium": 0.056 },
      JupyterLab: { "ml.t3.medium": 0.055, "ml.p6-b200.48xlarge": 113.9328 },
      CodeEditor: { "ml.t3.medium": 0.057 },
    });
    expect(service.calls()).toHaveLength(4);
  });

  it.each([
    ["is not JSON", '{"product":'],
    ["is no object", "null"],
    ["has no terms", JSON.stringify({ product: { attributes: { usagetype: "EU-Studio:JupyterLab-ml.m5.large" } } })],
    ["has no product", JSON.stringify({ terms: {} })],
    ["costs nothing", row("EU-Studio:JupyterLab-ml.m5.large", "0.0000000000")],
    ["is free", row("EU-Studio:JupyterLab-ml.m5.large", "0", "Hrs", "Free Tier")],
    ["has no number for a price", row("EU-Studio:JupyterLab-ml.m5.large", "much")],
    ["is not by the hour", row("EU-Studio:JupyterLab-ml.m5.large", "0.1", "GB-Mo")],
    ["is of another app type than asked for", row("EU-Studio:KernelGateway-ml.m5.large", "0.1")],
    ["is of a notebook instance", row("EU-Notebk:ml.m5.large", "0.1")],
    ["is of storage", row("EU-Studio:VolumeUsage.gp3", "0.1")],
  ])("passes over a row that %s", async (_, item) => {
    const known = row("EU-Studio:JupyterLab-ml.t3.medium", "0.055");
    serve({ "Studio-JupyterLab": [[item, known]] });
    expect((await read()).JupyterLab).toEqual({ "ml.t3.medium": 0.055 });
  });

  it("a type with two prices has no price", async () => {
    const rows = ["0.1", "0.2"].map((usd) => row("EU-Studio:JupyterLab-ml.m5.large", usd));
    service.on(GetProductsCommand).resolves({ PriceList: [...rows, row("EU-Studio:JupyterLab-ml.t3.medium", "0.055")] });
    expect((await read()).JupyterLab).toEqual({ "ml.t3.medium": 0.055 });
  });

  it.each([
    ["without a row", { PriceList: [] }],
    ["without a list", {}],
    ["that is not a list", { PriceList: "none" }],
  ])("is malformed in an answer %s", async (_, answer) => {
    service.on(GetProductsCommand).callsFake(() => answer);
    await expect(read()).rejects.toMatchObject({ code: "malformed" });
  });

  it("says who lacks which permission", async () => {
    const message = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: pricing:GetProducts";
    service.on(GetProductsCommand).rejects(new AccessDeniedException({ message, $metadata: { httpStatusCode: 400 } }));
    await expect(read()).rejects.toMatchObject({
      code: "denied",
      message: "not allowed to read the price list",
      why: "arn:aws:iam::111122223333:user/ana has no pricing:GetProducts on *",
    });
  });

  it("ends with the signal's reason", async () => {
    const reason = new StudioctlError("timeout", "no answer within 5 s");
    await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(service.calls()).toEqual([]);
  });
});

describe("the client", () => {
  it("calls us-east-1 for every Region of the rest, with the same endpoint", async () => {
    const { config } = pricingClient(sessionIn("eu-west-1", { endpoint: "http://127.0.0.1:4510" }).at(priceListRegion));
    expect(await config.region()).toBe("us-east-1");
    expect(await config.endpoint?.()).toMatchObject({ hostname: "127.0.0.1", port: 4510 });
  });
});

it("every charged type has its name in the price list", async () => {
  service.on(GetProductsCommand).resolves({ PriceList: chargedTypes.map((type) => row(`EU-Studio:${type}-ml.t3.medium`, "0.05")) });
  expect(Object.values(await read())).toEqual(chargedTypes.map(() => ({ "ml.t3.medium": 0.05 })));
});
