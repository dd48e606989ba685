import type { ResourceSpec } from "../app/app.ts";
import { instanceHardware } from "../app/instance-hardware.ts";
import { compareBySize } from "../app/instances.ts";
import { distributionOlderThan } from "../image/image.ts";
import { instanceTypes } from "../service-model.ts";

/** The requirements of remote access for the app of a space (service-facts: Remote access). */
const leastGib = 8;
const firstVersion = [2, 7] as const;

/** A requirement of remote access that an app does not meet, and the flag that fixes it. */
export interface Shortfall {
  readonly lacks: "memory" | "image";
  readonly why: string;
  /** Words of a command line, for `space start`, `space restart` and `space update`. */
  readonly flag: readonly string[];
}

/**
 * The requirements of remote access that an instance type and an image do not meet (service-facts: Remote access). Unknown facts, such as
 * the memory of a newer family or the contents of a custom image, count as met.
 */
export function shortfalls(instanceType: string | undefined, spec: ResourceSpec): Shortfall[] {
  const memory = instanceType === undefined ? undefined : instanceHardware(instanceType)?.memory;
  const tooOld = distributionOlderThan(spec, firstVersion);
  return [
    ...(instanceType !== undefined && memory !== undefined && memory < leastGib
      ? [
          {
            lacks: "memory" as const,
            why: `${instanceType} has ${memory} GB of memory, and remote access needs ${leastGib} GB`,
            flag: ["--instance-type", roomyType(instanceType)],
          },
        ]
      : []),
    ...(tooOld === undefined
      ? []
      : [
          {
            lacks: "image" as const,
            why: `its image is SageMaker Distribution ${tooOld}, and remote access needs ${firstVersion.join(".")} or later`,
            flag: ["--image-version", "latest"],
          },
        ]),
  ];
}

/** The smallest type of the same family with enough memory, as AWS Toolkit proposes (service-facts: Remote access). */
export function roomyType(instanceType: string): string {
  const [, family = ""] = instanceType.split(".");
  const roomy = instanceTypes.filter((type) => type.startsWith(`ml.${family}.`) && (instanceHardware(type)?.memory ?? 0) >= leastGib);
  return roomy.toSorted(compareBySize)[0] ?? "ml.t3.large";
}
