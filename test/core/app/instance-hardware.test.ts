import { expect, it } from "vitest";
import { instanceHardware } from "../../../src/core/app/instance-hardware.ts";
import { hardwareOf } from "../../../src/core/app/instances.ts";
import { instanceTypes } from "../../../src/core/service-model.ts";

it.each<[string, object]>([
  ["ml.t3.medium", { vCpus: 2, memory: 4 }],
  ["ml.m5.large", { vCpus: 2, memory: 8 }],
  ["ml.m5.24xlarge", { vCpus: 96, memory: 384 }],
  ["ml.c5.9xlarge", { vCpus: 36, memory: 72 }],
  ["ml.r7i.48xlarge", { vCpus: 192, memory: 1536 }],
  ["ml.g4dn.xlarge", { vCpus: 4, memory: 16, gpus: { count: 1, model: "T4" } }],
  ["ml.g4dn.16xlarge", { vCpus: 64, memory: 256, gpus: { count: 1, model: "T4" } }],
  ["ml.g5.12xlarge", { vCpus: 48, memory: 192, gpus: { count: 4, model: "A10G" } }],
  ["ml.g6e.48xlarge", { vCpus: 192, memory: 1536, gpus: { count: 8, model: "L40S" } }],
  ["ml.g7e.24xlarge", { vCpus: 96, memory: 1024, gpus: { count: 4, model: "RTX PRO 6000" } }],
  ["ml.p3.2xlarge", { vCpus: 8, memory: 61, gpus: { count: 1, model: "V100" } }],
  ["ml.p5.4xlarge", { vCpus: 16, memory: 256, gpus: { count: 1, model: "H100" } }],
  ["ml.trn1.32xlarge", { vCpus: 128, memory: 512, gpus: { count: 16, model: "Trainium" } }],
])("%s has what EC2 says", (type, hardware) => {
  expect(instanceHardware(type)).toEqual(hardware);
});

it("hardware that AWS does not publish, or that is newer than the table, is unknown", () => {
  const unknown = instanceTypes.filter((type) => instanceHardware(type) === undefined);
  expect(new Set(unknown.map((type) => type.split(".")[1] ?? type))).toEqual(new Set(["system", "geospatial", "g7"]));
});

it("only the families that have an accelerator show one", () => {
  const known = instanceTypes.filter((type) => instanceHardware(type) !== undefined);
  expect(known.filter((type) => instanceHardware(type)?.gpus !== undefined)).toEqual(known.filter((type) => hardwareOf(type) !== "cpu"));
});
