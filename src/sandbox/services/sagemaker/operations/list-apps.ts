import { validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { type ListInput, listPage } from "../listing.ts";

interface ListAppsInput extends ListInput {
  readonly DomainIdEquals?: string;
  readonly UserProfileNameEquals?: string;
  readonly SpaceNameEquals?: string;
}

export const listApps: Operation<ListAppsInput> = (input, { state }) => {
  const { DomainIdEquals: domain, UserProfileNameEquals: user, SpaceNameEquals: space } = input;
  if (user !== undefined && space !== undefined) {
    throw validationException("UserProfileNameEquals and SpaceNameEquals cannot be specified at the same time.");
  }
  const apps = Object.entries(state.sagemaker.apps).filter(
    ([, app]) =>
      (domain === undefined || app.DomainId === domain) &&
      (user === undefined || sameName(app.UserProfileName, user)) &&
      (space === undefined || sameName(app.SpaceName, space)),
  );
  const { records, ...page } = listPage(apps, input, { operation: "ListApps", order: "Ascending" });
  return { Apps: records, ...page };
};

/** Names of profiles and spaces compare without case (service-facts: App rules). */
function sameName(name: string | undefined, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase();
}
