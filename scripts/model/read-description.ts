import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ServiceDescription } from "./service-description.ts";

/** Where this machine's botocore keeps the services' models; undefined if there is none. */
export function botocoreData(): string | undefined {
  const script = "import botocore, os; print(os.path.dirname(botocore.__file__))";
  const python = spawnSync("python3", ["-c", script], { encoding: "utf8" });
  return python.status === 0 ? join(python.stdout.trim(), "data") : undefined;
}

/** A `service-2.json`, plain or gzipped, with the hash of its plain text. */
export function readServiceDescription(path: string): { service: ServiceDescription; sha256: string } {
  const bytes = readFileSync(path);
  const text = path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  const service: ServiceDescription = JSON.parse(text.toString("utf8"));
  return { service, sha256: createHash("sha256").update(text).digest("hex") };
}
