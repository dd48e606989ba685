import { describe, expect, it } from "vitest";
import type { ContainerImage, Platform } from "../../../src/core/image/container.ts";
import { checkContainer } from "../../../src/core/image/container-checks.ts";

const amd64: Platform = { os: "linux", architecture: "amd64" };
const arm64: Platform = { os: "linux", architecture: "arm64" };
const container = (more: Partial<ContainerImage> = {}): ContainerImage => ({
  registryId: "123456789012",
  repositoryName: "torch",
  imageDigest: "sha256:a",
  imageTags: ["2.4"],
  imageSizeInBytes: 6e9,
  ...more,
});

describe("a container that Studio can run", () => {
  it.each<[string, Partial<ContainerImage>, readonly Platform[] | undefined, readonly string[]]>([
    ["is for x86_64", {}, [amd64], []],
    ["is for it among others", {}, [arm64, amd64], []],
    ["does not have to say its system", {}, [{ architecture: "amd64" }], []],
    ["may be of an architecture that is not known, which is told", {}, undefined, ["its architecture is unknown: Studio runs x86_64"]],
    ["has 25 GB at most", { imageSizeInBytes: 25e9 }, [amd64], []],
    [
      "has findings, the grave of which are told",
      { imageScanStatus: "COMPLETE", findingSeverityCounts: { CRITICAL: 2, HIGH: 5, MEDIUM: 9 } },
      [amd64],
      ["its scan found vulnerabilities: 2 CRITICAL, 5 HIGH"],
    ],
    ["has none", { imageScanStatus: "COMPLETE", findingSeverityCounts: { CRITICAL: 0, LOW: 1 } }, [amd64], []],
    ["is still being scanned", { imageScanStatus: "IN_PROGRESS" }, [amd64], ["its scan is IN_PROGRESS"]],
  ])("%s", (_rule, more, platforms, notes) => {
    expect(checkContainer(container(more), platforms, "KernelGateway")).toEqual(notes);
  });

  it("has a size, or one that is not known", () => {
    const { imageSizeInBytes: _size, ...rest } = container();
    expect(checkContainer(rest, [amd64], "KernelGateway")).toEqual(["its size is unknown"]);
  });
});

describe("a container that it cannot", () => {
  it("is for another architecture only", () => {
    expect(() => checkContainer(container(), [arm64], "JupyterLab")).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: "container torch:2.4 is for linux/arm64",
        fix: expect.stringContaining("--platform linux/amd64"),
      }),
    );
  });

  it("is for another system", () => {
    expect(() => checkContainer(container({ imageTags: [] }), [{ os: "windows", architecture: "amd64" }], "KernelGateway")).toThrow(
      expect.objectContaining({ message: "container torch@sha256:a is for windows/amd64" }),
    );
  });

  it("is larger than Classic takes; new Studio tells no limit", () => {
    const large = container({ imageSizeInBytes: 25.1e9 });
    expect(() => checkContainer(large, [amd64], "KernelGateway")).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: "container torch:2.4 is 25.1 GB compressed",
        why: "Studio Classic accepts at most 25 GB",
      }),
    );
    expect(checkContainer(large, [amd64], "JupyterLab")).toEqual([
      "it is 25.1 GB compressed: more than the 25 GB that Studio Classic accepts",
    ]);
  });
});
