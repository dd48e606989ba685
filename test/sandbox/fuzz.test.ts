import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sageMakerTrustPolicy } from "../../src/core/domain/roles.ts";
import { type ServiceModel, shape } from "../../src/sandbox/model/model.ts";
import { managedPolicies } from "../../src/sandbox/services/iam/records.ts";
import { fileSystemId } from "../../src/sandbox/services/sagemaker/records.ts";
import { services } from "../../src/sandbox/services.ts";
import { domainId, smallStudio, type Wired, wire } from "./wire.ts";

let studio: Wired;
beforeAll(async () => {
  studio = await wire(smallStudio());
});
afterAll(() => studio.close());

/** Names that are there or could be, so that requests get past the constraints. */
const words = fc.constantFrom(
  domainId,
  "alice",
  "notes",
  "default",
  "constructor",
  "KernelGateway",
  "JupyterLab",
  "ml.t3.medium",
  "IAM",
  "AmazonSageMaker",
  "regionCode",
  "us-east-1",
);

/** A value that often fits a shape of the model, and often does not. */
function valueOf(model: ServiceModel, name: string, depth = 0): fc.Arbitrary<unknown> {
  const { type, members, member, value, enum: values } = shape(model, name);
  const fitting = (): fc.Arbitrary<unknown> => {
    if (depth > 3) return fc.constant(null);
    if (values !== undefined) return fc.constantFrom(...values);
    if (type === "structure") {
      const inside = Object.entries(members ?? {}).map(([key, of]) => [key, valueOf(model, of, depth + 1)]);
      return fc.record(Object.fromEntries(inside), { requiredKeys: [] });
    }
    if (type === "list") return fc.array(valueOf(model, member ?? "", depth + 1), { maxLength: 3 });
    if (type === "map") return fc.dictionary(fc.string(), valueOf(model, value ?? "", depth + 1), { maxKeys: 3 });
    if (type === "boolean") return fc.boolean();
    return type === "string" ? fc.oneof(words, fc.string()) : fc.integer({ min: -1, max: 200 });
  };
  return fc.oneof({ arbitrary: fitting(), weight: 9 }, { arbitrary: fc.jsonValue({ maxDepth: 1 }), weight: depth === 0 ? 0 : 1 });
}

const [jsonServices = [], forms = [], restServices = []] = (["json", "query", "rest"] as const).map((form) =>
  services.filter(({ protocol }) => protocol.form === form),
);

describe("any bytes that are sent", () => {
  const operations = jsonServices.flatMap(({ model }) =>
    Object.entries(model.operations).map(([operation, { input }]) => ({ operation, input, model })),
  );
  it.each(operations)("$operation answers 200 or 400, never that it failed", async ({ operation, input, model }) => {
    const request = fc.oneof({ arbitrary: valueOf(model, input), weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 });
    await fc.assert(
      fc.asyncProperty(request, fc.integer({ min: 0, max: 20 }), async (body, seconds) => {
        studio.advance(seconds);
        const { status, text } = await studio.call(operation, Object(body), { "x-amz-target": `${model.service}.${operation}` });
        expect(status === 200 || (status === 400 && text.includes("__type")), `${status} ${text}`).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

/** The names of the fields that an input may have, in both dialects: `Filter.1.Value.1`, `Tags.member.1.Key`. */
function fieldsOf(model: ServiceModel, name: string, depth = 0): string[] {
  const { members = {}, names = {}, member } = shape(model, name);
  if (depth > 4) return [];
  if (member !== undefined) return fieldsOf(model, member, depth + 1).flatMap((field) => [`.1${field}`, `.2${field}`, `.member.1${field}`]);
  const own = Object.entries(members).flatMap(([key, of]) => {
    const wire = names[key] ?? key;
    return fieldsOf(model, of, depth + 1).map((field) => `.${wire.charAt(0).toUpperCase()}${wire.slice(1)}${field}`);
  });
  return ["", ...own];
}

describe("any form that is sent", () => {
  const operations = forms.flatMap(({ model }) =>
    Object.entries(model.operations).map(([operation, { input }]) => ({ operation, input, model })),
  );
  const values = fc.oneof(
    fc.constantFrom("vpc-id", "default", "true", "5", "studio", "/", sageMakerTrustPolicy, managedPolicies.AmazonS3FullAccess),
    fc.string(),
  );
  it.each(operations)("$operation answers or refuses, never that it failed", async ({ operation, input, model }) => {
    const fields = fieldsOf(model, input).map((field) => field.slice(1));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields, "x.y"), values, { maxKeys: 4 }), async (form) => {
        const { status, text } = await studio.form(model.apiVersion, operation, form);
        expect(status === 200 || (status < 500 && text.includes("<Code>")), `${status} ${text}`).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("any address that is requested", () => {
  const operations = restServices.flatMap(({ model }) =>
    Object.entries(model.operations).map(([operation, { http, input }]) => ({
      operation,
      uri: http?.uri ?? "",
      members: Object.keys(shape(model, input).members ?? {}),
    })),
  );
  const values = fc.oneof(
    fc.constantFrom("fs-0123456789abcdef0", "fsmt-0123456789abcdef0", "fsap-0123456789abcdef0", fileSystemId(domainId), "1", "%", "a/b"),
    fc.string(),
  );
  it.each(operations)("$operation answers or refuses, never that it failed", async ({ uri, members }) => {
    const query = fc.dictionary(fc.constantFrom(...members, "x"), values, { maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(query, values, fc.boolean(), async (fields, label, isEscaped) => {
        const path = uri.replace(/\{.+\}/, isEscaped ? encodeURIComponent(label) : label.replaceAll(/[^!-~]/g, "%"));
        const { status, text } = await studio.get(`${path}?${new URLSearchParams(fields).toString()}`);
        expect(status === 200 || (status < 500 && text.includes("ErrorCode")), `${status} ${text}`).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
