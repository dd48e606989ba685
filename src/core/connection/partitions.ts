import { sageMakerRegions } from "./regions.ts";

const common = "amazonaws.com";

const others: Readonly<Record<string, string>> = {
  "aws-cn": "amazonaws.com.cn",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-f": "csp.hci.ic.gov",
  "aws-eusc": "amazonaws.eu",
};

/** What the names of services end in, whatever the partition. */
export const dnsSuffixes: readonly string[] = [common, ...Object.values(others)];

/** What the names of services in a Region end in: `amazonaws.com`, or what its partition has instead. */
export function dnsSuffix(region: string): string {
  const partition = Object.entries(sageMakerRegions).find(([, regions]) => regions.includes(region))?.[0] ?? "aws";
  return others[partition] ?? common;
}
