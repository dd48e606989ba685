import { expect, it, vi } from "vitest";
import { viewOf } from "../../../src/core/idle/app-view.ts";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import { classicApp, facts, kernel, now, terminal } from "./facts.ts";

it("the items of a server are formatted once for sorting, however many there are", () => {
  const kernels = Array.from({ length: 20_000 }, (_, place) => kernel(5, { id: `${(place * 7_919) % 20_000}`, path: "same.ipynb" }));
  const terminals = Array.from({ length: 20_000 }, (_, place) =>
    terminal(5, { name: `arn:${(place * 7_919) % 20_000}`, appName: "datascience" }),
  );
  const given = facts(classicApp, { kernels, terminals });
  const stringify = vi.spyOn(JSON, "stringify");
  const view = viewOf(given, defaultPolicy, now);
  const times = stringify.mock.calls.length;
  stringify.mockRestore();
  expect([view.kernels.length, view.terminals.length, times]).toEqual([20_000, 20_000, 40_000]);
});

it("an app's name is compared with its siblings only where that decides", () => {
  const siblings = Array.from({ length: 1_000 }, (_, place) => `app-${place}`);
  const includes = vi.spyOn(siblings, "includes");
  const kernels = siblings.map((appName, place) => kernel(5, { id: `${place}`, appName }));
  expect(viewOf(facts(classicApp, { kernels: [...kernels, kernel(5)] }, { siblings }), defaultPolicy, now).kernels).toHaveLength(1);
  expect(includes).not.toHaveBeenCalled();
});
