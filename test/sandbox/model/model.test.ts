import * as cloudWatchSdk from "@aws-sdk/client-cloudwatch";
import * as logsSdk from "@aws-sdk/client-cloudwatch-logs";
import * as ec2Sdk from "@aws-sdk/client-ec2";
import * as ecrSdk from "@aws-sdk/client-ecr";
import * as efsSdk from "@aws-sdk/client-efs";
import * as iamSdk from "@aws-sdk/client-iam";
import * as organizationsSdk from "@aws-sdk/client-organizations";
import * as pricingSdk from "@aws-sdk/client-pricing";
import * as sdk from "@aws-sdk/client-sagemaker";
import * as serviceQuotasSdk from "@aws-sdk/client-service-quotas";
import * as stsSdk from "@aws-sdk/client-sts";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appStatuses, appTypes, instanceTypes } from "../../../src/core/service-model.ts";
import { compactModel } from "../../../scripts/model/compact.ts";
import { coreTypes } from "../../../scripts/model/core-types.ts";
import {
  type ServiceModel,
  cloudWatchModel,
  ec2Model,
  ecrModel,
  efsModel,
  iamModel,
  logsModel,
  organizationsModel,
  pricingModel,
  sageMakerModel,
  serviceQuotasModel,
  stsModel,
} from "../../../src/sandbox/model/model.ts";
import { botocoreData, readServiceDescription } from "../../../scripts/model/read-description.ts";
import {
  type ServedModel,
  cloudWatch,
  ec2,
  ecr,
  efs,
  iam,
  logs,
  organizations,
  pricing,
  sageMaker,
  serviceQuotas,
  sts,
} from "../../../src/sandbox/model/served.ts";
import { services } from "../../../src/sandbox/services.ts";

interface Case {
  readonly model: ServiceModel;
  readonly served: ServedModel;
  readonly exported: Readonly<Record<string, unknown>>;
  /** What the SDK knows and the newest description of botocore does not. */
  readonly ahead?: readonly string[];
}

const cases: readonly Case[] = [
  { model: sageMakerModel, served: sageMaker, exported: { ...sdk } },
  { model: pricingModel, served: pricing, exported: { ...pricingSdk } },
  { model: cloudWatchModel, served: cloudWatch, exported: { ...cloudWatchSdk } },
  { model: ec2Model, served: ec2, exported: { ...ec2Sdk } },
  { model: ecrModel, served: ecr, exported: { ...ecrSdk } },
  { model: efsModel, served: efs, exported: { ...efsSdk } },
  { model: iamModel, served: iam, exported: { ...iamSdk } },
  { model: logsModel, served: logs, exported: { ...logsSdk }, ahead: ["ESSENTIALS", "message", "retentionPolicyName"] },
  { model: organizationsModel, served: organizations, exported: { ...organizationsSdk }, ahead: ["SECURITYHUB_CSPM_POLICY"] },
  { model: serviceQuotasModel, served: serviceQuotas, exported: { ...serviceQuotasSdk } },
  { model: stsModel, served: sts, exported: { ...stsSdk } },
];

/** A schema of the SDK: [kind, namespace, name, traits, member names, member schemas, how many of them are required]. */
function schemaOf({ exported }: Case, name: string): { members: string[]; required: string[] } {
  const schema = exported[`${name}$`];
  const [, , , , members = [], , required = 0] = Array.isArray(schema) ? schema : [];
  return { members, required: members.slice(0, required) };
}

describe.each(cases)("the generated model of $model.service agrees with the SDK that is installed", (each) => {
  const { model, exported, ahead = [] } = each;
  const unlessAhead = (known: readonly string[], names: readonly unknown[]) =>
    new Set(names.filter((name) => known.includes(String(name)) || !ahead.includes(String(name))));
  const shapes = Object.entries(model.shapes);

  it.each(shapes.filter(([, shape]) => shape.enum !== undefined))("values of %s", (name, shape) => {
    expect(new Set(shape.enum)).toEqual(unlessAhead(shape.enum ?? [], Object.values(Object(exported[name]))));
  });

  it.each(shapes.filter(([, shape]) => shape.type === "structure"))("members of %s", (name, shape) => {
    const { members, required } = schemaOf(each, name);
    const known = Object.keys(shape.members ?? {});
    expect(new Set(known)).toEqual(unlessAhead(known, members));
    // The SDK fills idempotency tokens in itself, so that its callers need not.
    expect(new Set(shape.required?.filter((member) => member !== "ClientToken"))).toEqual(new Set(required));
  });
});

it("the enums of the core agree with the SDK that is installed", () => {
  expect(new Set(appTypes)).toEqual(new Set(Object.values(sdk.AppType)));
  expect(new Set(appStatuses)).toEqual(new Set(Object.values(sdk.AppStatus)));
  expect(new Set(instanceTypes)).toEqual(new Set(Object.values(sdk.AppInstanceType)));
});

describe("a generated model", () => {
  it.each(services)("of $model.service holds exactly the operations that the sandbox has bodies for", ({ model, readers, writers }) => {
    expect(Object.keys({ ...readers, ...writers }).toSorted()).toEqual(Object.keys(model.operations));
  });

  it.each(cases)("of $model.service holds only patterns that this engine reads", ({ model }) => {
    for (const { pattern } of Object.values(model.shapes)) expect(() => new RegExp(`^(?:${pattern})$`, "u")).not.toThrow();
  });

  it("of REST says where each member is written, and the status of each error", () => {
    const description = {
      metadata: { apiVersion: "2015-02-01", protocol: "rest-json", serviceId: "EFS" },
      operations: {
        Describe: { http: { method: "GET", requestUri: "/things/{Id}" }, input: { shape: "In" }, errors: [{ shape: "NotFound" }] },
      },
      shapes: {
        In: {
          type: "structure",
          members: {
            Id: { shape: "Path", location: "uri", locationName: "Id" },
            Max: { shape: "Path", location: "querystring", locationName: "max" },
            Note: { shape: "Path" },
          },
        },
        Path: { type: "string", pattern: String.raw`^(/(?!\.)+[^)]+){1,4}$` },
        NotFound: { type: "structure", members: {}, error: { httpStatusCode: 404 } },
      },
    };
    expect(compactModel(description, "abc", () => true)).toMatchObject({
      operations: { Describe: { http: { method: "GET", uri: "/things/{Id}" } } },
      shapes: {
        In: { names: { Max: "max" }, locations: { Id: "uri", Max: "querystring" } },
        Path: { pattern: String.raw`^(/(?!\.)[^)]+){1,4}$` },
        NotFound: { status: 404 },
      },
    });
  });

  it("is what a small description compacts to: reachable shapes, constraints, no documentation", () => {
    const documentation = "…";
    const description = {
      metadata: { apiVersion: "2017-07-24", protocol: "json", serviceId: "SageMaker", targetPrefix: "SageMaker" },
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
    expect(compactModel(description, "abc", (operation) => operation === "ListApps")).toEqual({
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

const data = botocoreData();
const sameVersion = cases.flatMap(({ model, served }) => {
  const path = join(data ?? "", served.description);
  const description = data !== undefined && existsSync(path) ? readServiceDescription(path) : undefined;
  if (description?.sha256 === model.modelSha256) return [{ served, ...description }];
  const why = description === undefined ? "there is no botocore" : "its botocore has another version of the service model";
  process.stderr.write(`left out on this machine: generating ${served.file} again (${why})\n`);
  return [];
});

describe.each(sameVersion)("generating $served.file again from this machine's botocore", ({ served, service, sha256 }) => {
  it("writes the committed model", () => {
    expect(`${JSON.stringify(compactModel(service, sha256, served.isServed), null, 1)}\n`).toBe(committed(`sandbox/model/${served.file}`));
  });
});

it.each(sameVersion.filter(({ served }) => served === sageMaker))("generates the committed types of the core again", ({ service }) => {
  expect(coreTypes(service)).toBe(committed("core/service-model.ts"));
});

function committed(file: string): string {
  return readFileSync(new URL(`../../../src/${file}`, import.meta.url), "utf8");
}
