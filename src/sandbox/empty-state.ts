import { type SandboxState, stateVersion } from "./state.ts";

/** An account with nothing in it, on a calm day; transitions are short enough for a demonstration. */
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
  };
}
