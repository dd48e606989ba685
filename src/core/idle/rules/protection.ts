import { formatDuration } from "../../time.ts";
import { visibleLine } from "../../visible.ts";
import { ageMs, type AppView } from "../app-view.ts";
import { keptByTag } from "../keep.ts";
import { ago, type Judgement, keep } from "./judgement.ts";

export function ownerless({ facts: { app } }: AppView): Judgement | undefined {
  const owners = [app.UserProfileName, app.SpaceName].filter((name) => name !== undefined);
  return owners.length === 1 ? undefined : keep("unknown", "it is listed without a single owner");
}

export function notRunning({ facts: { app } }: AppView): Judgement | undefined {
  return app.Status === "InService" ? undefined : keep("skipped", `it is ${app.Status}, not InService`);
}

export function protectedByName({ facts }: AppView): Judgement | undefined {
  return facts.excludedBy === undefined ? undefined : keep("protected", `excluded by "${facts.excludedBy}"`);
}

export function protectedByRule({ policy: { protectedBy } }: AppView): Judgement | undefined {
  return protectedBy === undefined ? undefined : keep("protected", visibleLine(`protected by ${protectedBy}`));
}

export function quiet({ policy: { quietHours = [] }, now }: AppView): Judgement | undefined {
  const hours = quietHours.find((each) => each.covers(now));
  return hours && keep("protected", `quiet hours until ${hours.to} ${hours.zone}`);
}

export function protectedByTag({ facts: { inspection }, policy, now }: AppView): Judgement | undefined {
  if (inspection === undefined) return undefined;
  if (!inspection.seen) return keep("unknown", `it may be protected: ${visibleLine(inspection.why)}`);
  const why = keptByTag(inspection.tags, policy.protectTags, now);
  return why === undefined ? undefined : keep("protected", visibleLine(why));
}

export function young(view: AppView): Judgement | undefined {
  const [age, { graceMs }] = [ageMs(view), view.policy];
  if (age >= graceMs) return undefined;
  return keep("grace", `started ${ago(age)}, kept for its first ${formatDuration(graceMs)}`);
}

export function ofUnifiedStudio({ facts: { app, unifiedStudio }, policy }: AppView): Judgement | undefined {
  if (unifiedStudio !== true || policy.unifiedStudio === true) return undefined;
  return keep("skipped", `domain ${app.DomainId} belongs to SageMaker Unified Studio`);
}
