import { resourceNotFound, validationException } from "../../protocol/service-error.ts";
import type { AppImageConfigRecord } from "../../sagemaker-state.ts";
import type { Context } from "./context.ts";
import { named } from "./find.ts";

/** The members that a config can have, one for each kind of app. */
export interface ImageConfigs {
  readonly KernelGatewayImageConfig?: {
    readonly FileSystemConfig?: { readonly DefaultUid?: number; readonly DefaultGid?: number };
  };
  readonly [member: string]: unknown;
}

export function requireAppImageConfig({ state }: Context, name: string): AppImageConfigRecord {
  const config = named(state.sagemaker.appImageConfigs, name);
  if (config === undefined) throw resourceNotFound(`AppImageConfig ${name} does not exist.`);
  return config;
}

/** Uid and gid are 1000/100, the default, or 0/0 (service-facts: Settings and images). Throws ValidationException. */
export function checkImageConfigs({ KernelGatewayImageConfig }: ImageConfigs): void {
  const { DefaultUid = 1000, DefaultGid = 100 } = KernelGatewayImageConfig?.FileSystemConfig ?? {};
  if ((DefaultUid === 1000 && DefaultGid === 100) || (DefaultUid === 0 && DefaultGid === 0)) return;
  throw validationException(
    `Invalid FileSystemConfig: DefaultUid [${DefaultUid}] and DefaultGid [${DefaultGid}] must be 1000 and 100, or 0 and 0.`,
  );
}
