import { Document, Scalar, isScalar, visit } from "yaml";
import { hasHidden, visibleYaml } from "../core/visible.ts";

/** YAML of plain data; a text with control or invisible characters is in double quotes, with these escaped. */
export function toYaml(document: unknown): string {
  const yaml = new Document(document);
  visit(yaml, (_key, node) => {
    if (isScalar(node) && typeof node.value === "string" && hasHidden(node.value)) node.type = Scalar.QUOTE_DOUBLE;
  });
  return visibleYaml(yaml.toString({ lineWidth: 0 }));
}
