import { type App, appReference, ownerLabel, ownerOf } from "../core/app/app.ts";
import type { ImageSummary } from "../core/image/image.ts";
import type { DomainSummary, SpaceSummary, UserProfileSummary } from "../core/domain/domain.ts";
import type { LifecycleConfigSummary } from "../core/lifecycle-config/lifecycle-config.ts";
import type { Candidate } from "./answer.ts";

/** By name, and by id; only by id if two share a name. */
export function domainCandidates(domains: readonly DomainSummary[]): Candidate[] {
  return domains.map(({ DomainId, DomainName, Status }) => {
    const unique = domains.filter((other) => other.DomainName === DomainName).length === 1;
    return unique
      ? { forms: [DomainName, DomainId], summary: `${DomainId}, ${Status}` }
      : { forms: [DomainId], summary: `${DomainName}, ${Status}` };
  });
}

export function userCandidates(users: readonly UserProfileSummary[]): Candidate[] {
  return byName(users.map(({ UserProfileName, Status }) => ({ forms: [UserProfileName], summary: Status })));
}

export function spaceCandidates(spaces: readonly SpaceSummary[]): Candidate[] {
  return byName(spaces.map(({ SpaceName, Status }) => ({ forms: [SpaceName], summary: Status })));
}

/** By the longest reference; by the shorter ones too where they are of one domain and mean one app. Deleted ones are not offered. */
export function appCandidates(apps: readonly App[], ofOneDomain: boolean): Candidate[] {
  const living = apps.filter(({ Status }) => Status !== "Deleted");
  const uses = new Map<string, number>();
  for (const form of living.flatMap(shortForms)) uses.set(form, (uses.get(form) ?? 0) + 1);
  return living.map((app) => ({
    forms: [appReference(app), ...(ofOneDomain ? shortForms(app).filter((form) => uses.get(form) === 1) : [])],
    summary: [app.Status, app.ResourceSpec?.InstanceType].filter((part) => part !== undefined).join(", "),
  }));
}

/** Targets of the verbs that go into a running app: spaces, and the users of JupyterServer apps, each with its app. */
export function targetCandidates(spaces: readonly SpaceSummary[], apps: readonly App[]): Candidate[] {
  const living = apps.filter(({ Status }) => Status !== "Deleted");
  const ofSpace = (name: string) => living.find(({ SpaceName }) => SpaceName?.toLowerCase() === name.toLowerCase());
  const servers = living.filter(({ AppType, UserProfileName }) => AppType === "JupyterServer" && UserProfileName !== undefined);
  return byName([
    ...spaces.map(({ SpaceName }) => ({ forms: [SpaceName, `space:${SpaceName}`], summary: ofSpace(SpaceName)?.Status ?? "stopped" })),
    ...servers.map(({ UserProfileName = "", Status }) => ({ forms: [UserProfileName], summary: `JupyterServer, ${Status}` })),
  ]);
}

export function imageCandidates(images: readonly ImageSummary[]): Candidate[] {
  return images.map(({ ImageName, ImageStatus, DisplayName }) => ({ forms: [ImageName], summary: DisplayName ?? ImageStatus }));
}

/** By name or, where a flag takes nothing else, by ARN. */
export function lifecycleConfigCandidates(configs: readonly LifecycleConfigSummary[], form: "name" | "arn"): Candidate[] {
  return configs.map(({ StudioLifecycleConfigName, StudioLifecycleConfigArn, StudioLifecycleConfigAppType }) => ({
    forms: [form === "name" ? StudioLifecycleConfigName : StudioLifecycleConfigArn],
    summary: StudioLifecycleConfigAppType,
  }));
}

/** Several domains may have the same name for their own. */
function byName(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.forms[0], candidate])).values()];
}

function shortForms(app: App): string[] {
  const owner = ownerLabel(ownerOf(app));
  return [`${owner}/${app.AppName}`, `${owner}/${app.AppType}/${app.AppName}`, app.AppName];
}
