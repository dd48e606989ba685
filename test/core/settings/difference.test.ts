import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences, merged } from "../../../src/core/settings/difference.ts";

const settings = {
  ExecutionRole: "arn:aws:iam::123456789012:role/Old",
  SecurityGroups: ["sg-1"],
  KernelGatewayAppSettings: {
    DefaultResourceSpec: { InstanceType: "ml.t3.medium", LifecycleConfigArn: "lcc" },
    CustomImages: [{ ImageName: "a" }],
  },
};

describe("merging a request into what is there", () => {
  it("writes each structure that the request names as a whole, and no other member", () => {
    expect(merged(settings, { KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } } })).toEqual({
      KernelGatewayAppSettings: {
        DefaultResourceSpec: { InstanceType: "ml.m5.large", LifecycleConfigArn: "lcc" },
        CustomImages: [{ ImageName: "a" }],
      },
    });
  });

  it("replaces lists and scalars, and begins a structure where there was none", () => {
    expect(merged(settings, { SecurityGroups: ["sg-2"], ExecutionRole: "new" })).toEqual({
      SecurityGroups: ["sg-2"],
      ExecutionRole: "new",
    });
    expect(merged(undefined, { A: { B: 1 } })).toEqual({ A: { B: 1 } });
  });

  it("leaves what is there and what is requested untouched", () => {
    const [before, request] = [{ A: { B: 1, C: { D: 1 } } }, { A: { C: { D: 2 } } }];
    expect(merged(before, request)).toEqual({ A: { B: 1, C: { D: 2 } } });
    expect([before, request]).toEqual([{ A: { B: 1, C: { D: 1 } } }, { A: { C: { D: 2 } } }]);
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(structures, structures, (present, request) => {
        const once = { ...present, ...merged(present, request) };
        expect(differences(once, merged(once, request))).toEqual([]);
      }),
    );
  });
});

describe("differences of settings", () => {
  it("name each setting by its path, with its old and new value", () => {
    const after = merged(settings, {
      KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } },
      SecurityGroups: ["sg-1", "sg-2"],
    });
    expect(differences(settings, after)).toEqual([
      { Setting: "KernelGatewayAppSettings.DefaultResourceSpec.InstanceType", Before: "ml.t3.medium", After: "ml.m5.large" },
      { Setting: "SecurityGroups", Before: ["sg-1"], After: ["sg-1", "sg-2"] },
    ]);
  });

  it("show what is new and what was removed", () => {
    expect(differences({ A: { B: 1, C: 2 } }, { A: { C: 2, D: { E: 3 } } })).toEqual([
      { Setting: "A.D.E", After: 3 },
      { Setting: "A.B", Before: 1 },
    ]);
    expect(differences(undefined, { A: [] })).toEqual([{ Setting: "A", After: [] }]);
  });

  it("are empty for equal settings, and for members that are left out", () => {
    expect(differences(settings, structuredClone(settings))).toEqual([]);
    expect(differences(settings, {})).toEqual([]);
  });

  it("show a structure that replaces a value, or the other way round, as a whole", () => {
    expect(differences({ A: 1 }, { A: { B: 2 } })).toEqual([{ Setting: "A", Before: 1, After: { B: 2 } }]);
  });
});

const structures = fc.dictionary(
  fc.constantFrom("A", "B", "C"),
  fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.string()), fc.dictionary(fc.constantFrom("A", "B"), tie("node"))),
  })).node,
);
