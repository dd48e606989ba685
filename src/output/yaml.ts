import { Document, isScalar, Scalar, visit } from "yaml";
import { isRecord } from "../core/collections.ts";
import { hasHidden, visibleYaml } from "../core/visible.ts";

/**
 * YAML of plain data and of times; a text with control or invisible characters is in double quotes, with these escaped. The structure is written here,
 * and so are the texts that are the same in YAML; the library, which takes a hundred times as long, writes the others.
 */
export function toYaml(document: unknown): string {
  return visibleYaml(isFilled(document) ? blockOf(document, "") : ofLibrary(document));
}

type Filled = readonly unknown[] | Readonly<Record<string, unknown>>;

function isFilled(value: unknown): value is Filled {
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) && !(value instanceof Date) && Object.keys(value).length > 0;
}

/** The text of a list or an object; the first line is without the indent where it continues that of a list's dash. */
function blockOf(value: Filled, indent: string, isContinued = false): string {
  const deeper = `${indent}  `;
  let text = "";
  let start = isContinued ? "" : indent;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      text += isFilled(item) ? `${start}- ${blockOf(item, deeper, true)}` : `${start}- ${scalar(item, indent)}\n`;
      start = indent;
    }
    return text;
  }
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    text += isFilled(item) ? `${start}${keyText(key)}:\n${blockOf(item, deeper)}` : `${start}${keyText(key)}: ${scalar(item, indent)}\n`;
    start = indent;
  }
  return text;
}

/** Texts that YAML reads as they are: no indicator in them, not a number, not a word such as `true` (YAML 1.2, 7.3.3 and 10.3). */
const plainText = /^(?!(?:true|false|null)$)[A-Za-z_](?:[\w ./,;()$%@+=-]|:(?=[\w/]))*$/i;
const digits = /^\d+$/;
/** An id such as `4k2-9q`: a letter that no number contains, neither an exponent nor a hexadecimal one (YAML 1.2, 10.3.2). */
const plainId = /^\d[\w-]*[g-np-wyz][\w-]*$/i;
/** A text that a colon keeps from being plain; the same in JSON (YAML 1.2, 7.3.1). */
const quotedForColon = /^(?=.*:(?: |$))[ !#-[\]-~]+$/;
const plainTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function scalar(value: unknown, indent: string): string {
  if (typeof value === "string" && !value.endsWith(" ") && (plainText.test(value) || plainTime.test(value) || plainId.test(value)))
    return value;
  if (typeof value === "string" && (digits.test(value) || quotedForColon.test(value))) return `"${value}"`;
  if (typeof value === "boolean" || typeof value === "number") return JSON.stringify(value);
  if (value instanceof Date) return value.toISOString();
  if (isRecord(value)) return "{}";
  if (Array.isArray(value)) return "[]";
  // As a value, so that a text of several lines is indented below its key.
  const text = ofLibrary({ k: value }).slice("k: ".length, -1);
  return text.replaceAll(/\n(?=[^\n])/g, `\n${indent}`);
}

/** A key that needs more than one line is in double quotes instead. */
function keyText(key: string): string {
  if (plainText.test(key)) return key;
  const text = ofLibrary({ [key]: 1 });
  return text.indexOf("\n") === text.length - 1 && text.endsWith(": 1\n") ? text.slice(0, -": 1\n".length) : JSON.stringify(key);
}

function ofLibrary(value: unknown): string {
  const yaml = new Document(value);
  visit(yaml, (_key, node) => {
    if (isScalar(node) && typeof node.value === "string" && hasHidden(node.value)) node.type = Scalar.QUOTE_DOUBLE;
  });
  return yaml.toString({ lineWidth: 0 });
}
