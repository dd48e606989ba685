import { named } from "../../home.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceInUse, resourceNotFound, validationException } from "../../protocol/service-error.ts";
import type { LifecycleConfigRecord } from "../../sagemaker-state.ts";
import { isTaken, userOf } from "./find.ts";
import { isWithin, type ListInput, listPage, nameContains, type TimeFilter } from "./listing.ts";
import { lifecycleConfigRecord } from "./records.ts";
import { lifecycleConfigs } from "./settings.ts";
import { setTags } from "./tags.ts";

interface CreateStudioLifecycleConfigInput {
  readonly StudioLifecycleConfigName: string;
  readonly StudioLifecycleConfigContent: string;
  readonly StudioLifecycleConfigAppType: string;
  readonly Tags?: TagList;
}

export const createStudioLifecycleConfig: Operation<CreateStudioLifecycleConfigInput> = ({ Tags, ...members }, context) => {
  const { lifecycleConfigs } = context.state.sagemaker;
  if (isTaken(lifecycleConfigs, members.StudioLifecycleConfigName)) {
    throw resourceInUse(`StudioLifecycleConfig ${members.StudioLifecycleConfigName} already exists.`);
  }
  if (!isBase64(members.StudioLifecycleConfigContent)) {
    throw validationException("StudioLifecycleConfigContent must be base64 encoded.");
  }
  const config = lifecycleConfigRecord({ ...members, CreationTime: context.now });
  lifecycleConfigs[members.StudioLifecycleConfigName] = config;
  setTags(context, config.StudioLifecycleConfigArn, Tags);
  return config;
};

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

export const describeStudioLifecycleConfig: Operation<{ readonly StudioLifecycleConfigName: string }> = (input, context) =>
  requireLifecycleConfig(context, input.StudioLifecycleConfigName);

interface ListStudioLifecycleConfigsInput extends ListInput, TimeFilter {
  readonly NameContains?: string;
  readonly AppTypeEquals?: string;
}

export const listStudioLifecycleConfigs: Operation<ListStudioLifecycleConfigsInput> = (input, { state }) => {
  const configs = Object.entries(state.sagemaker.lifecycleConfigs).filter(
    ([name, config]) =>
      nameContains(name, input.NameContains) &&
      (input.AppTypeEquals === undefined || config.StudioLifecycleConfigAppType === input.AppTypeEquals) &&
      isWithin(config, input),
  );
  const rule = { operation: "ListStudioLifecycleConfigs", order: "Descending", name: "StudioLifecycleConfigName" } as const;
  const { records, ...page } = listPage(configs, input, rule);
  return { StudioLifecycleConfigs: records, ...page };
};

export const deleteStudioLifecycleConfig: Operation<{ readonly StudioLifecycleConfigName: string }> = (input, context) => {
  const config = requireLifecycleConfig(context, input.StudioLifecycleConfigName);
  const user = userOfConfig(context, config);
  if (user !== undefined) {
    throw resourceInUse(`Unable to delete StudioLifecycleConfig [${config.StudioLifecycleConfigArn}] because [${user}] uses it.`);
  }
  const { lifecycleConfigs, tags } = context.state.sagemaker;
  delete lifecycleConfigs[config.StudioLifecycleConfigName];
  delete tags[config.StudioLifecycleConfigArn];
  return undefined;
};

function requireLifecycleConfig({ state }: Context, name: string): LifecycleConfigRecord {
  const config = named(state.sagemaker.lifecycleConfigs, name);
  if (config === undefined) throw resourceNotFound(`StudioLifecycleConfig ${name} does not exist.`);
  return config;
}

/** What blocks the deletion of a config: a running app, or settings that it is attached to. */
function userOfConfig(context: Context, { StudioLifecycleConfigArn: arn }: LifecycleConfigRecord): string | undefined {
  return userOf(context, {
    app: ({ ResourceSpec, BuiltInLifecycleConfigArn }) => ResourceSpec.LifecycleConfigArn === arn || BuiltInLifecycleConfigArn === arn,
    settings: (settings) => lifecycleConfigs(settings).includes(arn),
  });
}
