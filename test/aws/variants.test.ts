import { GetProductsCommand } from "@aws-sdk/client-pricing";
import { ListServiceQuotasCommand } from "@aws-sdk/client-service-quotas";
import { afterEach, describe, expect, it, vi } from "vitest";
import { priceListRegion, pricingClient } from "../../src/aws/prices.ts";
import { serviceQuotasClient } from "../../src/aws/quotas.ts";
import { sessionIn } from "./session.ts";

afterEach(() => vi.unstubAllEnvs());

interface Asked {
  readonly middlewareStack: {
    add(
      middleware: (next: unknown) => (given: { readonly request: unknown }) => Promise<never>,
      options: { readonly step: "finalizeRequest"; readonly priority: "low" },
    ): void;
  };
}

/** Where a request would go: it is stopped there. */
async function hostOf(client: unknown, send: () => Promise<unknown>): Promise<string> {
  let host = "";
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each service's client types this for itself
  (client as Asked).middlewareStack.add(
    () =>
      async ({ request }) => {
        host = String(Object(request).hostname);
        throw new Error("stopped");
      },
    { step: "finalizeRequest", priority: "low" },
  );
  await expect(send()).rejects.toThrow("stopped");
  return host;
}

const keys = () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
};
const prices = () => {
  keys();
  const client = pricingClient(sessionIn(priceListRegion, {}));
  return { client, send: () => client.send(new GetProductsCommand({ ServiceCode: "AmazonSageMaker" })) };
};
const quotas = (region: string) => {
  keys();
  const client = serviceQuotasClient(sessionIn(region, {}));
  return { client, send: () => client.send(new ListServiceQuotasCommand({ ServiceCode: "sagemaker" })) };
};

describe("no call goes to a host that does not exist", () => {
  it("where FIPS endpoints are wanted: the price list and Service Quotas have none, and say so", async () => {
    vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
    await expect(prices().send()).rejects.toMatchObject({ code: "not-offered", message: "the price list has no FIPS endpoint" });
    await expect(quotas("us-east-1").send()).rejects.toMatchObject({ code: "not-offered", message: "Service Quotas has no FIPS endpoint" });
  });

  it("where FIPS endpoints are wanted in GovCloud: those of Service Quotas are the ordinary ones", async () => {
    vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
    const { client, send } = quotas("us-gov-west-1");
    expect(await hostOf(client, send)).toBe("servicequotas.us-gov-west-1.amazonaws.com");
  });

  it("where dual-stack endpoints are wanted: those without any get the ordinary one", async () => {
    vi.stubEnv("AWS_USE_DUALSTACK_ENDPOINT", "true");
    const [list, limits] = [prices(), quotas("eu-west-1")];
    expect([await hostOf(list.client, list.send), await hostOf(limits.client, limits.send)]).toEqual([
      "api.pricing.us-east-1.amazonaws.com",
      "servicequotas.eu-west-1.amazonaws.com",
    ]);
  });
});
