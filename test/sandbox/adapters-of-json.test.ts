import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogs } from "../../src/aws/logs.ts";
import { createQuotas } from "../../src/aws/quotas.ts";
import { createRegistry } from "../../src/aws/registry.ts";
import { story } from "../../src/sandbox/story.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { collect } from "../aws/collect.ts";
import { sessionIn } from "../aws/session.ts";
import { start, type Wired, wire } from "./wire.ts";

/* The SDK's clients and the sandbox agree on ECR, Service Quotas and CloudWatch Logs, errors included. */

let sandbox: Wired;
const region = "us-east-1";
const group = "/aws/sagemaker/studio";
const session = () => sessionIn(region, { sandbox: sandbox.endpoint });
const registry = () => createRegistry(session());
const logs = () => createLogs(session());

beforeAll(async () => void (sandbox = await wire(seedState(story, start))));
afterAll(() => sandbox.close());

describe("the registry of the sandbox", () => {
  it("finds a container by its tag, and by the digest of that", async () => {
    const container = await registry().describeContainer("studio/pytorch", { imageTag: "latest" });
    expect(container).toMatchObject({
      imageTags: ["2.4", "latest"],
      imageSizeInBytes: 6.1e9,
      findingSeverityCounts: { HIGH: 2, MEDIUM: 14 },
    });
    expect(await registry().describeContainer("studio/pytorch", { imageDigest: container.imageDigest })).toEqual(container);
  });

  it.each([
    ["studio/pytorch", "2.4", ["amd64"]],
    ["studio/arm-tools", "1.0", ["arm64"]],
    ["studio/portable", "1.2", ["amd64", "arm64"]],
  ])("shows what %s runs on", async (name, imageTag, architectures) => {
    const platforms = await registry().platforms(await registry().describeContainer(name, { imageTag }));
    expect(platforms).toEqual(architectures.map((architecture) => ({ os: "linux", architecture })));
  });

  it("lists tags, the newest first", async () => {
    expect(await registry().listTags("studio/pytorch")).toEqual(["2.4", "latest", "2.3"]);
  });

  it("has neither a repository nor a tag that is not there", async () => {
    await expect(registry().describeContainer("studio/pytorch", { imageTag: "9" })).rejects.toMatchObject({ code: "not-found" });
    await expect(registry().describeRepository("studio/none")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("the quotas of the sandbox", () => {
  it("come page after page, to the last", async () => {
    const quotas = await collect(createQuotas(session()).listSageMakerQuotas());
    expect(quotas.length).toBeGreaterThan(600);
    expect(quotas[0]).toMatchObject({ QuotaName: "Total domains", Value: 5, Adjustable: true });
  });
});

describe("the logs of the sandbox", () => {
  it("are found, read from the end, and from a moment on", async () => {
    const streams = await collect(logs().listStreams(group, "d-"));
    const onStart = streams.find((name) => name.endsWith("/farid/JupyterServer/default/LifecycleConfigOnStart")) ?? "";
    expect(await logs().tail(group, onStart, 1)).toMatchObject([{ message: "LifecycleConfig execution failed with non zero exit code 1" }]);
    expect(await collect(logs().since(group, [onStart], new Date(0)))).toHaveLength(3);
    expect(await collect(logs().since(group, [onStart], new Date(start)))).toEqual([]);
  });

  it("have no stream that is not there", async () => {
    await expect(logs().tail(group, "none", 1)).rejects.toMatchObject({ code: "not-found" });
  });
});
