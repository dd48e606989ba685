import { expect, it } from "vitest";
import { type SettingsLevel, levelLabel } from "../../../src/core/settings/level.ts";

it.each<[SettingsLevel, string]>([
  [{ DomainId: "d-1" }, "domain d-1"],
  [{ DomainId: "d-1", sharedSpaces: true }, "shared spaces of domain d-1"],
  [{ DomainId: "d-1", owner: { UserProfileName: "alice" } }, "user profile d-1/alice"],
  [{ DomainId: "d-1", owner: { SpaceName: "team" } }, "space d-1/team"],
])("%j has a name", (level, label) => {
  expect(levelLabel(level)).toBe(label);
});
