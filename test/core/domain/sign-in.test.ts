import { expect, it } from "vitest";
import { landingOf, landingUri, landings, lifetimeSeconds, signInRanges } from "../../../src/core/domain/sign-in.ts";

it("a landing is written as the service writes it", () => {
  expect(landings.map(landingUri)).toEqual(["studio::", "app:JupyterLab:", "app:JupyterServer:", "app:CodeEditor:"]);
});

it("each app type has its landing, where a browser opens it", () => {
  expect([landingOf("JupyterLab"), landingOf("CodeEditor"), landingOf("KernelGateway"), landingOf(undefined)]).toEqual([
    "jupyterlab",
    "codeeditor",
    undefined,
    undefined,
  ]);
});

it.each([
  [5_000, "expires", 5],
  [300_000, "expires", 300],
  [1_800_000, "session", 1_800],
  [43_200_000, "session", 43_200],
] as const)("a session of %d ms is read as %s", (ms, range, seconds) => {
  expect(lifetimeSeconds(ms, signInRanges[range], `--${range}`)).toBe(seconds);
});

it.each([
  [4_000, "expires", "--expires does not take 4 seconds"],
  [301_000, "expires", "--expires does not take 301 seconds"],
  [1_799_000, "session", "--session does not take 1799 seconds"],
  [43_201_000, "session", "--session does not take 43201 seconds"],
] as const)("a session of %d ms is refused as %s", (ms, range, message) => {
  expect(() => lifetimeSeconds(ms, signInRanges[range], `--${range}`)).toThrow(message);
});
