import type { ControlPlaneRequest } from "./protocol/request.ts";
import type { StateStore } from "./ports.ts";
import type { Fault, SandboxSettings } from "./state.ts";

/** The fault that strikes this request, if any. A fault with `after` or `times` counts requests. */
export async function strike(store: StateStore, settings: SandboxSettings, request: ControlPlaneRequest): Promise<Fault | undefined> {
  const fault = firstMatch(settings, request);
  if (fault === undefined || (fault.times === undefined && !isAhead(fault))) return fault;
  return store.update((state) => {
    const counted = firstMatch(state.settings, request);
    if (counted !== undefined && isAhead(counted)) {
      counted.after -= 1;
      return undefined;
    }
    if (counted?.times !== undefined) counted.times -= 1;
    return counted;
  });
}

/** It lets this request pass. */
function isAhead(fault: Fault): fault is Fault & { after: number } {
  return fault.after !== undefined && fault.after > 0;
}

function firstMatch(settings: SandboxSettings, { operation, region, body, uri }: ControlPlaneRequest): Fault | undefined {
  return settings.faults.find(
    (fault) =>
      (fault.operation === "*" || fault.operation === operation) &&
      (fault.region === undefined || fault.region === region) &&
      (fault.matching === undefined || body.includes(fault.matching) || uri.includes(fault.matching)) &&
      (fault.times === undefined || fault.times > 0),
  );
}
