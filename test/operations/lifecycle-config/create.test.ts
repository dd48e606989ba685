import { describe, expect, it } from "vitest";
import { type LifecycleScript, lifecycleScript } from "../../../src/core/lifecycle-config/lifecycle-config.ts";
import { createLifecycleConfig } from "../../../src/operations/lifecycle-config/create.ts";
import { fakeLifecycleConfigs, lifecycleConfig, lifecycleConfigArn, script } from "../../fakes/lifecycle-configs.ts";

const bash = lifecycleScript(script, "setup.sh");
const there = () => fakeLifecycleConfigs([lifecycleConfig("setup", "JupyterLab")]);
const create = (
  configs: ReturnType<typeof there>,
  given: LifecycleScript = bash,
  type: "JupyterLab" | "CodeEditor" = "JupyterLab",
  fault?: string,
) => createLifecycleConfig({ configs, checker: { syntaxFault: async () => fault } }, { name: "setup", type, script: given, tags: [] });

describe("a lifecycle config", () => {
  it("is created with its script in base64, and tags where there are some", async () => {
    const configs = fakeLifecycleConfigs();
    expect(await create(configs)).toEqual({ arn: lifecycleConfigArn("setup"), created: true });
    expect(configs.created).toEqual([
      { StudioLifecycleConfigName: "setup", StudioLifecycleConfigAppType: "JupyterLab", StudioLifecycleConfigContent: bash.content },
    ]);
  });

  it("that is there already with the same script and type is left alone", async () => {
    const configs = there();
    expect(await create(configs)).toEqual({ arn: lifecycleConfigArn("setup"), created: false });
    expect(configs.created).toEqual([]);
  });

  it.each<[LifecycleScript, "JupyterLab" | "CodeEditor", string]>([
    [lifecycleScript("#!/bin/bash\n", "setup.sh"), "JupyterLab", "its script differs"],
    [bash, "CodeEditor", "it is for JupyterLab, not for CodeEditor"],
  ])("that is exists, but another, is refused: it cannot be changed", async (given, type, why) => {
    const configs = there();
    await expect(create(configs, given, type)).rejects.toMatchObject({
      code: "in-use",
      why,
      fix: "choose another name, or delete it first: studioctl lifecycle-config delete setup",
    });
    expect(configs.created).toEqual([]);
  });

  it("whose script the shell cannot read is refused with the shell's own words", async () => {
    const configs = fakeLifecycleConfigs();
    await expect(create(configs, bash, "JupyterLab", "line 2: syntax error")).rejects.toMatchObject({
      code: "invalid",
      why: "line 2: syntax error",
    });
    expect(configs.created).toEqual([]);
  });

  it("for another interpreter is not checked by the shell", async () => {
    const configs = fakeLifecycleConfigs();
    await create(configs, lifecycleScript("#!/usr/bin/env python3\n", "setup.py"), "JupyterLab", "line 2: syntax error");
    expect(configs.created).toHaveLength(1);
  });
});
