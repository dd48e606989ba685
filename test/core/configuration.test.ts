import { expect, it } from "vitest";
import { type Settings, settingsInForce } from "../../src/core/configuration.ts";

const all: Settings = { domain: "research", profile: "prod", region: "eu-west-1", output: "json", color: "never", timeout: "5m" };
const here = { sandbox: false, profile: undefined };

it("the configuration file gives all settings that nothing else sets", () => {
  expect(settingsInForce(all, {}, here)).toEqual(all);
});

it.each([
  ["domain", { STUDIOCTL_DOMAIN: "d-1" }],
  ["region", { AWS_REGION: "us-east-1" }],
  ["region", { AWS_DEFAULT_REGION: "us-east-1" }],
  ["color", { NO_COLOR: "1" }],
  ["color", { FORCE_COLOR: "1" }],
] as const)("a variable overrides the setting %s", (key, env) => {
  const { [key]: _, ...others } = all;
  expect(settingsInForce(all, env, here)).toEqual(others);
});

it("an empty variable counts as unset", () => {
  expect(settingsInForce(all, { STUDIOCTL_DOMAIN: "" }, here)).toEqual(all);
});

it("the sandbox uses no name of an account from the configuration", () => {
  expect(settingsInForce(all, {}, { ...here, sandbox: true })).toEqual({ output: "json", color: "never", timeout: "5m" });
});

it.each([
  ["another profile is named", {}, "dev"],
  ["a variable names another profile", { AWS_PROFILE: "dev" }, undefined],
  ["the credentials are in the environment", { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE" }, undefined],
] as const)("the domain and Region of a profile are not used where %s", (_, env, profile) => {
  expect(settingsInForce(all, env, { sandbox: false, profile })).not.toHaveProperty("domain");
  expect(settingsInForce(all, env, { sandbox: false, profile })).not.toHaveProperty("region");
});

it("the same profile keeps its domain and Region, however it is named", () => {
  expect(settingsInForce(all, { AWS_PROFILE: "prod" }, here)).toMatchObject({ domain: "research", region: "eu-west-1" });
  expect(settingsInForce(all, {}, { sandbox: false, profile: "prod" })).toMatchObject({ domain: "research", region: "eu-west-1" });
});

it("a domain configured without a profile applies to every profile", () => {
  expect(settingsInForce({ domain: "research" }, {}, { sandbox: false, profile: "dev" })).toEqual({ domain: "research" });
});
