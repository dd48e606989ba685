import { join } from "node:path";

/** The file a scope such as `123456789012/us-east-1` has in a folder: `sightings-123456789012%2Fus-east-1.json`. */
export function scopeFile(folder: string, kind: string, scope: string, extension: string): string {
  return join(folder, `${kind}-${encodeURIComponent(scope)}.${extension}`);
}
