import { resourceInUse } from "../../../protocol/service-error.ts";
import { checkImageConfigs, type ImageConfigs } from "../app-image-configs.ts";
import type { Operation, TagList } from "../context.ts";
import { isTaken } from "../find.ts";
import { appImageConfigRecord } from "../records.ts";
import { setTags } from "../tagging.ts";

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
