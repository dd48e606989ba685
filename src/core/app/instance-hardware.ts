/** The hardware of an instance type. */
export interface InstanceHardware {
  readonly vCpus: number;
  /** GiB. */
  readonly memory: number;
  /** GPUs or other accelerators. */
  readonly gpus?: { readonly count: number; readonly model: string };
}

/**
 * GiB of memory for each vCPU, for families in which all sizes have the same ratio (EC2 instance types: general purpose, compute and memory
 * optimized).
 */
const gibPerVCpu: Readonly<Record<string, number>> = {
  c5: 2,
  c6i: 2,
  c6id: 2,
  c7i: 2,
  m5: 4,
  m5d: 4,
  m6i: 4,
  m6id: 4,
  m7i: 4,
  r5: 8,
  r6i: 8,
  r6id: 8,
  r7i: 8,
  g4dn: 4,
  g5: 4,
  g6: 4,
  g6e: 8,
};

/** GPUs by family and size; sizes that are not listed have one (EC2 instance types: accelerated computing). */
const gpuFamilies: Readonly<Record<string, { readonly model: string; readonly several: Readonly<Record<string, number>> }>> = {
  g4dn: { model: "T4", several: { "12xlarge": 4 } },
  g5: { model: "A10G", several: { "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 } },
  g6: { model: "L4", several: { "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 } },
  g6e: { model: "L40S", several: { "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 } },
};

/**
 * Types that follow no rule: burstable sizes, and machines built around their accelerators (the same pages, AWS Neuron for Trainium, and
 * for g7e the tables of aws/sagemaker-hyperpod-cli and kubernetes/autoscaler).
 */
const singular: Readonly<Record<string, InstanceHardware>> = {
  "t3.micro": { vCpus: 2, memory: 1 },
  "t3.small": { vCpus: 2, memory: 2 },
  "t3.medium": { vCpus: 2, memory: 4 },
  "t3.large": { vCpus: 2, memory: 8 },
  "t3.xlarge": { vCpus: 4, memory: 16 },
  "t3.2xlarge": { vCpus: 8, memory: 32 },
  "g7e.2xlarge": { vCpus: 8, memory: 64, gpus: { count: 1, model: "RTX PRO 6000" } },
  "g7e.4xlarge": { vCpus: 16, memory: 128, gpus: { count: 1, model: "RTX PRO 6000" } },
  "g7e.8xlarge": { vCpus: 32, memory: 256, gpus: { count: 1, model: "RTX PRO 6000" } },
  "g7e.12xlarge": { vCpus: 48, memory: 512, gpus: { count: 2, model: "RTX PRO 6000" } },
  "g7e.24xlarge": { vCpus: 96, memory: 1024, gpus: { count: 4, model: "RTX PRO 6000" } },
  "g7e.48xlarge": { vCpus: 192, memory: 2048, gpus: { count: 8, model: "RTX PRO 6000" } },
  "p3.2xlarge": { vCpus: 8, memory: 61, gpus: { count: 1, model: "V100" } },
  "p3.8xlarge": { vCpus: 32, memory: 244, gpus: { count: 4, model: "V100" } },
  "p3.16xlarge": { vCpus: 64, memory: 488, gpus: { count: 8, model: "V100" } },
  "p3dn.24xlarge": { vCpus: 96, memory: 768, gpus: { count: 8, model: "V100" } },
  "p4d.24xlarge": { vCpus: 96, memory: 1152, gpus: { count: 8, model: "A100" } },
  "p4de.24xlarge": { vCpus: 96, memory: 1152, gpus: { count: 8, model: "A100" } },
  "p5.4xlarge": { vCpus: 16, memory: 256, gpus: { count: 1, model: "H100" } },
  "p5.48xlarge": { vCpus: 192, memory: 2048, gpus: { count: 8, model: "H100" } },
  "p5en.48xlarge": { vCpus: 192, memory: 2048, gpus: { count: 8, model: "H200" } },
  "p6-b200.48xlarge": { vCpus: 192, memory: 2048, gpus: { count: 8, model: "B200" } },
  "trn1.2xlarge": { vCpus: 8, memory: 32, gpus: { count: 1, model: "Trainium" } },
  "trn1.32xlarge": { vCpus: 128, memory: 512, gpus: { count: 16, model: "Trainium" } },
  "trn1n.32xlarge": { vCpus: 128, memory: 512, gpus: { count: 16, model: "Trainium" } },
};

/**
 * The hardware of an instance type; undefined if AWS does not publish it (`system`, `ml.geospatial.interactive`), and for families that are
 * newer than this table.
 */
export function instanceHardware(instanceType: string): InstanceHardware | undefined {
  const [, family = "", size = ""] = instanceType.split(".");
  const own = singular[`${family}.${size}`];
  if (own !== undefined) return own;
  const [perVCpu, vCpus] = [gibPerVCpu[family], vCpusOf(size)];
  if (perVCpu === undefined || vCpus === undefined) return undefined;
  const gpu = gpuFamilies[family];
  return { vCpus, memory: vCpus * perVCpu, ...(gpu !== undefined && { gpus: { count: gpu.several[size] ?? 1, model: gpu.model } }) };
}

/** `large` has two, `xlarge` four, `Nxlarge` 4 N: this holds for every family of the tables above except the burstable one. */
function vCpusOf(size: string): number | undefined {
  if (size === "large") return 2;
  const xlarge = /^(\d*)xlarge$/.exec(size);
  return xlarge === null ? undefined : 4 * Number(xlarge[1] || 1);
}
