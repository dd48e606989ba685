import { isError } from "../errors.ts";
import type { AppFacts } from "./facts.ts";

/** The IAM actions for want of which apps could not be observed or inspected. */
export function deniedOf(facts: Iterable<Pick<AppFacts, "observation" | "inspection">>): string[] {
  return [...facts].flatMap(({ observation, inspection }) =>
    [observation, inspection].flatMap((told) => (told?.seen === false && told.denied !== undefined ? [told.denied] : [])),
  );
}

/** The IAM action that a call lacked, if that is why it failed. */
export function deniedBy(error: unknown): string[] {
  return isError(error, "denied") && error.deniedAction !== undefined ? [error.deniedAction] : [];
}

/** The report's `DeniedActions`: each action once, sorted; nothing where none is missing. */
export function deniedActions(actions: readonly string[]): { readonly DeniedActions?: readonly string[] } {
  return actions.length === 0 ? {} : { DeniedActions: [...new Set(actions)].toSorted() };
}
