import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { model, shape } from "../../src/sandbox/model/model.ts";
import { domainId, smallStudio, type Wired, wire } from "./wire.ts";

let studio: Wired;
beforeAll(async () => {
  studio = await wire(smallStudio());
});
afterAll(() => studio.close());

/** Names that are there or could be, so that requests get past the constraints. */
const words = fc.constantFrom(domainId, "alice", "notes", "default", "constructor", "KernelGateway", "JupyterLab", "ml.t3.medium", "IAM");

/** A value that often fits a shape of the model, and often does not. */
function valueOf(name: string, depth = 0): fc.Arbitrary<unknown> {
  const { type, members, member, value, enum: values } = shape(name);
  const fitting = (): fc.Arbitrary<unknown> => {
    if (depth > 3) return fc.constant(null);
    if (values !== undefined) return fc.constantFrom(...values);
    if (type === "structure") {
      const inside = Object.entries(members ?? {}).map(([key, of]) => [key, valueOf(of, depth + 1)]);
      return fc.record(Object.fromEntries(inside), { requiredKeys: [] });
    }
    if (type === "list") return fc.array(valueOf(member ?? "", depth + 1), { maxLength: 3 });
    if (type === "map") return fc.dictionary(fc.string(), valueOf(value ?? "", depth + 1), { maxKeys: 3 });
    if (type === "boolean") return fc.boolean();
    return type === "string" ? fc.oneof(words, fc.string()) : fc.integer({ min: -1, max: 200 });
  };
  return fc.oneof({ arbitrary: fitting(), weight: 9 }, { arbitrary: fc.jsonValue({ maxDepth: 1 }), weight: depth === 0 ? 0 : 1 });
}

describe("whatever is sent", () => {
  it.each(Object.entries(model.operations))("%s answers 200 or 400, never that it failed", async (operation, { input }) => {
    const request = fc.oneof({ arbitrary: valueOf(input), weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 });
    await fc.assert(
      fc.asyncProperty(request, fc.integer({ min: 0, max: 20 }), async (body, seconds) => {
        studio.advance(seconds);
        const { status, text } = await studio.call(operation, Object(body));
        expect(status === 200 || (status === 400 && text.includes("__type")), `${status} ${text}`).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
