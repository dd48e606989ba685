import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AppTypeSettings } from "../../../src/core/domain/domain.ts";
import {
  attached,
  type Attaching,
  detached,
  lifecycleConfigTypes,
  lifecycleScript,
  lifecycleUse,
  mostScriptBytes,
  scriptOf,
} from "../../../src/core/lifecycle-config/lifecycle-config.ts";

const arn = "arn:setup";
const other = "arn:other";
const attaching = (more: Partial<Attaching> = {}): Attaching => ({ arn, type: "JupyterLab", asDefault: false, listed: true, ...more });

describe("attaching", () => {
  it.each<[string, AppTypeSettings, Partial<Attaching>, AppTypeSettings]>([
    ["begins a list", {}, {}, { LifecycleConfigArns: [arn] }],
    ["goes to the end of the list", { LifecycleConfigArns: [other] }, {}, { LifecycleConfigArns: [other, arn] }],
    ["changes nothing where it is in the list", { LifecycleConfigArns: [arn, other] }, {}, { LifecycleConfigArns: [arn, other] }],
    ["sets the default besides", {}, { asDefault: true }, { LifecycleConfigArns: [arn], DefaultResourceSpec: { LifecycleConfigArn: arn } }],
    [
      "keeps what else the default says",
      { DefaultResourceSpec: { InstanceType: "ml.m5.large" } },
      { asDefault: true },
      { LifecycleConfigArns: [arn], DefaultResourceSpec: { InstanceType: "ml.m5.large", LifecycleConfigArn: arn } },
    ],
    [
      "takes the place of another default",
      { DefaultResourceSpec: { LifecycleConfigArn: other } },
      { asDefault: true },
      { LifecycleConfigArns: [arn], DefaultResourceSpec: { LifecycleConfigArn: arn } },
    ],
    [
      "leaves another default",
      { DefaultResourceSpec: { LifecycleConfigArn: other } },
      {},
      { LifecycleConfigArns: [arn], DefaultResourceSpec: { LifecycleConfigArn: other } },
    ],
    [
      "gives JupyterServer the instance it needs",
      {},
      { type: "JupyterServer" },
      { LifecycleConfigArns: [arn], DefaultResourceSpec: { InstanceType: "system" } },
    ],
    [
      "keeps the one JupyterServer has",
      { DefaultResourceSpec: { SageMakerImageArn: "arn:image" } },
      { type: "JupyterServer" },
      { LifecycleConfigArns: [arn], DefaultResourceSpec: { SageMakerImageArn: "arn:image" } },
    ],
    [
      "names just one where there is no list",
      { DefaultResourceSpec: { InstanceType: "ml.t3.medium", LifecycleConfigArn: other } },
      { listed: false },
      { DefaultResourceSpec: { InstanceType: "ml.t3.medium", LifecycleConfigArn: arn } },
    ],
  ])("%s", (_what, settings, how, after) => {
    expect(attached(settings, attaching(how))).toEqual(after);
  });
});

describe("detaching", () => {
  it.each<[string, AppTypeSettings, AppTypeSettings]>([
    ["clears the list, since a missing one would be no change", { LifecycleConfigArns: [arn] }, { LifecycleConfigArns: [] }],
    ["keeps the others in their order", { LifecycleConfigArns: [other, arn, "arn:third"] }, { LifecycleConfigArns: [other, "arn:third"] }],
    [
      "takes the default with it",
      { LifecycleConfigArns: [arn], DefaultResourceSpec: { InstanceType: "system", LifecycleConfigArn: arn } },
      { LifecycleConfigArns: [], DefaultResourceSpec: { InstanceType: "system" } },
    ],
    [
      "leaves another default, and another built-in one",
      { DefaultResourceSpec: { LifecycleConfigArn: other }, BuiltInLifecycleConfigArn: other },
      { DefaultResourceSpec: { LifecycleConfigArn: other }, BuiltInLifecycleConfigArn: other },
    ],
    ["takes the built-in one", { BuiltInLifecycleConfigArn: arn }, {}],
  ])("%s", (_what, settings, after) => {
    expect(detached(settings, arn)).toEqual(after);
  });
});

it.each<[AppTypeSettings | undefined, ReturnType<typeof lifecycleUse>]>([
  [undefined, undefined],
  [{ LifecycleConfigArns: [other], DefaultResourceSpec: { LifecycleConfigArn: other } }, undefined],
  [{ LifecycleConfigArns: [other, arn] }, { Default: false, BuiltIn: false }],
  [{ DefaultResourceSpec: { LifecycleConfigArn: arn } }, { Default: true, BuiltIn: false }],
  [{ BuiltInLifecycleConfigArn: arn }, { Default: false, BuiltIn: true }],
])("%j says how it has the config", (settings, use) => {
  expect(lifecycleUse(settings, arn)).toEqual(use);
});

const arns = fc.subarray([arn, other, "arn:third"]);
const anyMember = fc.dictionary(fc.constantFrom("CustomImages", "CodeRepositories", "AppLifecycleManagement", "New"), fc.jsonValue());
const anySpec = fc.record(
  {
    InstanceType: fc.constant("ml.m5.large"),
    SageMakerImageArn: fc.constant("arn:image"),
    LifecycleConfigArn: fc.constantFrom(arn, other),
  },
  { requiredKeys: [] },
);
const anySettings = fc
  .tuple(anyMember, fc.record({ LifecycleConfigArns: arns, DefaultResourceSpec: anySpec }, { requiredKeys: [] }))
  .map(([members, known]): AppTypeSettings => ({ ...members, ...known }));
const anyAttaching = fc.record({
  arn: fc.constant(arn),
  type: fc.constantFrom(...lifecycleConfigTypes),
  asDefault: fc.boolean(),
  listed: fc.boolean(),
});

/** All that is not about lifecycle configs, and about the others in the list. */
function rest({ LifecycleConfigArns = [], DefaultResourceSpec = {}, ...members }: AppTypeSettings): object {
  const { LifecycleConfigArn: _, InstanceType, ...spec } = DefaultResourceSpec;
  return {
    members,
    spec,
    instance: InstanceType === "system" ? undefined : InstanceType,
    others: LifecycleConfigArns.filter((each) => each !== arn),
  };
}

describe("a config, for any settings", () => {
  it("attaching and detaching leave all else as it was", () => {
    fc.assert(
      fc.property(anySettings, anyAttaching, (settings, how) => {
        expect(rest(attached(settings, how))).toEqual(rest(settings));
        expect(rest(detached(settings, arn))).toEqual(rest(settings));
      }),
    );
  });

  it("attached once or twice is in the same list, and detached it is in none", () => {
    fc.assert(
      fc.property(anySettings, anyAttaching, (settings, how) => {
        const once = attached(settings, how);
        expect(attached(once, how)).toEqual(once);
        expect(lifecycleUse(once, arn)?.Default).toBe(how.asDefault || !how.listed || lifecycleUse(settings, arn)?.Default === true);
        expect(lifecycleUse(detached(once, arn), arn)).toBeUndefined();
      }),
    );
  });
});

const sized = (bytes: number) => `#!/bin/bash\n${"#".repeat(bytes - 12)}`;

describe("a script", () => {
  it.each([
    ["#!/bin/bash\nset -e\n", true],
    ["#!/bin/sh\n", true],
    ["#! /usr/bin/env bash\n", true],
    ["#!/usr/bin/env -S bash -eu\n", true],
    ["#!/bin/bash -xe\n", true],
    ["#!/usr/bin/env python3\n", false],
    ["#!/opt/conda/bin/python\n", false],
    ["#!/usr/bin/env\n", false],
  ])("%j is taken as it is, and known for one of a shell or not", (text, forShell) => {
    const script = lifecycleScript(text, "start.sh");
    expect(script).toMatchObject({ text, forShell, notes: [] });
    expect(scriptOf({ StudioLifecycleConfigContent: script.content })).toBe(text);
  });

  it("gets LF line ends, and says so", () => {
    expect(lifecycleScript("#!/bin/bash\r\nset -e\r\n", "start.sh")).toMatchObject({
      text: "#!/bin/bash\nset -e\n",
      notes: ["its CRLF line ends were converted to LF: with CRLF it would not run"],
    });
  });

  it("loses a byte order mark, and says so", () => {
    expect(lifecycleScript("\uFEFF#!/bin/bash\n", "start.sh")).toMatchObject({
      text: "#!/bin/bash\n",
      forShell: true,
      notes: ["its byte order mark was removed"],
    });
  });

  it("may have as many bytes as fit in 16384 characters of base64, and no more", () => {
    expect(lifecycleScript(sized(mostScriptBytes), "a").content).toHaveLength(16_384);
    expect(() => lifecycleScript(sized(mostScriptBytes + 1), "a.sh")).toThrowError(
      `"a.sh" has 12289 bytes, and a lifecycle config can have at most 12288`,
    );
  });

  it("is measured in bytes, after its line ends were changed", () => {
    expect(() => lifecycleScript(`${sized(mostScriptBytes - 1)}é`, "a.sh")).toThrowError("has 12289 bytes");
    expect(lifecycleScript(sized(mostScriptBytes - 2).replace("\n", "\r\n"), "a").text).toHaveLength(mostScriptBytes - 2);
  });

  it.each([
    ["", "-", "the script is empty"],
    [" \r\n\n", "start.sh", '"start.sh" is empty'],
    ["#!/bin/bash\n\0", "start.sh", '"start.sh" is not UTF-8 text'],
    ["#!/bin/bash\n\uFFFD", "start.sh", '"start.sh" is not UTF-8 text'],
    ["pip install black\n", "start.sh", '"start.sh" has no interpreter line: it begins with "pip install black"'],
    ["#!\n", "-", 'the script has no interpreter line: it begins with "#!"'],
    ["\n#!/bin/bash\n", "start.sh", '"start.sh" has no interpreter line: it begins with ""'],
  ])("%j is refused", (text, file, message) => {
    expect(() => lifecycleScript(text, file)).toThrowError(expect.objectContaining({ code: "usage", message, fix: expect.any(String) }));
  });
});
