import type { AppKey } from "../app/app.ts";
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

/** A text for what a claim covers: equal for two claims over the same apps, in whatever order and case they name them. */
export function claimKey({ types, domains, users, spaces }: Claim): string {
  const named = { types, domains, users, spaces };
  return Object.entries(named)
    .flatMap(([what, names]) =>
      names.length === 0
        ? []
        : [
            `${what}=${names
              .map((name) => name.toLowerCase())
              .toSorted()
              .join(",")}`,
          ],
    )
    .join(" ");
}

/** Whether an app is among those of a claim, given by its `claimKey`. */
export function covers(key: string, { AppType, DomainId, UserProfileName = "", SpaceName = "" }: AppKey): boolean {
  const named = new Map(key.split(" ").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1).split(",")]));
  const has = (what: keyof Claim, name: string): boolean => named.get(what)?.includes(name.toLowerCase()) === true;
  const isOf = (what: "types" | "domains", name: string): boolean => !named.has(what) || has(what, name);
  const anyOwner = !named.has("users") && !named.has("spaces");
  return isOf("types", AppType) && isOf("domains", DomainId) && (anyOwner || has("users", UserProfileName) || has("spaces", SpaceName));
}
