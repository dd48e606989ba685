import { named } from "../../home.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceInUse, resourceNotFound, validationException } from "../../protocol/service-error.ts";
import type { AppImageConfigRecord } from "../../sagemaker-state.ts";
import { refuseConfigInUse } from "./custom-images.ts";
import { isTaken } from "./find.ts";
import { isWithin, type ListInput, listPage, nameContains, type TimeFilter } from "./listing.ts";
import { appImageConfigRecord } from "./records.ts";
import { setTags } from "./tags.ts";

interface CreateAppImageConfigInput extends ImageConfigs {
  readonly AppImageConfigName: string;
  readonly Tags?: TagList;
}

export const createAppImageConfig: Operation<CreateAppImageConfigInput> = ({ Tags, ...members }, context) => {
  const { appImageConfigs } = context.state.sagemaker;
  if (isTaken(appImageConfigs, members.AppImageConfigName)) {
    throw resourceInUse("The ID or Name specified is already in use.");
  }
  checkImageConfigs(members);
  const config = appImageConfigRecord({ ...members, CreationTime: context.now });
  appImageConfigs[members.AppImageConfigName] = config;
  setTags(context, config.AppImageConfigArn, Tags);
  return config;
};

export const describeAppImageConfig: Operation<{ readonly AppImageConfigName: string }> = (input, context) =>
  requireAppImageConfig(context, input.AppImageConfigName);

interface ListAppImageConfigsInput extends ListInput, TimeFilter {
  readonly NameContains?: string;
}

export const listAppImageConfigs: Operation<ListAppImageConfigsInput> = (input, { state }) => {
  const configs = Object.entries(state.sagemaker.appImageConfigs).filter(
    ([name, config]) => nameContains(name, input.NameContains) && isWithin(config, input),
  );
  const rule = { operation: "ListAppImageConfigs", order: "Descending", name: "AppImageConfigName" } as const;
  const { records, ...page } = listPage(configs, input, rule);
  return { AppImageConfigs: records, ...page };
};

interface UpdateAppImageConfigInput extends ImageConfigs {
  readonly AppImageConfigName: string;
}

/** Each of the three configs is replaced as a whole. */
export const updateAppImageConfig: Operation<UpdateAppImageConfigInput> = (input, context) => {
  const config = requireAppImageConfig(context, input.AppImageConfigName);
  checkImageConfigs(input);
  context.state.sagemaker.appImageConfigs[input.AppImageConfigName] = { ...config, ...input, LastModifiedTime: context.now };
  return config;
};

export const deleteAppImageConfig: Operation<{ readonly AppImageConfigName: string }> = (input, context) => {
  const config = requireAppImageConfig(context, input.AppImageConfigName);
  refuseConfigInUse(context, config.AppImageConfigName);
  const { appImageConfigs, tags } = context.state.sagemaker;
  delete appImageConfigs[config.AppImageConfigName];
  delete tags[config.AppImageConfigArn];
  return undefined;
};

/** The members of a config, one for each app type. */
interface ImageConfigs {
  readonly KernelGatewayImageConfig?: {
    readonly FileSystemConfig?: { readonly DefaultUid?: number; readonly DefaultGid?: number };
  };
  readonly [member: string]: unknown;
}

function requireAppImageConfig({ state }: Context, name: string): AppImageConfigRecord {
  const config = named(state.sagemaker.appImageConfigs, name);
  if (config === undefined) throw resourceNotFound(`AppImageConfig ${name} does not exist.`);
  return config;
}

/** Uid and gid are 1000/100, the default, or 0/0 (service-facts: Settings and images). Throws ValidationException. */
function checkImageConfigs({ KernelGatewayImageConfig }: ImageConfigs): void {
  const { DefaultUid = 1000, DefaultGid = 100 } = KernelGatewayImageConfig?.FileSystemConfig ?? {};
  if ((DefaultUid === 1000 && DefaultGid === 100) || (DefaultUid === 0 && DefaultGid === 0)) return;
  throw validationException(
    `Invalid FileSystemConfig: DefaultUid [${DefaultUid}] and DefaultGid [${DefaultGid}] must be 1000 and 100, or 0 and 0.`,
  );
}
