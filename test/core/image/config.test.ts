import { describe, expect, it } from "vitest";
import type { AppImageConfig } from "../../../src/core/image/image.ts";
import {
  type ImageConfigRequest,
  checkConfigRequest,
  checkKernelName,
  checkMountPath,
  defaultConfigName,
  parseVariables,
  typesOf,
  requestedConfig,
} from "../../../src/core/image/config.ts";
import { patterns } from "../../../src/core/service-model.ts";

const request = (more: Partial<ImageConfigRequest> = {}): ImageConfigRequest => ({ args: [], env: {}, ...more });
const config = (members: Partial<AppImageConfig>): AppImageConfig => ({
  AppImageConfigName: "c",
  AppImageConfigArn: "arn:c",
  CreationTime: new Date(0),
  ...members,
});
const kernels = config({
  KernelGatewayImageConfig: {
    KernelSpecs: [{ Name: "python3", DisplayName: "Torch" }],
    FileSystemConfig: { DefaultUid: 0, DefaultGid: 0 },
  },
});

describe("a request that is refused before any call", () => {
  it.each<[string, "KernelGateway" | "JupyterLab" | "CodeEditor", Partial<ImageConfigRequest>, string]>([
    ["an entrypoint for Classic", "KernelGateway", { entrypoint: "x" }, "--entrypoint cannot be used with a KernelGateway image"],
    ["arguments for Classic", "KernelGateway", { args: ["x"] }, "--args cannot be used with a KernelGateway image"],
    ["variables for Classic", "KernelGateway", { env: { A: "1" } }, "--env cannot be used with a KernelGateway image"],
    ["a kernel for JupyterLab", "JupyterLab", { kernel: "python3" }, "--kernel cannot be used with a JupyterLab image"],
    ["a uid for CodeEditor", "CodeEditor", { uid: 0 }, "--uid cannot be used with a CodeEditor image"],
    ["another uid", "KernelGateway", { uid: 500, gid: 100 }, "--uid 500 --gid 100 is not a pair that Studio accepts"],
    ["a mixed pair", "KernelGateway", { uid: 0, gid: 100 }, "--uid 0 --gid 100 is not a pair that Studio accepts"],
    ["half a pair", "KernelGateway", { uid: 1000 }, "--uid 1000 is not a pair that Studio accepts"],
    ["51 arguments", "JupyterLab", { args: Array.from({ length: 51 }, String) }, "--args has 51 arguments"],
    [
      "26 variables",
      "CodeEditor",
      { env: Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`V${i}`, ""])) },
      "--env was given 26 times",
    ],
    ["a long argument", "JupyterLab", { args: ["x".repeat(65)] }, `--args: "${"x".repeat(65)}" is 65 characters long`],
  ])("%s", (_what, type, more, message) => {
    expect(() => checkConfigRequest(type, request(more))).toThrow(expect.objectContaining({ code: "usage", message }));
  });

  it.each([
    ["KernelGateway", { kernel: "python3", uid: 0, gid: 0 }],
    ["KernelGateway", { uid: 1000, gid: 100, mountPath: "/home" }],
    ["JupyterLab", { args: Array.from({ length: 50 }, String), entrypoint: "jupyter", env: { A: "" } }],
    ["CodeEditor", {}],
  ] as const)("is none for %s %j", (type, more) => {
    expect(() => checkConfigRequest(type, request(more))).not.toThrow();
  });
});

describe("names and paths", () => {
  it.each(["python3", "conda-env-my.env_1-py", "ir"])("a kernel may be %s", (name) =>
    expect(() => checkKernelName(name, "--kernel")).not.toThrow(),
  );
  it.each(["my kernel", "a/b", "é", ""])('a kernel may not be "%s"', (name) =>
    expect(() => checkKernelName(name, "--kernel")).toThrow(
      expect.objectContaining({ message: `--kernel does not take "${name}"`, fix: expect.stringContaining("jupyter kernelspec list") }),
    ),
  );
  it.each(["home", "./x", `/${"x".repeat(1024)}`])("a mount path is absolute: not %s", (path) =>
    expect(() => checkMountPath(path, "--mount-path")).toThrow("does not take"),
  );
  it("a mount path may be /home/x", () => expect(() => checkMountPath("/home/x", "--mount-path")).not.toThrow());

  it("variables keep commas and equal signs", () => {
    expect(parseVariables(["A=1,2", "B=c=d", "C="], "--env")).toEqual({ A: "1,2", B: "c=d", C: "" });
    expect(() => parseVariables(["A"], "--env")).toThrow('--env does not take "A"');
    expect(() => parseVariables(["=1"], "--env")).toThrow('--env does not take "=1"');
  });

  it.each([
    ["torch", "KernelGateway", "torch-kernelgateway"],
    ["py.torch-2", "JupyterLab", "py-torch-2-jupyterlab"],
    [`${"a".repeat(51)}.${"b".repeat(11)}`, "CodeEditor", `${"a".repeat(51)}-codeeditor`],
  ] as const)("the config of %s for %s is %s", (image, type, name) => {
    expect(defaultConfigName(image, type)).toBe(name);
    expect(name).toMatch(patterns.AppImageConfigName);
    expect(name.length).toBeLessThanOrEqual(63);
  });
});

describe("what a config is written with", () => {
  it("a new one for Classic: the kernel by the name of the image, and what was named of the file system", () => {
    expect(requestedConfig(undefined, "KernelGateway", "torch", request({ kernel: "python3", uid: 0, gid: 0 }))).toEqual({
      KernelGatewayImageConfig: {
        KernelSpecs: [{ Name: "python3", DisplayName: "torch" }],
        FileSystemConfig: { DefaultUid: 0, DefaultGid: 0 },
      },
    });
  });

  it("a new one for Classic needs a kernel", () => {
    expect(() => requestedConfig(undefined, "KernelGateway", "torch", request())).toThrow(
      expect.objectContaining({ code: "usage", message: "missing --kernel", fix: expect.stringContaining("--kernel") }),
    );
  });

  it.each<[string, Partial<ImageConfigRequest>, object]>([
    ["stays as it is where nothing was named", {}, {}],
    ["keeps its kernel's display name", { kernel: "python3" }, {}],
    ["takes another display name", { kernelDisplayName: "New" }, { KernelSpecs: [{ Name: "python3", DisplayName: "New" }] }],
    ["takes another kernel, by the name of the image", { kernel: "ir" }, { KernelSpecs: [{ Name: "ir", DisplayName: "torch" }] }],
    [
      "takes a mount path, and keeps the rest",
      { mountPath: "/home/x" },
      { FileSystemConfig: { DefaultUid: 0, DefaultGid: 0, MountPath: "/home/x" } },
    ],
  ])("one that is there %s", (_rule, more, changed) => {
    expect(requestedConfig(kernels, "KernelGateway", "torch", request(more))).toEqual({
      KernelGatewayImageConfig: { ...kernels.KernelGatewayImageConfig, ...changed },
    });
  });

  it("for JupyterLab: what was named over what is there, variable by variable", () => {
    const present = config({
      JupyterLabAppImageConfig: {
        ContainerConfig: { ContainerArguments: ["a"], ContainerEnvironmentVariables: { A: "1", B: "2" } },
        Later: 1,
      },
    });
    expect(requestedConfig(present, "JupyterLab", "torch", request({ env: { B: "3" }, entrypoint: "run" }))).toEqual({
      JupyterLabAppImageConfig: {
        ContainerConfig: { ContainerArguments: ["a"], ContainerEnvironmentVariables: { A: "1", B: "3" }, ContainerEntrypoint: ["run"] },
        Later: 1,
      },
    });
  });

  it("a new one for CodeEditor may say nothing", () => {
    expect(requestedConfig(undefined, "CodeEditor", "torch", request())).toEqual({ CodeEditorAppImageConfig: {} });
  });

  it("is never made of one for another type", () => {
    expect(() => requestedConfig(kernels, "JupyterLab", "torch", request())).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: 'app image config "c" is for KernelGateway, not for JupyterLab',
        fix: expect.stringContaining("--config-name"),
      }),
    );
  });
});

it("a config names its app types", () => {
  expect(typesOf({ KernelGatewayImageConfig: { KernelSpecs: [] } })).toEqual(["KernelGateway"]);
  expect(typesOf({ JupyterLabAppImageConfig: {}, CodeEditorAppImageConfig: {} })).toEqual(["JupyterLab", "CodeEditor"]);
  expect(typesOf({})).toEqual([]);
});
