import * as sdk from "@aws-sdk/client-sagemaker";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { appStatuses, appTypes, instanceTypes } from "../../../src/core/service-model.ts";
import { compactModel } from "../../../src/sandbox/model/compact.ts";
import { coreTypes } from "../../../src/sandbox/model/core-types.ts";
import { model } from "../../../src/sandbox/model/model.ts";
import { botocoreModelPath, readServiceDescription } from "../../../src/sandbox/model/read-description.ts";
import { readers, writers } from "../../../src/sandbox/services/sagemaker/operations.ts";

const exported: Readonly<Record<string, unknown>> = sdk;
const shapes = Object.entries(model.shapes);

describe("the generated model agrees with the SDK that is installed", () => {
  it.each(shapes.filter(([, shape]) => shape.enum !== undefined))("values of %s", (name, shape) => {
    expect(shape.enum?.toSorted()).toEqual(Object.values(Object(exported[name])).toSorted());
  });

  it.each(shapes.filter(([, shape]) => shape.type === "structure"))("members of %s", (name, shape) => {
    // A schema of the SDK: [kind, namespace, name, traits, member names, member schemas, how many are required].
    const [, , , , members, , required = 0] = exported[`${name}$`] as [number, string, string, unknown, string[], unknown, number?];
    expect(Object.keys(shape.members ?? {}).toSorted()).toEqual(members.toSorted());
    // The SDK fills idempotency tokens in itself, so that its callers need not.
    const toGive = shape.required?.filter((member) => member !== "ClientToken") ?? [];
    expect(toGive.toSorted()).toEqual(members.slice(0, required).toSorted());
  });

  it("the enums of the core", () => {
    const sorted = (values: object) => Object.values(values).toSorted();
    expect(sorted(appTypes)).toEqual(sorted(sdk.AppType));
    expect(sorted(appStatuses)).toEqual(sorted(sdk.AppStatus));
    expect(sorted(instanceTypes)).toEqual(sorted(sdk.AppInstanceType));
  });
});

describe("the generated model", () => {
  it("holds exactly the operations that the sandbox has bodies for", () => {
    expect(Object.keys({ ...readers, ...writers }).toSorted()).toEqual(Object.keys(model.operations));
  });

  it("holds only patterns that this engine reads", () => {
    for (const [, { pattern }] of shapes) expect(() => new RegExp(`^(?:${pattern})$`, "u")).not.toThrow();
  });

  it("is what a small description compacts to: reachable shapes, constraints, no documentation", () => {
    const documentation = "…";
    const description = {
      metadata: { apiVersion: "2017-07-24", targetPrefix: "SageMaker" },
      operations: {
        ListApps: { input: { shape: "In" }, output: { shape: "Out" }, errors: [{ shape: "ResourceNotFound" }], documentation },
        CreateModel: { input: { shape: "Other" } },
      },
      shapes: {
        In: { type: "structure", required: ["Name"], members: { Name: { shape: "Name", documentation } }, documentation },
        Out: { type: "structure", members: { In: { shape: "In" } } },
        Name: { type: "string", max: 3, min: 0, pattern: "[a-z]*", documentation },
        ResourceNotFound: { type: "structure", members: {} },
        Other: { type: "structure", members: {} },
      },
    };
    expect(compactModel(description, "abc")).toEqual({
      service: "SageMaker",
      apiVersion: "2017-07-24",
      modelSha256: "abc",
      operations: { ListApps: { input: "In", output: "Out", errors: ["ResourceNotFound"] } },
      shapes: {
        In: { type: "structure", required: ["Name"], members: { Name: "Name" } },
        Name: { type: "string", pattern: "[a-z]*", min: 0, max: 3 },
        Out: { type: "structure", members: { In: "In" } },
        ResourceNotFound: { type: "structure", members: {} },
      },
    });
  });
});

const path = botocoreModelPath();
const description = path !== undefined && existsSync(path) ? readServiceDescription(path) : undefined;
if (description?.sha256 === model.modelSha256) {
  describe("generating again from this machine's botocore", () => {
    const text = (relative: string) => readFileSync(new URL(relative, import.meta.url), "utf8");

    it("writes the committed model", () => {
      const generated = `${JSON.stringify(compactModel(description.service, description.sha256), null, 1)}\n`;
      expect(generated).toBe(text("../../../src/sandbox/model/sagemaker.json"));
    });

    it("writes the committed types of the core", () => {
      expect(coreTypes(description.service)).toBe(text("../../../src/core/service-model.ts"));
    });
  });
} else {
  const why = description === undefined ? "there is no botocore" : "its botocore has another version of the service model";
  process.stderr.write(`left out on this machine: generating the service model again (${why})\n`);
}
