import { resourceNotFound } from "../../protocol/service-error.ts";
import type { LifecycleConfigRecord } from "../../state.ts";
import type { Context } from "./context.ts";
import { isLive, named } from "./find.ts";
import { lifecycleConfigs } from "./user-settings.ts";

export function requireLifecycleConfig({ state }: Context, name: string): LifecycleConfigRecord {
  const config = named(state.sagemaker.lifecycleConfigs, name);
  if (config === undefined) throw resourceNotFound(`StudioLifecycleConfig ${name} does not exist.`);
  return config;
}

/** What keeps a config from being deleted: a running app, or settings that it is attached to. */
export function userOf(config: LifecycleConfigRecord, { state }: Context): string | undefined {
  const arn = config.StudioLifecycleConfigArn;
  const { apps, domains, userProfiles, spaces } = state.sagemaker;
  const app = Object.values(apps).find((app) => isLive(app) && app.ResourceSpec.LifecycleConfigArn === arn);
  const domain = Object.values(domains).find(({ DefaultUserSettings, DefaultSpaceSettings }) =>
    [DefaultUserSettings, DefaultSpaceSettings].some((settings) => lifecycleConfigs(settings).includes(arn)),
  );
  const profile = Object.values(userProfiles).find(({ UserSettings }) => lifecycleConfigs(UserSettings).includes(arn));
  const space = Object.values(spaces).find(({ SpaceSettings }) => lifecycleConfigs(SpaceSettings).includes(arn));
  return app?.AppArn ?? domain?.DomainArn ?? profile?.UserProfileArn ?? space?.SpaceArn;
}
