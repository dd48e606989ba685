import picomatch from "picomatch";
import { hardwareOf } from "../../core/app/instances.ts";
import {
  type AppMatch,
  defaultPolicy,
  type Policies,
  type Policy,
  type PolicyFile,
  type PolicyInForce,
  type PolicyRule,
  type PolicySource,
  type PolicySubject,
  type ProtectTag,
  type Setting,
  type Thresholds,
} from "../../core/idle/policy.ts";

/** What the command line says: thresholds only where their flag was given. */
export interface PolicyFlags {
  readonly thresholds: Partial<Thresholds>;
  readonly protectTags: readonly ProtectTag[];
  /** Whether domains of SageMaker Unified Studio are swept too. */
  readonly unifiedStudio?: boolean;
  /** Whether idle kernels and image terminals of apps that stay are shut down. */
  readonly shutDownKernels?: boolean;
  /** The thresholds of settings, below those of a policy file. */
  readonly settings?: Partial<Thresholds>;
}

interface Source {
  readonly source: PolicySource;
  readonly thresholds: Partial<Thresholds>;
}

/**
 * Every threshold comes from the first source that sets it: a flag, the first matching rule, the file's defaults, a setting, the program.
 * Protections add up.
 */
export function policies(flags: PolicyFlags, file?: PolicyFile): Policies {
  const protectTags = [...flags.protectTags, ...(file?.protect.tags ?? [])];
  const switches = {
    ...(flags.unifiedStudio === true && { unifiedStudio: true }),
    ...(flags.shutDownKernels === true && { shutDownKernels: true }),
  };
  const rules = (file?.rules ?? []).map((rule, index) => ({ rule, index, matches: matcher(rule.match) }));
  const quiet = (file?.quietHours ?? []).map((hours) => ({ hours, matches: matcher(hours.match) }));
  const above: Source = { source: { From: "flag" }, thresholds: flags.thresholds };
  const ofSettings: Source = { source: { From: "setting" }, thresholds: flags.settings ?? {} };
  const below = [...(file === undefined ? [] : [sourceOf("file", file.defaults)]), ofSettings];

  function inForce(subject: PolicySubject): PolicyInForce {
    const found = rules.find(({ matches }) => matches(subject));
    const rule = found && `${ruleName(found.rule, found.index)}, line ${found.rule.line} of ${file?.path}`;
    const hours = quiet.filter(({ matches }) => matches(subject)).map((each) => each.hours);
    const { thresholds, origin } = firstOf([above, ...(found ? [sourceOf("rule", found.rule)] : []), ...below]);
    return {
      policy: {
        ...thresholds,
        protectTags,
        ...switches,
        ...(hours.length > 0 && { quietHours: hours }),
        ...(found?.rule.protect === true && rule !== undefined && { protectedBy: rule }),
      },
      origin,
      ...(rule !== undefined && { rule }),
    };
  }

  return {
    otherwise: { ...firstOf([above, ...below]).thresholds, protectTags, ...switches },
    asksForOwners: [...(file?.rules ?? []), ...(file?.quietHours ?? [])].some(({ match }) => match.user !== undefined),
    inForce,
  };
}

/**
 * The same policies without a look inside any container, unless a flag asks for it: for commands that look inside only when asked, whatever
 * policy file and settings say.
 */
export function lookingOnlyIfAsked({ otherwise, asksForOwners, inForce }: Policies, asked: boolean): Policies {
  const limited = (policy: Policy): Policy => ({ ...policy, lookInside: asked });
  return {
    otherwise: limited(otherwise),
    asksForOwners,
    inForce(subject) {
      const found = inForce(subject);
      return { ...found, policy: limited(found.policy) };
    },
  };
}

function sourceOf(From: "rule" | "file", { line: Line, thresholds }: Setting): Source {
  return { source: { From, Line }, thresholds };
}

function firstOf(sources: readonly Source[]): Pick<PolicyInForce, "origin"> & { readonly thresholds: Thresholds } {
  const origin = (name: keyof Thresholds): PolicySource =>
    sources.find(({ thresholds }) => thresholds[name] !== undefined)?.source ?? { From: "default" };
  return {
    thresholds: sources.reduceRight<Thresholds>((below, { thresholds }) => ({ ...below, ...thresholds }), defaultPolicy),
    origin: {
      idleMs: origin("idleMs"),
      graceMs: origin("graceMs"),
      maxAgeMs: origin("maxAgeMs"),
      keepTerminals: origin("keepTerminals"),
      stopStuck: origin("stopStuck"),
      stopRemote: origin("stopRemote"),
      maxBusyMs: origin("maxBusyMs"),
      lookInside: origin("lookInside"),
      trustBeacons: origin("trustBeacons"),
    },
  };
}

/** Its name, else its position, counted from 1. */
function ruleName({ name }: PolicyRule, index: number): string {
  return name === undefined ? `rule ${index + 1}` : `rule "${name}"`;
}

function matcher({ domain, user, space, type, instanceType, hardware, app: name }: AppMatch): (subject: PolicySubject) => boolean {
  const members = [
    globs(domain, ({ app }) => app.DomainId),
    globs(user, ({ app, spaceOwner }) => app.UserProfileName ?? spaceOwner),
    globs(space, ({ app }) => app.SpaceName),
    globs(name, ({ app }) => app.AppName),
    globs(instanceType, ({ app }) => app.ResourceSpec?.InstanceType),
    ({ app }: PolicySubject) => type?.includes(app.AppType) ?? true,
    ({ app }: PolicySubject) => hardware?.includes(hardwareOf(app.ResourceSpec?.InstanceType ?? "")) ?? true,
  ];
  return (subject) => members.every((fits) => fits(subject));
}

function globs(
  patterns: readonly string[] | undefined,
  of: (subject: PolicySubject) => string | undefined,
): (subject: PolicySubject) => boolean {
  if (patterns === undefined) return () => true;
  const matches = picomatch([...patterns], { nocase: true, bash: true });
  return (subject) => {
    const text = of(subject);
    return text !== undefined && matches(text);
  };
}
