/*
 * npm run generate [-- path/to/service-2.json(.gz)]
 * Writes core/service-model.ts and sandbox/model/sagemaker.json from the service model that the SDKs
 * share; without a path, from the one of this machine's botocore.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compactModel } from "./compact.ts";
import { coreTypes } from "./core-types.ts";
import { botocoreModelPath, readServiceDescription } from "./read-description.ts";

const path = process.argv[2] ?? botocoreModelPath();
if (path === undefined) throw new Error("no botocore on this machine: give the path of a service-2.json(.gz)");
const { service, sha256 } = readServiceDescription(path);
const here = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
writeFileSync(here("../../core/service-model.ts"), coreTypes(service));
writeFileSync(here("sagemaker.json"), `${JSON.stringify(compactModel(service, sha256), null, 1)}\n`);
