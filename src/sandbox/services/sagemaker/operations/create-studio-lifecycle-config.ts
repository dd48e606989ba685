import { resourceInUse, validationException } from "../../../protocol/service-error.ts";
import type { Operation, TagList } from "../context.ts";
import { isTaken } from "../find.ts";
import { lifecycleConfigRecord } from "../records.ts";
import { setTags } from "../tagging.ts";

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
