import { wildcard } from "../core/domain/roles.ts";
import { memberAccount } from "./accounts.ts";
import type { Caller } from "./home.ts";
import type { Service } from "./operation.ts";
import { ServiceError } from "./protocol/service-error.ts";
import type { SandboxSettings, SandboxState } from "./state.ts";

/** Whether the settings deny an IAM action to the caller; ignoring case, as in policies. */
export function isDenied({ denied = [] }: Pick<SandboxSettings, "denied">, action: string): boolean {
  return denied.some((pattern) => wildcard(pattern, "i").test(action));
}

/** An action that IAM always allows, regardless of policies (STS API: GetCallerIdentity). */
const unconditional = "sts:GetCallerIdentity";

/** The actions that are denied to a caller: those of the settings, and those of the role whose session it is. */
export function deniedTo(state: Pick<SandboxState, "settings" | "organization">, { account, role }: Caller): { readonly denied: string[] } {
  const { denied = [] } = state.settings;
  const ofRole = role === undefined ? [] : (memberAccount(state, account)?.denied?.[role.toLowerCase()] ?? []);
  return { denied: [...denied, ...ofRole] };
}

/** Throws the service's own refusal of a call that the caller may not make. */
export function requireAllowed(state: SandboxState, { prefix, denied }: Service, operation: string, caller: Caller): void {
  const action = `${prefix}:${operation}`;
  if (action === unconditional || !isDenied(deniedTo(state, caller), action)) return;
  const text = refusal(caller, action, "*");
  throw denied === "UnauthorizedOperation"
    ? new ServiceError(denied, `You are not authorized to perform this operation. ${text}`, 403)
    : new ServiceError(denied, text, denied === "AccessDenied" ? 403 : 400);
}

export function refusal({ arn }: Caller, action: string, resource: string): string {
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
