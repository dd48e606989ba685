import { sageMakerRegions } from "../connection/regions.ts";
import { suggestion } from "../suggest.ts";
import { type Check, pass, warn } from "./check.ts";

/** The Region in force. One that nobody knew SageMaker in when this was made may be new, and is tried all the same. */
export function regionCheck(region: string, from: string): Check {
  const known = Object.values(sageMakerRegions).flat();
  const detail = `${region}, from ${from}`;
  return known.includes(region)
    ? pass("Region", detail)
    : warn("Region", `${detail}: SageMaker is not known to exist there`, suggestion(region, known));
}
