import { expect, it } from "vitest";
import { type Place, placeLabel } from "../../src/core/place.ts";

it.each<[Place, string]>([
  [{ DomainId: "d-1" }, "domain d-1"],
  [{ DomainId: "d-1", sharedSpaces: true }, "shared spaces of domain d-1"],
  [{ DomainId: "d-1", owner: { UserProfileName: "alice" } }, "user profile d-1/alice"],
  [{ DomainId: "d-1", owner: { SpaceName: "team" } }, "space d-1/team"],
])("%j has a name", (place, label) => {
  expect(placeLabel(place)).toBe(label);
});
