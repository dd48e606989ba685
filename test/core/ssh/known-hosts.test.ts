import { expect, it } from "vitest";
import { keysOfLife } from "../../../src/core/ssh/known-hosts.ts";

const morning = new Date("2026-03-02T08:00:00Z");
const noon = new Date("2026-03-02T12:00:00Z");

it("keys stay for as long as the app lives, and are forgotten with a new life of it", () => {
  const fresh = keysOfLife("", morning);
  expect(fresh).toBe("# app created 2026-03-02T08:00:00.000Z\n");
  const used = `${fresh}nlp.d-1.us-east-1.studioctl ssh-ed25519 AAAA\n`;
  expect(keysOfLife(used, morning)).toBe(used);
  expect(keysOfLife(used, noon)).toBe("# app created 2026-03-02T12:00:00.000Z\n");
});

it("keys of a life that is not known are kept for no second connection", () => {
  const fresh = keysOfLife("", undefined);
  expect(keysOfLife(`${fresh}nlp ssh-ed25519 AAAA\n`, undefined)).toBe(fresh);
  expect(keysOfLife(`${fresh}nlp ssh-ed25519 AAAA\n`, noon)).toBe("# app created 2026-03-02T12:00:00.000Z\n");
});
