import { initialNetwork } from "./services/ec2/records.ts";
import { initialRoles } from "./services/iam/records.ts";
import { type SandboxState, stateVersion } from "./state.ts";

/**
 * An account without a domain and without faults, with the network and the roles that a domain needs; transitions are short enough for a
 * demonstration.
 */
export function emptyState(): SandboxState {
  return {
    version: stateVersion,
    clockOffsetMs: 0,
    sequence: 0,
    settings: {
      classic: "open",
      latencyMs: 0,
      requestsPerSecond: 0,
      faults: [],
      transitionSeconds: { domain: 8, userProfile: 3, space: 3, appStart: 6, appStop: 3, image: 4 },
    },
    sagemaker: {
      domains: {},
      userProfiles: {},
      spaces: {},
      apps: {},
      images: {},
      imageVersions: {},
      appImageConfigs: {},
      lifecycleConfigs: {},
      tags: {},
    },
    jupyter: { servers: {} },
    ec2: initialNetwork(),
    iam: initialRoles(),
    ecr: { repositories: {} },
  };
}
