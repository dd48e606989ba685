/** The kind of processor of an instance. Kernels of one app need the same kind (service-facts: App rules). */
export type Hardware = "cpu" | "gpu" | "accelerator" | "other";

const cpuFamilies = new Set(["t3", "m5", "m5d", "m6i", "m6id", "m7i", "c5", "c6i", "c6id", "c7i", "r5", "r6i", "r6id", "r7i"]);

/** NVIDIA GPUs (EC2 user guide: accelerated computing instances). */
const gpuFamilies = new Set(["g4dn", "g5", "g6", "g6e", "g7", "g7e", "p3", "p3dn", "p4d", "p4de", "p5", "p5en", "p6-b200"]);

/** AWS Trainium, which runs neither CUDA nor CPU kernels as they are (AWS Neuron documentation: Trn1/Trn1n). */
const acceleratorFamilies = new Set(["trn1", "trn1n"]);

/** EC2's normalization factors: `xlarge` is 8, `Nxlarge` 8 N (EC2 user guide: instance size flexibility). */
const smallSizes: Readonly<Record<string, number>> = { micro: 0.5, small: 1, medium: 2, large: 4 };

/** Instance types that start in under two minutes (service-facts: App rules). */
export const fastLaunchTypes: ReadonlySet<string> = new Set(["ml.t3.medium", "ml.m5.large", "ml.c5.large", "ml.g4dn.xlarge"]);

/**
 * The hardware behind an instance type. `other` means unknown: `system` and `ml.geospatial.interactive`, whose hardware the service does
 * not publish, and families newer than this program.
 */
export function hardwareOf(instanceType: string): Hardware {
  const family = instanceType.split(".")[1] ?? "";
  if (cpuFamilies.has(family)) return "cpu";
  if (gpuFamilies.has(family)) return "gpu";
  if (acceleratorFamilies.has(family)) return "accelerator";
  return "other";
}

/** Sorts instance types from small to large, equal sizes by name; types without a size come last. */
export function compareBySize(a: string, b: string): number {
  return compare(size(a), size(b)) || compare(a, b);
}

/**
 * The candidates with the same hardware as `instanceType`, except itself: cheapest first, then those without a price, by size. None for
 * hardware `other`, because any proposal would be a guess.
 */
export function alternatives<Type extends string>(
  instanceType: string,
  candidates: readonly Type[],
  hourlyUsd: (candidate: Type) => number | undefined,
): Type[] {
  const hardware = hardwareOf(instanceType);
  if (hardware === "other") return [];
  const price = (candidate: Type) => hourlyUsd(candidate) ?? Infinity;
  return candidates
    .filter((candidate) => candidate !== instanceType && hardwareOf(candidate) === hardware)
    .toSorted((a, b) => compare(price(a), price(b)) || compareBySize(a, b));
}

function size(instanceType: string): number {
  const name = instanceType.split(".")[2] ?? "";
  const xlarge = /^(\d*)xlarge$/.exec(name);
  if (xlarge !== null) return 8 * Number(xlarge[1] || 1);
  return smallSizes[name] ?? Infinity;
}

function compare<Value extends number | string>(a: Value, b: Value): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
