import { type DatedPrices, chargedTypes } from "./prices.ts";
import type { InstanceType } from "./service-model.ts";

/*
 * On-demand prices of SageMaker Studio compute in US dollars per hour, by Region and instance type,
 * as AWS publishes them for JupyterLab (usage types such as `USE1-Studio:JupyterLab-ml.m5.large`).
 * Studio notebooks (KernelGateway) and Code Editor are charged by the same figures.
 * Only rows with a source: a type that is missing was not found, which does not make it free.
 *
 * Sources:
 * - all rows but the seven below: AWS Price List API, ServiceCode AmazonSageMaker, platoinstancetype
 *   Studio-JupyterLab, fetched 2026-09-24, as recorded by github.com/cloud-architect-ky/av3.0-blueprint-lab
 *   (scripts/av30_instance_rates.py). Left out: its ml.g7e rows, which CreateApp does not take.
 * - us-east-1 ml.m6i, ml.c6i, ml.r5, ml.r6i, ml.r7i: AWS bulk price file of AmazonSageMaker, published
 *   2026-09-24T23:59Z, usage types `USE1-Studio:JupyterLab-…`, as tabled by a public cost study.
 * Compared: the two sources agree on all six types they share. A table of Studio Classic prices that
 * names no Region (github.com/JHUAPL-DTC-TA2/wiki, docs/sagemaker_instances.md) agrees with us-east-1
 * on the five CPU types it shares. Prices of notebook instances, training and hosting were not used.
 */
const asOf = "2026-09-24";

export const priceTable: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "us-east-1": {
    "ml.t3.medium": 0.05, "ml.t3.large": 0.1, "ml.t3.xlarge": 0.2, "ml.t3.2xlarge": 0.399,
    "ml.m5.large": 0.115, "ml.m5.xlarge": 0.23, "ml.m5.2xlarge": 0.461, "ml.m5.4xlarge": 0.922,
    "ml.m6i.4xlarge": 0.922,
    "ml.c5.large": 0.102, "ml.c5.xlarge": 0.204, "ml.c5.2xlarge": 0.408,
    "ml.c6i.8xlarge": 1.632,
    "ml.r5.4xlarge": 1.21,
    "ml.r6i.4xlarge": 1.21, "ml.r6i.8xlarge": 2.419,
    "ml.r7i.2xlarge": 0.635, "ml.r7i.4xlarge": 1.27,
    "ml.g4dn.xlarge": 0.7364, "ml.g4dn.2xlarge": 0.94,
    "ml.g5.xlarge": 1.41, "ml.g5.2xlarge": 1.52, "ml.g5.4xlarge": 2.03, "ml.g5.8xlarge": 3.06, "ml.g5.12xlarge": 7.09,
    "ml.g5.24xlarge": 10.18, "ml.g5.48xlarge": 20.36,
    "ml.g6.xlarge": 1.127, "ml.g6.2xlarge": 1.222, "ml.g6.4xlarge": 1.654, "ml.g6.12xlarge": 5.752,
    "ml.g6.24xlarge": 8.344, "ml.g6.48xlarge": 16.688,
    "ml.p4d.24xlarge": 25.2512883,
    "ml.p5.48xlarge": 63.296,
  },
  "us-west-2": {
    "ml.t3.medium": 0.05, "ml.t3.large": 0.1, "ml.t3.xlarge": 0.2, "ml.t3.2xlarge": 0.399,
    "ml.m5.large": 0.115, "ml.m5.xlarge": 0.23, "ml.m5.2xlarge": 0.461, "ml.m5.4xlarge": 0.922,
    "ml.c5.large": 0.102, "ml.c5.xlarge": 0.204, "ml.c5.2xlarge": 0.408,
    "ml.g4dn.xlarge": 0.7364, "ml.g4dn.2xlarge": 0.94,
    "ml.g5.xlarge": 1.41, "ml.g5.2xlarge": 1.52, "ml.g5.4xlarge": 2.03, "ml.g5.8xlarge": 3.06, "ml.g5.12xlarge": 7.09,
    "ml.g5.24xlarge": 10.18, "ml.g5.48xlarge": 20.36,
    "ml.g6.xlarge": 1.127, "ml.g6.2xlarge": 1.222, "ml.g6.4xlarge": 1.654, "ml.g6.12xlarge": 5.752,
    "ml.g6.24xlarge": 8.344, "ml.g6.48xlarge": 16.688,
    "ml.p4d.24xlarge": 25.251286,
    "ml.p5.48xlarge": 63.296,
  },
  "eu-west-1": {
    "ml.t3.medium": 0.055, "ml.t3.large": 0.109, "ml.t3.xlarge": 0.219, "ml.t3.2xlarge": 0.438,
    "ml.m5.large": 0.128, "ml.m5.xlarge": 0.257, "ml.m5.2xlarge": 0.514, "ml.m5.4xlarge": 1.027,
    "ml.c5.large": 0.115, "ml.c5.xlarge": 0.23, "ml.c5.2xlarge": 0.461,
    "ml.g4dn.xlarge": 0.8218, "ml.g4dn.2xlarge": 1.047,
    "ml.g5.xlarge": 1.57, "ml.g5.2xlarge": 1.69, "ml.g5.4xlarge": 2.27, "ml.g5.8xlarge": 3.42, "ml.g5.12xlarge": 7.92,
    "ml.g5.24xlarge": 11.36, "ml.g5.48xlarge": 22.73,
    "ml.p4d.24xlarge": 27.2730435,
  },
  "ap-northeast-1": {
    "ml.t3.medium": 0.065, "ml.t3.large": 0.131, "ml.t3.xlarge": 0.261, "ml.t3.2xlarge": 0.522,
    "ml.m5.large": 0.149, "ml.m5.xlarge": 0.298, "ml.m5.2xlarge": 0.595, "ml.m5.4xlarge": 1.19,
    "ml.c5.large": 0.128, "ml.c5.xlarge": 0.257, "ml.c5.2xlarge": 0.514,
    "ml.g4dn.xlarge": 0.994, "ml.g4dn.2xlarge": 1.269,
    "ml.g5.xlarge": 2.04, "ml.g5.2xlarge": 2.2, "ml.g5.4xlarge": 2.94, "ml.g5.8xlarge": 4.44, "ml.g5.12xlarge": 10.28,
    "ml.g5.24xlarge": 14.76, "ml.g5.48xlarge": 29.53,
    "ml.g6.xlarge": 1.6341, "ml.g6.2xlarge": 1.7723, "ml.g6.4xlarge": 2.3988, "ml.g6.12xlarge": 8.3421,
    "ml.g6.24xlarge": 12.1012, "ml.g6.48xlarge": 24.2026,
    "ml.p4d.24xlarge": 34.612516,
    "ml.p5.48xlarge": 79.12,
  },
  "ap-northeast-2": {
    "ml.t3.medium": 0.062, "ml.t3.large": 0.125, "ml.t3.xlarge": 0.25, "ml.t3.2xlarge": 0.499,
    "ml.m5.large": 0.142, "ml.m5.xlarge": 0.283, "ml.m5.2xlarge": 0.566, "ml.m5.4xlarge": 1.133,
    "ml.c5.large": 0.115, "ml.c5.xlarge": 0.23, "ml.c5.2xlarge": 0.461,
    "ml.g4dn.xlarge": 0.906, "ml.g4dn.2xlarge": 1.156,
    "ml.g5.xlarge": 1.732, "ml.g5.2xlarge": 1.863, "ml.g5.4xlarge": 2.496, "ml.g5.8xlarge": 3.763,
    "ml.g5.12xlarge": 8.718, "ml.g5.24xlarge": 12.518, "ml.g5.48xlarge": 25.035,
    "ml.g6.xlarge": 1.3854, "ml.g6.2xlarge": 1.5026, "ml.g6.4xlarge": 2.0338, "ml.g6.12xlarge": 7.0728,
    "ml.g6.24xlarge": 10.26, "ml.g6.48xlarge": 20.52,
    "ml.p4d.24xlarge": 34.971822,
  },
} satisfies Record<string, Partial<Record<InstanceType, number>>>;

/** The prices of a Region that ship with the program: no call, no permission, dated. None of a Region without a source. */
export function shippedPrices(region: string): DatedPrices {
  const row = priceTable[region] ?? {};
  return { asOf, usd: Object.fromEntries(chargedTypes.map((type) => [type, row])) };
}
