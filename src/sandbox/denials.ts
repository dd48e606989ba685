import { wildcard } from "../core/domain/roles.ts";
import { caller } from "./home.ts";
import type { Service } from "./operation.ts";
import type { StateStore } from "./ports.ts";
import { ServiceError } from "./protocol/service-error.ts";
import type { SandboxSettings } from "./state.ts";

/** Whether the settings deny an IAM action to the caller; ignoring case, as in policies. */
export function isDenied({ denied = [] }: Pick<SandboxSettings, "denied">, action: string): boolean {
  return denied.some((pattern) => wildcard(pattern, "i").test(action));
}

/** An action that IAM always allows, regardless of policies (STS API: GetCallerIdentity). */
const unconditional = "sts:GetCallerIdentity";

/** Throws the service's own refusal of a call that the settings deny. */
export async function requireAllowed(store: StateStore, { prefix, denied }: Service, operation: string): Promise<void> {
  const action = `${prefix}:${operation}`;
  const { settings } = await store.read();
  if (action === unconditional || !isDenied(settings, action)) return;
  const text = `User: ${caller} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`;
  throw denied === "UnauthorizedOperation"
    ? new ServiceError(denied, `You are not authorized to perform this operation. ${text}`, 403)
    : new ServiceError(denied, text, denied === "AccessDenied" ? 403 : 400);
}
