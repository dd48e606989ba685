import { stringify } from "yaml";

export function toYaml(document: unknown): string {
  return stringify(document, { lineWidth: 0 });
}
