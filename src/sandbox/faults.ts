import type { ControlPlaneRequest } from "./protocol/request.ts";
import type { StateStore } from "./ports.ts";
import type { Fault, SandboxSettings } from "./state.ts";

/** The fault that strikes this request, if any; one that strikes a number of times has one less to go. */
export async function strike(
  store: StateStore,
  settings: SandboxSettings,
  request: ControlPlaneRequest,
): Promise<Fault | undefined> {
  const fault = firstMatch(settings, request);
  if (fault?.times === undefined) return fault;
  return store.update((state) => {
    const counted = firstMatch(state.settings, request);
    if (counted?.times !== undefined) counted.times -= 1;
    return counted;
  });
}

function firstMatch(settings: SandboxSettings, { operation, body }: ControlPlaneRequest): Fault | undefined {
  return settings.faults.find(
    (fault) =>
      (fault.operation === "*" || fault.operation === operation) &&
      (fault.matching === undefined || body.includes(fault.matching)) &&
      (fault.times === undefined || fault.times > 0),
  );
}
