import type { Context } from "./context.ts";
import { isLive } from "./find.ts";
import type { AppRecord, Settings } from "../../sagemaker-state.ts";

/** What uses an image, a config or the like: the apps that run with it, and the settings that it is attached to. */
interface Use {
  readonly app?: (app: AppRecord) => boolean;
  readonly settings: (settings: Settings | undefined) => boolean;
}

/** The ARN of what keeps something from being deleted: a running app, or a domain, profile or space. */
export function userOf({ state }: Context, use: Use): string | undefined {
  const { apps, domains, userProfiles, spaces } = state.sagemaker;
  const app = Object.values(apps).find((app) => isLive(app) && use.app?.(app) === true);
  const domain = Object.values(domains).find(
    (domain) => use.settings(domain.DefaultUserSettings) || use.settings(domain.DefaultSpaceSettings),
  );
  const profile = Object.values(userProfiles).find(({ UserSettings }) => use.settings(UserSettings));
  const space = Object.values(spaces).find(({ SpaceSettings }) => use.settings(SpaceSettings));
  return app?.AppArn ?? domain?.DomainArn ?? profile?.UserProfileArn ?? space?.SpaceArn;
}
