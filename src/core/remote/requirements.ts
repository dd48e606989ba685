import type { ResourceSpec } from "../app/app.ts";
import { instanceHardware } from "../app/instance-hardware.ts";
import { compareBySize } from "../app/instances.ts";
import { distributionOlderThan } from "../image/image.ts";
import { instanceTypes } from "../service-model.ts";

/** What remote access asks of the app of a space (service-facts: Remote access). */
const leastGib = 8;
const firstVersion = [2, 7] as const;

/** What an app lacks for remote access, and the flag that mends it. */
export interface Shortfall {
  readonly lacks: "memory" | "image";
  readonly why: string;
  /** Words of a command line, for `space start`, `space restart` and `space update`. */
  readonly flag: readonly string[];
}

/**
 * What an instance type and an image lack for remote access (service-facts: Remote access). What is not known of them, such as the
 * memory of a newer family or the contents of a custom image, is no shortfall.
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
function roomyType(instanceType: string): string {
  const [, family = ""] = instanceType.split(".");
  const roomy = instanceTypes.filter((type) => type.startsWith(`ml.${family}.`) && (instanceHardware(type)?.memory ?? 0) >= leastGib);
  return roomy.toSorted(compareBySize)[0] ?? "ml.t3.large";
}
