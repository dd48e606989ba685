import type { AppTypeSettings } from "../domain/domain.ts";
import { usageError } from "../errors.ts";

/** The types of app that a lifecycle config can be for (SageMaker API: StudioLifecycleConfigAppType). */
export const lifecycleConfigTypes = ["JupyterServer", "KernelGateway", "JupyterLab", "CodeEditor"] as const;
export type LifecycleConfigType = (typeof lifecycleConfigTypes)[number];

export interface LifecycleConfigSummary {
  readonly StudioLifecycleConfigName: string;
  readonly StudioLifecycleConfigArn: string;
  readonly StudioLifecycleConfigAppType: LifecycleConfigType;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
}

/** A lifecycle config cannot be changed, only created again (service-facts: States and lifetimes). */
export interface LifecycleConfig extends LifecycleConfigSummary {
  /** The script in base64. */
  readonly StudioLifecycleConfigContent: string;
}

/** How the settings of an app type use a lifecycle config. */
export interface LifecycleUse {
  /** Whether it is the default. */
  readonly Default: boolean;
  /** Whether it runs before any other (SageMaker API: BuiltInLifecycleConfigArn). */
  readonly BuiltIn: boolean;
}

/** How settings use a lifecycle config; undefined if they do not. */
export function lifecycleUse(settings: AppTypeSettings | undefined, arn: string): LifecycleUse | undefined {
  const Default = settings?.DefaultResourceSpec?.LifecycleConfigArn === arn;
  const BuiltIn = settings?.["BuiltInLifecycleConfigArn"] === arn;
  return Default || BuiltIn || settings?.LifecycleConfigArns?.includes(arn) === true ? { Default, BuiltIn } : undefined;
}

export interface Attaching {
  readonly arn: string;
  readonly type: LifecycleConfigType;
  readonly asDefault: boolean;
  /**
   * Whether these settings have a list: those of JupyterLab and CodeEditor in a space name a single config (SageMaker API: SpaceSettings).
   */
  readonly listed: boolean;
}

/**
 * Settings of an app type with a lifecycle config attached, as a whole; all other members stay. Those of JupyterServer need a
 * DefaultResourceSpec with the list (service-facts: Settings and images), whose instance type must be `system` (service-facts: App rules).
 */
export function attached(settings: AppTypeSettings, { arn, type, asDefault, listed }: Attaching): AppTypeSettings {
  const arns = settings.LifecycleConfigArns ?? [];
  const present = settings.DefaultResourceSpec ?? (type === "JupyterServer" ? { InstanceType: "system" } : undefined);
  const spec = asDefault || !listed ? { ...present, LifecycleConfigArn: arn } : present;
  return {
    ...settings,
    ...(spec !== undefined && { DefaultResourceSpec: spec }),
    ...(listed && { LifecycleConfigArns: arns.includes(arn) ? arns : [...arns, arn] }),
  };
}

/** The same without a lifecycle config: not listed, not the default, not built in. All other members stay. */
export function detached(settings: AppTypeSettings, arn: string): AppTypeSettings {
  const { DefaultResourceSpec, LifecycleConfigArns, BuiltInLifecycleConfigArn: builtIn, ...rest } = settings;
  const { LifecycleConfigArn: byDefault, ...spec } = DefaultResourceSpec ?? {};
  return {
    ...rest,
    ...(DefaultResourceSpec !== undefined && { DefaultResourceSpec: byDefault === arn ? spec : DefaultResourceSpec }),
    ...(LifecycleConfigArns !== undefined && { LifecycleConfigArns: LifecycleConfigArns.filter((each) => each !== arn) }),
    ...(builtIn !== undefined && builtIn !== arn && { BuiltInLifecycleConfigArn: builtIn }),
  };
}

const noConfig = "None";

/** The lifecycle config that settings run before any other; `None` is no config (SageMaker API: BuiltInLifecycleConfigArn). */
export function builtInOf(settings: AppTypeSettings | undefined): string | undefined {
  const arn = settings?.["BuiltInLifecycleConfigArn"];
  return typeof arn === "string" && arn !== noConfig ? arn : undefined;
}

/** The same settings with another lifecycle config before any other, or with none. All other members stay. */
export function withBuiltIn(settings: AppTypeSettings, arn: string | undefined): AppTypeSettings {
  return builtInOf(settings) === arn ? settings : { ...settings, BuiltInLifecycleConfigArn: arn ?? noConfig };
}

/** The name in the ARN of a lifecycle config. */
export function lifecycleConfigName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The most base64 characters of a lifecycle config (SageMaker API: StudioLifecycleConfigContent). */
const mostCharacters = 16_384;

/** The most bytes of a script: base64 makes four characters of three bytes. */
export const mostScriptBytes = (mostCharacters / 4) * 3;

/** A script in the form of a lifecycle config. */
export interface LifecycleScript {
  readonly text: string;
  /** The script in base64. */
  readonly content: string;
  /** Whether its first line names bash or sh, and not another interpreter. */
  readonly forShell: boolean;
  /** The changes made to it. */
  readonly notes: readonly string[];
}

/**
 * Converts a file's text for a lifecycle config: with LF line ends, since CRLF breaks it (service-facts: Settings and images), and without
 * a byte order mark, which would precede its `#!`. Throws a usage error for a script that is empty, too large, not text, or names no
 * interpreter: no source says that the service runs a script without `#!`, and all of its examples have one. `file` is for messages.
 */
export function lifecycleScript(given: string, file: string): LifecycleScript {
  const name = file === "-" ? "the script" : `"${file}"`;
  const unmarked = given.replace(/^\uFEFF/, "");
  const text = unmarked.replaceAll("\r\n", "\n");
  if (text.trim() === "") throw usageError(`${name} is empty`, { fix: "give it a script that begins with #!/bin/bash" });
  // The decoder replaces invalid UTF-8 with U+FFFD.
  if (/[\0\uFFFD]/.test(text))
    throw usageError(`${name} is not UTF-8 text`, { fix: "give a shell script; iconv -t UTF-8 converts other encodings" });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > mostScriptBytes) {
    throw usageError(`${name} has ${bytes} bytes, and a lifecycle config can have at most ${mostScriptBytes}`, {
      why: `the service accepts ${mostCharacters} characters of base64`,
      fix: "use a short script that fetches the rest, for example from S3",
    });
  }
  return {
    text,
    content: Buffer.from(text).toString("base64"),
    forShell: /^(?:ba)?sh$/.test(interpreterOf(text, name)),
    notes: [
      ...(text === unmarked ? [] : ["its CRLF line ends were converted to LF: with CRLF it would not run"]),
      ...(unmarked === given ? [] : ["its byte order mark was removed"]),
    ],
  };
}

/** The script of a lifecycle config. */
export function scriptOf({ StudioLifecycleConfigContent }: { readonly StudioLifecycleConfigContent: string }): string {
  return Buffer.from(StudioLifecycleConfigContent, "base64").toString();
}

function interpreterOf(text: string, name: string): string {
  const [first = ""] = text.split("\n");
  const [, interpreter, argument] = /^#![ \t]*(?:\S*\/)?([^\s/]+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(first) ?? [];
  if (interpreter === undefined) {
    throw usageError(`${name} has no interpreter line: it begins with "${first.slice(0, 40)}"`, {
      fix: "begin it with the line #!/bin/bash",
    });
  }
  return interpreter === "env" && argument !== undefined ? argument : interpreter;
}
