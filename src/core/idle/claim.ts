import type { AppType } from "../service-model.ts";

/** Which apps a run works on. Empty lists are no limit; users and spaces add up. */
export interface Claim {
  readonly types: readonly AppType[];
  /** Ids. */
  readonly domains: readonly string[];
  readonly users: readonly string[];
  readonly spaces: readonly string[];
}

/** Whether the scopes of two runs overlap, so that both could work on the same app. Excluded apps and policies are not considered. */
export function overlap(one: Claim, other: Claim): boolean {
  const owners = ({ users, spaces }: Claim): string[] =>
    [...users, ...spaces.map((space) => `space:${space}`)].map((owner) => owner.toLowerCase());
  return meet(one.types, other.types) && meet(one.domains, other.domains) && meet(owners(one), owners(other));
}

function meet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === 0 || other.length === 0 || one.some((item) => other.includes(item));
}
