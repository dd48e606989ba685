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

/** A schema of the SDK: [kind, namespace, name, traits, member names, member schemas, how many of them are required]. */
function schemaOf(name: string): { members: string[]; required: string[] } {
  const schema = exported[`${name}$`];
  const [, , , , members = [], , required = 0] = Array.isArray(schema) ? schema : [];
  return { members, required: members.slice(0, required) };
}

describe("the generated model agrees with the SDK that is installed", () => {
  it.each(shapes.filter(([, shape]) => shape.enum !== undefined))("values of %s", (name, shape) => {
    expect(new Set(shape.enum)).toEqual(new Set(Object.values(Object(exported[name]))));
  });

  it.each(shapes.filter(([, shape]) => shape.type === "structure"))("members of %s", (name, shape) => {
    const { members, required } = schemaOf(name);
    expect(new Set(Object.keys(shape.members ?? {}))).toEqual(new Set(members));
    // The SDK fills idempotency tokens in itself, so that its callers need not.
    expect(new Set(shape.required?.filter((member) => member !== "ClientToken"))).toEqual(new Set(required));
  });

  it("the enums of the core", () => {
    expect(new Set(appTypes)).toEqual(new Set(Object.values(sdk.AppType)));
    expect(new Set(appStatuses)).toEqual(new Set(Object.values(sdk.AppStatus)));
    expect(new Set(instanceTypes)).toEqual(new Set(Object.values(sdk.AppInstanceType)));
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
const sameVersion = description?.sha256 === model.modelSha256 ? [description] : [];
if (sameVersion.length === 0) {
  const why = description === undefined ? "there is no botocore" : "its botocore has another version of the service model";
  process.stderr.write(`left out on this machine: generating the service model again (${why})\n`);
}

describe.each(sameVersion)("generating again from this machine's botocore", ({ service, sha256 }) => {
  it("writes the committed model", () => {
    expect(`${JSON.stringify(compactModel(service, sha256), null, 1)}\n`).toBe(committed("sandbox/model/sagemaker.json"));
  });

  it("writes the committed types of the core", () => {
    expect(coreTypes(service)).toBe(committed("core/service-model.ts"));
  });
});

function committed(file: string): string {
  return readFileSync(new URL(`../../../src/${file}`, import.meta.url), "utf8");
}
