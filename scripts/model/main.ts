/*
 * npm run generate [-- path/to/botocore/data]
 * Writes core/service-model.ts, core/connection/regions.ts and the models of sandbox/model from the service models that the SDKs
 * share; without a path, from those of this machine's botocore.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compactModel } from "./compact.ts";
import { coreRegions } from "./core-regions.ts";
import { coreTypes } from "./core-types.ts";
import { botocoreData, readServiceDescription } from "./read-description.ts";
import {
  cloudTrail,
  cloudWatch,
  ec2,
  ecr,
  efs,
  iam,
  logs,
  organizations,
  pricing,
  sageMaker,
  serviceQuotas,
  sts,
} from "../../src/sandbox/model/served.ts";

const data = process.argv[2] ?? botocoreData();
if (data === undefined) throw new Error("no botocore on this machine: give the path of its data folder");
const here = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
writeFileSync(here("../../src/core/connection/regions.ts"), coreRegions(JSON.parse(readFileSync(join(data, "endpoints.json"), "utf8"))));
for (const { description, file, isServed } of [
  sageMaker,
  pricing,
  cloudWatch,
  ec2,
  iam,
  sts,
  ecr,
  efs,
  serviceQuotas,
  logs,
  organizations,
  cloudTrail,
]) {
  const { service, sha256 } = readServiceDescription(join(data, description));
  writeFileSync(here(`../../src/sandbox/model/${file}`), `${JSON.stringify(compactModel(service, sha256, isServed), null, 1)}\n`);
  if (file === sageMaker.file) writeFileSync(here("../../src/core/service-model.ts"), coreTypes(service));
}
