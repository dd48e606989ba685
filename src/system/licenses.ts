import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getAsset, isSea } from "node:sea";

/** The file's name, and in the self-contained executable the asset's. */
const name = "THIRD_PARTY_LICENSES";

/**
 * The licences of the bundled packages: in the executable itself, else in the package, two folders above this module both in src and in
 * dist.
 */
export async function readLicenses(): Promise<string> {
  return isSea() ? getAsset(name, "utf8") : await readFile(join(import.meta.dirname, "../..", name), "utf8");
}
