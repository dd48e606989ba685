import fc from "fast-check";
import { expect, it } from "vitest";
import { grouped } from "../../src/core/collections.ts";

it("groups hold every item once, in its order, under its key", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (items) => {
      const groups = grouped(items, (item) => item % 3);
      expect([...groups.values()].flat()).toHaveLength(items.length);
      for (const [key, group] of groups) expect(group).toEqual(items.filter((item) => item % 3 === key));
    }),
  );
});
