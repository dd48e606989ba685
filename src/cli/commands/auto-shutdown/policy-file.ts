import * as v from "valibot";
import { type Document, LineCounter, isMap, isNode, isScalar, isSeq, parseDocument, visit } from "yaml";
import { type StudioctlError, usageError } from "../../../core/errors.ts";
import type { PolicyFile } from "../../../core/idle/policy.ts";
import { thresholdsOf } from "./flags.ts";
import { type PolicyForm, policyForm } from "./policy-form.ts";

/** Reads a policy in YAML, or in JSON, which is YAML too. Throws a usage error with the line, the value and the reason. */
export function parsePolicyFile(path: string, content: string): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const flaw = flawOf(document);
  if (flaw !== undefined) throw at(path, lines.linePos(flaw.offset).line, flaw.what, flaw.fix);
  const lineOf = (...member: readonly PropertyKey[]) => lines.linePos(offsetOf(document, member)).line;
  const result = v.safeParse(policyForm, document.toJS());
  if (result.success) return toPolicyFile(path, result.output, lineOf);
  const [issue] = result.issues;
  const member = issue.path?.map(({ key }) => (typeof key === "number" ? key : String(key))) ?? [];
  const [what = "", fix] = issue.message.split("\n");
  throw at(path, lineOf(...member), member.length === 0 ? what : `${memberText(member)}: ${what}`, fix);
}

interface Flaw {
  readonly offset: number;
  readonly what: string;
  readonly fix: string;
}

/** Why a text is not one document of plain data. Aliases are refused: a `*` is meant as a glob. */
function flawOf(document: Document.Parsed): Flaw | undefined {
  const [error] = [...document.errors, ...document.warnings];
  const quotes = "a text that begins with * belongs in quotes";
  if (error !== undefined) {
    const what = error.code === "MULTIPLE_DOCS" ? "a second document begins here" : error.message;
    return { offset: error.pos[0], what, fix: error.code === "BAD_ALIAS" ? quotes : "YAML, or JSON" };
  }
  let flaw: Flaw | undefined;
  visit(document, {
    Alias(_, { source, range }) {
      flaw = { offset: range?.[0] ?? 0, what: `*${source} is not text, but an alias of YAML`, fix: quotes };
      return visit.BREAK;
    },
  });
  return flaw;
}

function toPolicyFile(
  path: string,
  { defaults, rules, protect, quietHours, maxStops }: PolicyForm,
  lineOf: (...member: readonly PropertyKey[]) => number,
): PolicyFile {
  return {
    path,
    defaults: { line: lineOf("defaults"), thresholds: thresholdsOf(defaults) },
    rules: rules.map(({ name, match, protect: never, ...rest }, index) => ({
      line: lineOf("rules", index),
      name,
      match,
      protect: never,
      thresholds: thresholdsOf(rest),
    })),
    protect: { ...protect, apps: protect.apps.map((glob, index) => ({ glob, line: lineOf("protect", "apps", index) })) },
    quietHours: quietHours.map((hours, index) => ({ ...hours, line: lineOf("quietHours", index) })),
    maxStops,
  };
}

/** The position in the text of a path in the document; of a missing one, the nearest parent. */
function offsetOf(document: Document, member: readonly PropertyKey[]): number {
  const key = member.at(-1);
  if (key === undefined) return startOf(document.contents) ?? 0;
  const around = member.slice(0, -1);
  const parent: unknown = around.length === 0 ? document.contents : document.getIn(around, true);
  const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  const item = isSeq(parent) && typeof key === "number" ? parent.items[key] : undefined;
  return startOf(pair?.key ?? item) ?? offsetOf(document, around);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** A path with indexes from 1: `rules[2].idle`. */
function memberText(member: readonly (string | number)[]): string {
  return member
    .map((key) => (typeof key === "number" ? `[${key + 1}]` : `.${keyText(key)}`))
    .join("")
    .replace(/^\./, "");
}

/** A key that is not a word is shown in quotes: it could be blank. */
function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function at(path: string, line: number, what: string, fix: string | undefined): StudioctlError {
  return usageError(`${path}:${line}: ${what}`, { fix });
}
